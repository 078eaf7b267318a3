"""The one door to a student: who may see whom, and what.

The school's custody records decide (`Guardianship`). A guardian sees a student who is enrolled in the current or the
next school year, while the school grants portal access, until the student's 18th birthday unless the school keeps it on
(FERPA). A missing and a forbidden student look the same, so that numbers can't be probed. Every other question about a
student takes the object that this door returns, and it is asked again at every event, document and feed.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, literal, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from portal_app.clock import today
from portal_app.domain.enrollment.school_years import latest_start
from portal_app.models import Enrollment, Guardianship, SchoolYear, Student


class NotFound(Exception):
    """There is no such thing for this viewer, whether it is missing or forbidden."""


class Right(StrEnum):
    """What a school may grant a guardian for one student; each is a column of `Guardianship`."""

    PROFILE = "profile"
    SCHEDULE = "schedule"
    GRADES = "grades"
    ATTENDANCE = "attendance"
    CALENDAR = "calendar"
    REPORTS = "reports"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A guardian whose session is live. Only `domain.sessions` makes one."""

    guardian_id: int
    account_id: int
    sign_in_id: int


def access_student(session: Session, viewer: Viewer, student_id: int, *, to: Right) -> Student:
    """Return the student, if the viewer may see this side of them today.

    Raises:
        NotFound: there is no such student for this viewer.
    """
    student = session.exec(_one_visible(to), params={**_asked(viewer), "student": student_id}).first()
    if student is None:
        raise NotFound
    return student


def accessible_students(session: Session, viewer: Viewer, *, to: Right | None) -> list[Student]:
    """Return the viewer's students, oldest first. `to=None`: all who may be seen at all, whatever the right."""
    return list(session.exec(_visible_by_age(to), params=_asked(viewer)))


def students_and_rights(session: Session, viewer: Viewer) -> list[tuple[Student, frozenset[Right]]]:
    """Return all of the viewer's students, oldest first, each with what the viewer may see of them. One query."""
    rows = session.exec(_with_rights_by_age(), params=_asked(viewer))
    return [(student, _rights_of(guardianship)) for student, guardianship in rows]


def visible_now(session: Session, viewer: Viewer) -> Hashable:
    """Return whom the viewer may see now and what of them, to compare with another moment: it tells no one's name."""
    return tuple(map(tuple, session.connection().execute(_whom(), _asked(viewer))))


def student_for_staff(session: Session, number: str) -> Student:
    """Return the student with this number. For the school's own commands: no guardian's right is asked.

    Raises:
        NotFound: no student has the number.
    """
    student = session.exec(select(Student).where(Student.number == number)).first()
    if student is None:
        raise NotFound(f"no student has the number {number}")
    return student


_BY_AGE = (col(Student.birth_date), col(Student.first_name), col(Student.id))


def _rights_of(guardianship: Guardianship) -> frozenset[Right]:
    return frozenset(right for right in Right if getattr(guardianship, right))


def _asked(viewer: Viewer) -> dict[str, Any]:
    """Return what the queries below leave open. They are built once: that takes longer than to ask them."""
    return {"guardian": viewer.guardian_id, "today": today(), "eighteen": _eighteen_years_ago()}


@cache
def _one_visible(to: Right) -> SelectOfScalar[Student]:
    return _visible(to).where(col(Student.id) == bindparam("student"))


@cache
def _visible_by_age(to: Right | None) -> SelectOfScalar[Student]:
    return _visible(to).order_by(*_BY_AGE)


@cache
def _whom() -> Any:
    rights = (col(getattr(Guardianship, right)) for right in Right)
    return _with_rights_by_age().with_only_columns(col(Student.id), *rights)


@cache
def _with_rights_by_age() -> Select[Student, Guardianship]:
    granted = select(Student, Guardianship).join(Guardianship).where(_granted(None), *_listed())
    return granted.order_by(*_BY_AGE)


def _visible(to: Right | None) -> SelectOfScalar[Student]:
    return select(Student).join(Guardianship).where(_granted(to), *_listed())


def _granted(to: Right | None) -> ColumnElement[bool]:
    right = literal(True) if to is None else col(getattr(Guardianship, to))
    return and_(col(Guardianship.guardian_id) == bindparam("guardian"), col(Guardianship.portal_access), right)


def _listed() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions on the student alone: of the right age, and enrolled this year or next."""
    current = latest_start(Student.district_id, as_of=bindparam("today"), within=Student)
    enrolled = (
        select(Enrollment.id)
        .join(SchoolYear)
        .where(Enrollment.student_id == Student.id)
        .where(col(SchoolYear.starts_on) >= current)
        .correlate(Student)
        .exists()
    )
    return or_(col(Student.birth_date) > bindparam("eighteen"), col(Student.parents_keep_access)), enrolled


def _eighteen_years_ago() -> date:
    """Return the latest birth date of someone who is 18 today (born on 29 February: 18 on 1 March)."""
    day = today()
    try:
        return day.replace(year=day.year - 18)
    except ValueError:  # 29 February, and eighteen years ago was no leap year
        return day.replace(year=day.year - 18, day=28)
