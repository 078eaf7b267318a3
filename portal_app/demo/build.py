"""What every part of the generator shares: the day it is built around, its dice, and the rows so far.

The parts only collect rows, with ids of their own, and never ask the database: a district can so be looked at, compared
or multiplied before a single row is written. `write` then stores everything, table by table, in a few large inserts.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from portal_app.models import AttendanceCode, Category, Period

BATCH = 5000
"""Rows in one insert: large enough to be quick, small enough to keep memory flat."""


@dataclass(frozen=True)
class Build:
    """One district in the making. All that has happened in it happened before `today` began.

    `count` numbers the rows apart from `rows`, so that a large district may be written and forgotten school by school.
    """

    today: date
    seed: int
    zone: ZoneInfo
    rows: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    count: Counter[type[SQLModel]] = field(default_factory=Counter)

    def add(self, model: type[SQLModel], **values: Any) -> int:
        """Collect a row of a table with a number of its own; return that number."""
        self.count[model] += 1
        number = self.count[model]
        self.rows[model].append(defaults(model) | _name(model, number, values) | values | {"id": number})
        return number

    def tie(self, model: type[SQLModel], **values: Any) -> None:
        """Collect a row of a table that only ties others together."""
        self.rows[model].append(defaults(model) | values)

    def dice(self, *topic: object) -> Random:
        """Return dice for one topic: what is thrown for one student never changes what another gets."""
        return Random(":".join(map(str, (self.seed, *topic))))

    def at(self, day: date, hour: int = 0, minute: int = 0) -> datetime:
        """Return the moment at which the district's wall clock shows this time of the day."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone)

    def write(self, session: Session) -> None:
        """Store all rows, parents before children."""
        models = {model.__table__.name: model for model in self.rows}  # type: ignore[attr-defined]
        for table in SQLModel.metadata.sorted_tables:
            rows = self.rows[models[table.name]] if table.name in models else []
            for start in range(0, len(rows), BATCH):
                session.execute(insert(table), rows[start : start + BATCH])


def _name(model: type[SQLModel], number: int, values: dict[str, Any]) -> dict[str, str]:
    """Return the row's name in the school's own system, as an import would make it: an export fits back."""
    if "source_id" not in model.model_fields:
        return {}
    if model in _NAMED_WITHIN:
        owner, own = _NAMED_WITHIN[model]
        return {"source_id": f"{owner}-{values[f'{owner}_id']}|{values[own]}"}
    return {"source_id": f"{model.__tablename__}-{number}"}


_NAMED_WITHIN: dict[type[SQLModel], tuple[str, str]] = {
    Period: ("school", "name"),
    AttendanceCode: ("school", "code"),
    Category: ("section", "name"),
}
"""What people know by its name within a school or class, and formats so too."""


@cache
def defaults(model: type[SQLModel]) -> dict[str, Any]:
    """Return the values of a model's optional columns: a bulk insert does not ask the model for them."""
    fields = model.model_fields.items()
    return {name: info.get_default(call_default_factory=True) for name, info in fields if not info.is_required()}
