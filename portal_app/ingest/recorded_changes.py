"""Tells the change feed what an import has changed, so that open pages refresh and parents find it under "new".

The first load of a district tells nothing: no parent has seen anything before it, so nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlmodel import col

from portal_app.ingest.context import LoadContext
from portal_app.ingest.raw import chunks, converters
from portal_app.ingest.table_mappings import ITEMS, Kind
from portal_app.ingest.writing import Insert
from portal_app.models import (
    BellSchedule,
    Change,
    Course,
    GradingTask,
    Guardianship,
    HouseholdMember,
    SectionEnrollment,
    SectionTeacher,
    Subject,
)

_SCHOOLS_BY_TASK = select(col(Course.school_id)).join(GradingTask, col(GradingTask.course_id) == Course.id)
_STUDENTS_BY_TEACHER = select(col(SectionEnrollment.student_id)).join(
    SectionTeacher, col(SectionTeacher.section_id) == SectionEnrollment.section_id
)
_WHOM: dict[str, tuple[str, Select, Any]] = {
    "section_id": ("student_id", select(col(SectionEnrollment.student_id)), col(SectionEnrollment.section_id)),
    "staff_id": ("student_id", _STUDENTS_BY_TEACHER, col(SectionTeacher.staff_id)),
    "household_id": ("student_id", select(col(HouseholdMember.student_id)), col(HouseholdMember.household_id)),
    "guardian_id": ("student_id", select(col(Guardianship.student_id)), col(Guardianship.guardian_id)),
    "bell_schedule_id": ("school_id", select(col(BellSchedule.school_id)), col(BellSchedule.id)),
    "course_id": ("school_id", select(col(Course.school_id)), col(Course.id)),
    "task_id": ("school_id", _SCHOOLS_BY_TASK, col(GradingTask.id)),
    "scale_id": ("school_id", _SCHOOLS_BY_TASK, col(GradingTask.scale_id)),
}
"""How the students or the schools are found whom a class, a teacher, a household and so on concern: what they are, the
query of their numbers, and the column that it goes by."""
_SCOPES = ("student_id", "school_id", "district_id")
_CHUNK = 5000


class News:
    """Collects the changes of a load, each once, and writes them at its end, in the same transaction."""

    def __init__(self) -> None:
        self._changes: dict[tuple[Subject, str, int, int | None], None] = {}
        self._indirect: defaultdict[tuple[Subject, str], set[int]] = defaultdict(set)

    def note(self, kind: Kind, row: Mapping[str, Any], number: int | None) -> None:
        """Note that a row (`number` is its own) was written or ended."""
        columns = kind.concerns.split()
        column = next((c for c in columns if row.get(c) is not None), None)
        concern = number if column is None and columns[0] not in row else row.get(column or columns[-1])
        if concern is None:
            return
        column = column or columns[0]
        if column in _WHOM:
            self._indirect[kind.subject, column].add(concern)
            if student := row.get("student_id"):
                self._changes[kind.subject, "student_id", student, None] = None
        else:
            item = number if kind.subject in ITEMS else None
            self._changes[kind.subject, column, concern, item] = None

    def write(self, context: LoadContext, moment: datetime) -> None:
        """Write the rows of the change feed."""
        for (subject, column), numbers in self._indirect.items():
            scope, whom, by = _WHOM[column]
            for concern in _concerned(context.connection, whom, by, numbers):
                self._changes[subject, scope, concern, None] = None
        table = Change.__table__  # type: ignore[attr-defined]
        at = converters(context.connection, table, ["at"])[0][1][moment]
        rows = [
            (subject.value, *(concern if column == scope else None for scope in _SCOPES), item, at)
            for subject, column, concern, item in self._changes
        ]
        for chunk in chunks(rows, _CHUNK):
            context.write(Insert(table.name, ("subject", *_SCOPES, "item_id", "at"), chunk))


def _concerned(connection: Connection, whom: Select, by: Any, numbers: set[int]) -> Iterator[int]:
    for chunk in chunks(sorted(numbers), _CHUNK):
        found = connection.scalars(whom.where(by.in_(chunk)).distinct())
        yield from (number for number in found if number is not None)
