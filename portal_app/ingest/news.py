"""Tells the change feed what an import has changed, so that open pages refresh and parents find it under "new".

The first load of a district tells nothing: no parent has seen anything before it, so nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from portal_app.ingest.kinds import ITEMS, Kind
from portal_app.ingest.raw import converters
from portal_app.ingest.writing import Insert
from portal_app.models import Change, Guardianship, HouseholdMember, SectionEnrollment, Subject

if TYPE_CHECKING:
    from portal_app.ingest.store import Surroundings

_STUDENTS_OF: dict[str, type[SQLModel]] = {
    "section_id": SectionEnrollment,
    "household_id": HouseholdMember,
    "guardian_id": Guardianship,
}
"""Where the students are found whom a class, a household or a guardian concerns."""
_SCOPES = ("student_id", "school_id", "district_id")
_CHUNK = 5000


class News:
    """Collects the changes of a load, each once, and writes them at its end, in the same transaction."""

    def __init__(self) -> None:
        self._changes: dict[tuple[Subject, str, int, int | None], None] = {}
        self._indirect: defaultdict[tuple[Subject, str], set[int]] = defaultdict(set)

    def note(self, kind: Kind, row: Mapping[str, Any], number: int | None) -> None:
        """Note that a row (`number` is its own) was written or ended."""
        assert kind.subject
        columns = kind.concerns.split()
        column = next((c for c in columns if row.get(c) is not None), None)
        concern = number if column is None and columns[0] not in row else row.get(column or columns[-1])
        if concern is None:
            return
        column = column or columns[0]
        if column in _STUDENTS_OF:
            self._indirect[kind.subject, column].add(concern)
            if student := row.get("student_id"):
                self._changes[kind.subject, "student_id", student, None] = None
        else:
            item = number if kind.subject in ITEMS else None
            self._changes[kind.subject, column, concern, item] = None

    def write(self, around: "Surroundings", moment: datetime) -> None:
        """Write the rows of the change feed."""
        for (subject, column), numbers in self._indirect.items():
            for student in _students(around.connection, column, numbers):
                self._changes[subject, "student_id", student, None] = None
        table = Change.__table__  # type: ignore[attr-defined]
        at = converters(around.connection, table, ["at"])[0][1][moment]
        rows = [
            (subject.value, *(concern if column == scope else None for scope in _SCOPES), item, at)
            for subject, column, concern, item in self._changes
        ]
        for chunk in chunks(rows, _CHUNK):
            around.write(Insert(table.name, ("subject", *_SCOPES, "item_id", "at"), chunk))


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
