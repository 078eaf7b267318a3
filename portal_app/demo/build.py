"""What every part of the generator shares: the date it is built around, its random numbers, and the rows so far.

The parts only collect rows and give them ids; they never query the database, so a district can be inspected or compared
before a row is written. `write` then stores everything, table by table, in a few large inserts.
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

    `count` holds the last id of each table apart from `rows`, so that a large district can be written school by school.
    """

    today: date
    seed: int
    zone: ZoneInfo
    rows: dict[type[SQLModel], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    count: Counter[type[SQLModel]] = field(default_factory=Counter)

    def add(self, model: type[SQLModel], **values: Any) -> int:
        """Collect a row of a table that has an id; return the id."""
        self.count[model] += 1
        row_id = self.count[model]
        self.rows[model].append(defaults(model) | _source_id(model, row_id, values) | values | {"id": row_id})
        return row_id

    def link(self, model: type[SQLModel], **values: Any) -> None:
        """Collect a row of a table that only links rows of other tables."""
        self.rows[model].append(defaults(model) | values)

    def rng(self, *topic: object) -> Random:
        """Return random numbers for one topic, so that one student's values never change another's."""
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


def _source_id(model: type[SQLModel], row_id: int, values: dict[str, Any]) -> dict[str, str]:
    """Return the row's id in the school's own system, as an import would make it: an export can be imported again."""
    if "source_id" not in model.model_fields:
        return {}
    if model in _IDENTIFIED_BY_NAME:
        owner, own = _IDENTIFIED_BY_NAME[model]
        return {"source_id": f"{owner}-{values[f'{owner}_id']}|{values[own]}"}
    return {"source_id": f"{model.__tablename__}-{row_id}"}


_IDENTIFIED_BY_NAME: dict[type[SQLModel], tuple[str, str]] = {
    Period: ("school", "name"),
    AttendanceCode: ("school", "code"),
    Category: ("section", "name"),
}
"""Tables whose rows are identified by name within a school or class, in the formats too."""


@cache
def defaults(model: type[SQLModel]) -> dict[str, Any]:
    """Return the values of a model's optional columns: a bulk insert does not ask the model for them."""
    fields = model.model_fields.items()
    return {name: info.get_default(call_default_factory=True) for name, info in fields if not info.is_required()}
