"""Tells the change feed what an import has changed, so that open pages refresh and parents find it under "new".

The first load of a district tells nothing: no parent has seen anything before it, so nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from portal_app.ingest.kinds import ITEMS, Kind
from portal_app.models import Change, Guardianship, HouseholdMember, SectionEnrollment, Subject

_STUDENTS_OF: dict[str, type[SQLModel]] = {
    "section_id": SectionEnrollment,
    "household_id": HouseholdMember,
    "guardian_id": Guardianship,
}
"""Where the students are found whom a class, a household or a guardian concerns."""
_CHUNK = 5000


class News:
    """Collects the changes of a load, each once, and writes them at its end, in the same transaction."""

    def __init__(self) -> None:
        self._changes: dict[tuple[Subject, str, int, int | None], None] = {}
        self._indirect: defaultdict[tuple[Subject, str], set[int]] = defaultdict(set)

    def note(self, kind: Kind, row: Mapping[str, Any], number: int | None) -> None:
        """Note that a row (`number` is its own) was written or ended."""
        assert kind.subject
        concern = row.get(kind.concerns, number)
        if concern is None:
            return
        if kind.concerns in _STUDENTS_OF:
            self._indirect[kind.subject, kind.concerns].add(concern)
        else:
            item = number if kind.subject in ITEMS and kind.concerns == "student_id" else None
            self._changes[kind.subject, kind.concerns, concern, item] = None

    def write(self, connection: Connection, moment: datetime) -> None:
        """Add the rows of the change feed."""
        for (subject, column), numbers in self._indirect.items():
            for student in _students(connection, column, numbers):
                self._changes[subject, "student_id", student, None] = None
        empty = {"student_id": None, "school_id": None, "district_id": None}
        rows = [
            {**empty, column: concern, "subject": subject, "item_id": item, "at": moment}
            for subject, column, concern, item in self._changes
        ]
        for chunk in chunks(rows, _CHUNK):
            connection.execute(insert(Change), chunk)


def _students(connection: Connection, column: str, numbers: set[int]) -> Iterator[int]:
    table = _STUDENTS_OF[column].__table__  # type: ignore[attr-defined]
    for chunk in chunks(sorted(numbers), _CHUNK):
        concerned = table.c[column].in_(chunk) & table.c.student_id.is_not(None)
        yield from connection.scalars(select(table.c.student_id).where(concerned).distinct())


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of `size` rows, the last one shorter."""
    rows = list(rows)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
