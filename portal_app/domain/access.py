"""The access check for students: who may see whom, and what.

The school's custody records decide (`Guardianship`). A guardian sees a student who is or was enrolled, while the school
grants portal access, until the student's 18th birthday unless the school extends it (FERPA). Today's rights govern
every school year in which the student was enrolled, and no other. A missing and a forbidden student give the same
error, so that nobody can probe ids. Every other query about a student takes the object that `access_student` returns,
and the check runs at every event, document and subscription.
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
from portal_app.models import Enrollment, Guardian, Guardianship, Student


class NotFound(Exception):
    """It does not exist for this viewer, whether it is missing or forbidden."""


class Right(StrEnum):
    """A kind of data that a school may show a guardian of a student; each is a column of `Guardianship`."""

    PROFILE = "profile"
    SCHEDULE = "schedule"
    GRADES = "grades"
    ATTENDANCE = "attendance"
    CALENDAR = "calendar"
    REPORTS = "reports"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in guardian. `domain.accounts.sessions` creates it from a live session."""

    guardian_id: int
    account_id: int
    sign_in_id: int


def access_student(
    session: Session, viewer: Viewer, student_id: int, *, to: Right, year_id: int | None = None
) -> Student:
    """Return the student, if the viewer has this right to them today, and they were enrolled in the year, if any.

    Raises:
        NotFound: there is no such student for this viewer, or no such year of theirs.
    """
    asked = {**_params(viewer), "student": student_id}
    if year_id is None:
        student = session.exec(_one_visible(to), params=asked).first()
    else:
        student = session.exec(_one_visible_in_year(to), params={**asked, "year": year_id}).first()
    if student is None:
        raise NotFound
    return student


def has_right(session: Session, viewer: Viewer, student_id: int, *, to: Right) -> bool:
    """Return whether the viewer has this right to the student today, for a part of a page that needs another right."""
    return session.exec(_one_visible(to), params={**_params(viewer), "student": student_id}).first() is not None


def accessible_students(session: Session, viewer: Viewer, *, to: Right | None) -> list[Student]:
    """Return the viewer's students, oldest first. `to=None`: all with portal access, whatever the rights."""
    return list(session.exec(_visible_by_age(to), params=_params(viewer)))


def students_and_rights(session: Session, viewer: Viewer) -> list[tuple[Student, frozenset[Right]]]:
    """Return all of the viewer's students, oldest first, each with what the viewer may see of them. One query."""
    rows = session.exec(_with_rights_by_age(), params=_params(viewer))
    return [(student, _rights_of(guardianship)) for student, guardianship in rows]


def visible_now(session: Session, viewer: Viewer) -> Hashable:
    """Return a value to compare with that of another moment: it changes when the viewer's students or rights do."""
    return tuple(map(tuple, session.connection().execute(_students_and_rights_only(), _params(viewer))))


def student_for_staff(session: Session, number: str) -> Student:
    """Return the student with this number. For the commands of school staff: no rights are checked.

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


def _params(viewer: Viewer) -> dict[str, Any]:
    """Return the parameters of the queries below, which are built once: building takes longer than running them."""
    return {"guardian": viewer.guardian_id, "eighteen": _eighteen_years_ago()}


@cache
def _one_visible(to: Right) -> SelectOfScalar[Student]:
    return _visible(to).where(col(Student.id) == bindparam("student"))


@cache
def _one_visible_in_year(to: Right) -> SelectOfScalar[Student]:
    return _one_visible(to).where(_enrolled(col(Enrollment.school_year_id) == bindparam("year")))


@cache
def _visible_by_age(to: Right | None) -> SelectOfScalar[Student]:
    return _visible(to).order_by(*_BY_AGE)


@cache
def _students_and_rights_only() -> Any:
    rights = (col(getattr(Guardianship, right)) for right in Right)
    return _with_rights_by_age().with_only_columns(col(Student.id), *rights)


@cache
def _with_rights_by_age() -> Select[Student, Guardianship]:
    granted = select(Student, Guardianship).join(Guardianship).where(_granted(None), *_is_visible())
    return granted.order_by(*_BY_AGE)


def _visible(to: Right | None) -> SelectOfScalar[Student]:
    return select(Student).join(Guardianship).where(_granted(to), *_is_visible())


def _granted(to: Right | None) -> ColumnElement[bool]:
    right = literal(True) if to is None else col(getattr(Guardianship, to))
    return and_(col(Guardianship.guardian_id) == bindparam("guardian"), has_portal_access(), right)


def has_portal_access() -> ColumnElement[bool]:
    """Return, as SQL, whether a guardianship gives access at all: the school grants it, and the guardian is enabled."""
    enabled = select(Guardian.id).where(Guardian.id == Guardianship.guardian_id, Guardian.is_enabled)
    return and_(col(Guardianship.portal_access), enabled.correlate(Guardianship).exists())


def _is_visible() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions on the student alone: below the age limit, and enrolled in any year."""
    return or_(col(Student.birth_date) > bindparam("eighteen"), col(Student.parents_keep_access)), _enrolled()


def _enrolled(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    enrollments = select(Enrollment.id).where(Enrollment.student_id == Student.id, *conditions)
    return enrollments.correlate(Student).exists()


def _eighteen_years_ago() -> date:
    """Return the latest birth date of someone who is 18 today (born on 29 February: 18 on 1 March)."""
    day = today()
    try:
        return day.replace(year=day.year - 18)
    except ValueError:  # 29 February, and 18 years ago was not a leap year
        return day.replace(year=day.year - 18, day=28)
