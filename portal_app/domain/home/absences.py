"""The children who have missed a notable part of the school year: Home states it early, and without blame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from portal_app.domain.access import Right, Viewer, accessible_students
from portal_app.domain.attendance import YearSoFar, attendance_of
from portal_app.domain.attendance.days import CHRONIC_FROM
from portal_app.domain.changes.cache import lookup
from portal_app.domain.changes.feed import student_subscription
from portal_app.models import Student

NOTABLE_SHARE = Decimal("0.05")
"""From this share of the school days so far on, once there were as many as chronic absence needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildAbsences:
    """How many of the school days so far a child has missed."""

    student_id: int = 0
    first_name: str = ""
    days_absent: str = ""
    school_days: int = 0


def notable_absences(session: Session, viewer: Viewer, *, as_of: date) -> list[ChildAbsences]:
    """Return the absences that are notable, of the students whose attendance the viewer may see, oldest first."""
    students = accessible_students(session, viewer, to=Right.ATTENDANCE)
    return list(_notable((student, _so_far(session, student, as_of)) for student in students))


def _notable(students: Iterable[tuple[Student, YearSoFar]]) -> Iterable[ChildAbsences]:
    for student, so_far in students:
        days = so_far.instructional_days
        if days >= CHRONIC_FROM and Decimal(so_far.days_absent) >= NOTABLE_SHARE * days:
            yield ChildAbsences(
                student_id=student.id or 0,
                first_name=student.first_name,
                days_absent=so_far.days_absent,
                school_days=days,
            )


def _so_far(session: Session, student: Student, as_of: date) -> YearSoFar:
    # cached: it takes six queries for each child, and changes with their attendance only
    entry = lookup(session, YearSoFar, student.id, as_of)
    if entry.result is not None:
        return entry.result
    so_far = attendance_of(session, student, as_of=as_of, with_months=False).so_far
    return entry.store(so_far, student_subscription(session, student))
