"""Writes what an import has changed to the change feed, so that open pages refresh and parents see it as new.

The first load of a district records nothing: no parent has seen anything before it, so nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlmodel import col

from portal_app.ingest.context import LoadContext
from portal_app.ingest.raw import chunks, to_raw
from portal_app.ingest.table_mapping import TableMapping
from portal_app.ingest.table_mappings import ITEMS
from portal_app.ingest.writing import CHUNK, Insert
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
_AFFECTED: dict[str, tuple[str, Select[Any], Any]] = {
    "section_id": ("student_id", select(col(SectionEnrollment.student_id)), col(SectionEnrollment.section_id)),
    "staff_id": ("student_id", _STUDENTS_BY_TEACHER, col(SectionTeacher.staff_id)),
    "household_id": ("student_id", select(col(HouseholdMember.student_id)), col(HouseholdMember.household_id)),
    "guardian_id": ("student_id", select(col(Guardianship.student_id)), col(Guardianship.guardian_id)),
    "bell_schedule_id": ("school_id", select(col(BellSchedule.school_id)), col(BellSchedule.id)),
    "course_id": ("school_id", select(col(Course.school_id)), col(Course.id)),
    "task_id": ("school_id", _SCHOOLS_BY_TASK, col(GradingTask.id)),
    "scale_id": ("school_id", _SCHOOLS_BY_TASK, col(GradingTask.scale_id)),
}
"""How to find the students or schools that a change of a class, a teacher, a household and so on affects: the column of
the change feed, the query of their ids, and the column that the query filters by."""
_SCOPES = ("student_id", "school_id", "district_id")


class RecordedChanges:
    """Collects the changes of a load, each once, and writes them at its end, in the same transaction."""

    def __init__(self) -> None:
        self._changes: dict[tuple[Subject, str, int, int | None], None] = {}
        self._indirect: defaultdict[tuple[Subject, str], set[int]] = defaultdict(set)

    def note(self, mapping: TableMapping, row: Mapping[str, Any], row_id: int | None) -> None:
        """Note that a row was written or ended."""
        columns = mapping.affects.split()
        column = next((c for c in columns if row.get(c) is not None), None)
        affected = row_id if column is None and columns[0] not in row else row.get(column or columns[-1])
        if affected is None:
            return
        column = column or columns[0]
        if column in _AFFECTED:
            # whom it affects is looked up at the end, when all enrollments and guardianships are written
            self._indirect[mapping.subject, column].add(affected)
            if student := row.get("student_id"):
                self._changes[mapping.subject, "student_id", student, None] = None
        else:
            item = row_id if mapping.subject in ITEMS else None
            self._changes[mapping.subject, column, affected, item] = None

    def write(self, context: LoadContext) -> None:
        """Write the rows of the change feed."""
        for (subject, column), ids in self._indirect.items():
            scope, query, by = _AFFECTED[column]
            for affected in _affected(context.connection, query, by, ids):
                self._changes[subject, scope, affected, None] = None
        table = Change.__table__  # type: ignore[attr-defined]
        at = to_raw(context.connection, table, "at", context.moment)
        rows = [
            (subject.value, *(affected if column == scope else None for scope in _SCOPES), item, at)
            for subject, column, affected, item in self._changes
        ]
        for chunk in chunks(rows, CHUNK):
            context.write(Insert(table.name, ("subject", *_SCOPES, "item_id", "at"), chunk))


def _affected(connection: Connection, query: Select[Any], by: Any, ids: set[int]) -> Iterator[int]:
    for chunk in chunks(sorted(ids), CHUNK):
        found = connection.scalars(query.where(by.in_(chunk)).distinct())
        yield from (affected for affected in found if affected is not None)
