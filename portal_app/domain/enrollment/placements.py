"""Where a student belongs on a day: school, school year and grade level.

Enrollments come from the school's records. The current year counts; next year's place shows only for who has none in
the current year, or once that year is over. Within a year: the places that the day is in (two schools at once are
possible), else those still to come, else the last that ended: a family finds the record of a child who has left.
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
    """A student's place at a school in a year, from its first to its last day of attendance."""

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
    """Return the student's places that matter on a day: all of one school year, one a school. One query."""
    return placements_of_each(session, [student], as_of=as_of)[student.id or 0]


def placements_of_each(session: Session, students: Sequence[Student], *, as_of: date) -> dict[int, list[Placement]]:
    """Return the places of several students of one district, by student id. One query."""
    found: dict[int, list[Placement]] = {student.id or 0: [] for student in students}
    if not students:
        return found
    asked = {"students": list(found), "district": students[0].district_id, "as_of": as_of}
    for student_id, *place in session.connection().execute(_places_from(), asked):
        found[student_id].append(_place(*place))
    return {student_id: _that_matter(places, as_of) for student_id, places in found.items()}


def year_that_counts(years: Sequence[Year], *, as_of: date) -> Year:
    """Return, of a student's years from the current one on, the first that is not over, else the last."""
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


# built once: that takes longer than to ask it
SCHOOLS_OF_STUDENTS = (
    select(Enrollment.school_id)
    .join(SchoolYear)
    .where(
        col(Enrollment.student_id).in_(bindparam("students", expanding=True)),
        col(SchoolYear.ends_on) >= bindparam("today"),
    )
)
"""The query of the schools of some `students` in the years that are not over `today`, those left since too."""


@cache
def _places_from() -> Select[*tuple[Any, ...]]:
    return enrollments_from_current_year(
        col(Enrollment.student_id),
        col(Enrollment.grade_level),
        col(Enrollment.starts_on),
        col(Enrollment.ends_on),
        col(School.id),
        col(School.name),
        col(School.accent),
    )


def _that_matter(places: list[Placement], as_of: date) -> list[Placement]:
    if not places:
        return []
    year = year_that_counts([place.year for place in places], as_of=as_of)
    of_year = [place for place in places if place.year == year]
    active = [place for place in of_year if place.includes(as_of)]
    coming = [place for place in of_year if place.begins_after(as_of)]
    return _one_a_school(active or coming or _last_ended(of_year))


def _last_ended(places: list[Placement]) -> list[Placement]:
    last_day = max(place.ends_on or date.max for place in places)
    return [place for place in places if place.ends_on == last_day]


def _one_a_school(places: list[Placement]) -> list[Placement]:
    first: dict[int, Placement] = {}
    for place in places:
        first.setdefault(place.school_id, place)
    return list(first.values())


def _place(
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
