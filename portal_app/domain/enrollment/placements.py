"""A student's placements on a day: school, school year and grade level.

Enrollments come from the school's records. The current year applies; next year's placement is used only for a student
who has none in the current year, or once that year is over. Within a year the placements that include the day are used
(two schools at once are possible), otherwise those still to come, otherwise the last that ended, so that the record of
a child who has left stays visible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.school_years import latest_start
from portal_app.models import Enrollment, School, SchoolYear, Student


@dataclass(frozen=True, slots=True)
class Year(DateSpan):
    """A school year's name and its first and last day."""

    ends_on: date
    id: int
    name: str


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
    found: dict[int, list[Placement]] = {student.id or 0: [] for student in students}
    if not students:
        return found
    values = {"students": list(found), "district": students[0].district_id, "as_of": as_of}
    for student_id, *placement in session.connection().execute(_placements_query(), values):
        found[student_id].append(_placement(*placement))
    return {student_id: _applicable(placements, as_of) for student_id, placements in found.items()}


def year_that_counts(years: Sequence[Year], *, as_of: date) -> Year:
    """Return the first of a student's years, from the current one on, that is not over, or the last."""
    return next((year for year in years if year.ends_on >= as_of), years[-1])


def enrollments_from_current_year(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return the query of these columns, and those of `Year`, of the enrollments of `students` of a `district`.

    Those of the year that is current `as_of` a day and of the years after it, the earliest first.
    """
    current = latest_start(bindparam("district"), as_of=bindparam("as_of"))
    return (
        select_columns(
            *columns,
            col(SchoolYear.starts_on),
            col(SchoolYear.ends_on),
            col(SchoolYear.id),
            col(SchoolYear.name),
        )
        .select_from(Enrollment)
        .join(School, col(School.id) == Enrollment.school_id)
        .join(SchoolYear, col(SchoolYear.id) == Enrollment.school_year_id)
        .where(col(Enrollment.student_id).in_(bindparam("students", expanding=True)))
        .where(col(SchoolYear.starts_on) >= current)
        .order_by(col(SchoolYear.starts_on), col(Enrollment.starts_on), col(School.name))
    )


# built once: building it takes longer than running it
SCHOOLS_OF_STUDENTS = (
    select(Enrollment.school_id)
    .join(SchoolYear)
    .where(
        col(Enrollment.student_id).in_(bindparam("students", expanding=True)),
        col(SchoolYear.ends_on) >= bindparam("today"),
    )
)
"""The query of the schools of some `students` in the years that are not over `today`, including schools they left."""


@cache
def _placements_query() -> Select[*tuple[Any, ...]]:
    return enrollments_from_current_year(
        col(Enrollment.student_id),
        col(Enrollment.grade_level),
        col(Enrollment.starts_on),
        col(Enrollment.ends_on),
        col(School.id),
        col(School.name),
        col(School.accent),
    )


def _applicable(placements: list[Placement], as_of: date) -> list[Placement]:
    if not placements:
        return []
    year = year_that_counts([placement.year for placement in placements], as_of=as_of)
    in_year = [placement for placement in placements if placement.year == year]
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
