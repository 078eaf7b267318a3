"""A student's placements on a day: school, school year and grade level.

Enrollments come from the school's records. Two rules choose the year. Where a student goes to school (`year_attended`):
the current year, and as soon as it is over, the next one. What is on record (`year_on_record`): the current year until
the next one begins, so in summer the finished one. A student who is enrolled neither this year nor later has the last
year that was. Within a year the placements that include the day are used (two schools at once are possible), otherwise
those still to come, otherwise the last that ended, so that the record of a child who has left stays visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, bindparam, case, func
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.school_years import latest_start, next_start
from portal_app.models import Enrollment, School, SchoolYear, Student


@dataclass(frozen=True, slots=True)
class Year(DateSpan):
    """A school year's name and its first and last day."""

    ends_on: date
    id: int
    name: str
    is_earlier: bool = False
    """Whether the district's current year has begun since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement(DateSpan):
    """A student's enrollment at a school in a year, from the first to the last day of attendance."""

    school_id: int
    school: str
    accent: str
    """The school's color, #rrggbb."""
    year: Year
    grade_level: str

    def begins_after(self, day: date) -> bool:
        """Return whether the student will attend later on: not where the enrollment was ended before its first day."""
        return day < self.starts_on and not self.is_empty


def placements_of(session: Session, student: Student, *, as_of: date) -> list[Placement]:
    """Return the student's placements that apply on a day: all of one school year, one per school. One query."""
    return placements_of_each(session, [student], as_of=as_of)[student.id or 0]


def placements_of_each(session: Session, students: Sequence[Student], *, as_of: date) -> dict[int, list[Placement]]:
    """Return the placements of several students of one district, by student id. One query."""
    found = enrollments_of_each(session, students, as_of=as_of)
    return {student_id: attended(placements, as_of=as_of) for student_id, placements in found.items()}


def placements_on_record(
    session: Session, student: Student, *, as_of: date, year_id: int | None = None
) -> list[Placement]:
    """Return the student's placements in a year (None: the year on record): one per school. One query."""
    return on_record(enrollments_of_each(session, [student], as_of=as_of)[student.id or 0], as_of, year_id)


def enrollments_of_each(session: Session, students: Sequence[Student], *, as_of: date) -> dict[int, list[Placement]]:
    """Return all enrollments of several students of one district by student id, the earliest year first. One query."""
    found: dict[int, list[Placement]] = {student.id or 0: [] for student in students}
    if not students:
        return found
    values = {"students": list(found), "district": students[0].district_id, "as_of": as_of}
    for student_id, *placement in session.connection().execute(_placements_query(), values):
        found[student_id].append(_placement(*placement))
    return found


def attended(placements: Sequence[Placement], *, as_of: date) -> list[Placement]:
    """Return, of all of a student's enrollments, where the student goes to school on a day, or will go next."""
    return _in_year(placements, year_attended([one.year for one in placements], as_of=as_of), as_of)


def on_record(placements: Sequence[Placement], as_of: date, year_id: int | None = None) -> list[Placement]:
    """Return, of all of a student's enrollments, those of a year (None: the year on record); none in a foreign one."""
    return _in_year(placements, year_on_record([one.year for one in placements], year_id), as_of)


def year_attended(years: Sequence[Year], *, as_of: date) -> Year | None:
    """Return the first of a student's years, from the current one on, that is not over; otherwise the last."""
    running = (year for year in years if not year.is_earlier and year.ends_on >= as_of)
    return next(running, years[-1] if years else None)


def year_on_record(years: Sequence[Year], year_id: int | None = None) -> Year | None:
    """Return the year with the id; None: the current or else the next one, and without these the last that was.

    `years` are the student's, the earliest first. In SQL: `year_on_record_starts`.
    """
    if year_id is not None:
        return next((year for year in years if year.id == year_id), None)
    return next((year for year in years if not year.is_earlier), years[-1] if years else None)


def year_on_record_starts(student: Any, *, district: Any, as_of: Any) -> ScalarSelect[Any]:
    """Return, as SQL, the first day of a student's year on record (`year_on_record`); arguments may be parameters."""
    current = latest_start(district, as_of=as_of)
    year: Any = aliased(SchoolYear)
    return (
        select_columns(
            func.coalesce(func.min(case((year.starts_on >= current, year.starts_on))), func.max(year.starts_on))
        )
        .select_from(Enrollment)
        .join(year, year.id == Enrollment.school_year_id)
        .where(col(Enrollment.student_id) == student)
        .scalar_subquery()
    )


def enrollments_by_year(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the query of these columns, and those of `Year`, of all enrollments of `students` of a `district`.

    The earliest year first; `as_of` the day that decides which year is current.
    """
    current = latest_start(bindparam("district"), as_of=bindparam("as_of"))
    return (
        select_columns(
            *columns,
            col(SchoolYear.starts_on),
            col(SchoolYear.ends_on),
            col(SchoolYear.id),
            col(SchoolYear.name),
            (col(SchoolYear.starts_on) < current).label("is_earlier"),
        )
        .select_from(Enrollment)
        .join(School, col(School.id) == Enrollment.school_id)
        .join(SchoolYear, col(SchoolYear.id) == Enrollment.school_year_id)
        .where(col(Enrollment.student_id).in_(bindparam("students", expanding=True)))
        .order_by(col(SchoolYear.starts_on), col(Enrollment.starts_on), col(School.name))
    )


# built once: building it takes longer than running it
SCHOOLS_OF_STUDENTS = (
    select(Enrollment.school_id)
    .join(SchoolYear)
    .where(
        col(Enrollment.student_id).in_(bindparam("students", expanding=True)),
        next_start(SchoolYear) > bindparam("today"),
    )
)
"""The query of the schools of some `students` in the year that is current `today` (in summer the finished one) and in
later ones, including schools they left."""


@cache
def _placements_query() -> Select[*tuple[Any, ...]]:
    return enrollments_by_year(
        col(Enrollment.student_id),
        col(Enrollment.grade_level),
        col(Enrollment.starts_on),
        col(Enrollment.ends_on),
        col(School.id),
        col(School.name),
        col(School.accent),
    )


def _in_year(placements: Sequence[Placement], year: Year | None, as_of: date) -> list[Placement]:
    in_year = [placement for placement in placements if placement.year == year]
    if not in_year:
        return []
    active = [placement for placement in in_year if placement.includes(as_of)]
    coming = [placement for placement in in_year if placement.begins_after(as_of)]
    return _one_per_school(active or coming or _last_ended(in_year))


def _last_ended(placements: list[Placement]) -> list[Placement]:
    last_day = max(placement.ends_on or date.max for placement in placements)
    return [placement for placement in placements if placement.ends_on == last_day]


def _one_per_school(placements: list[Placement]) -> list[Placement]:
    first: dict[int, Placement] = {}
    for placement in placements:
        first.setdefault(placement.school_id, placement)
    return list(first.values())


def _placement(
    grade_level: str,
    starts_on: date,
    ends_on: date | None,
    school_id: int,
    school: str,
    accent: str,
    *year: Any,
) -> Placement:
    return Placement(
        school_id=school_id,
        school=school,
        accent=accent,
        year=Year(*year),
        grade_level=grade_level,
        starts_on=starts_on,
        ends_on=ends_on,
    )
