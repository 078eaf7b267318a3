"""The student's classes and their terms, read from the database.

Each statement is built once (`cache`): building one takes as long as the database takes to run it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select, tuple_
from sqlmodel import Session, col

from portal_app import models as m
from portal_app.domain.enrollment.date_span import span_is_not_empty
from portal_app.domain.enrollment.placements import year_on_record_starts
from portal_app.domain.enrollment.school_years import latest_start
from portal_app.domain.gradebook.fetch import fetch


def class_rows_of_year(
    session: Session, student: m.Student, *, as_of: date, year_id: int | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the student's classes in a school year (None: the year on record), by timetable.

    A row for each enrollment span and each teacher of the class, the primary one first.
    """
    values = {"student": student.id, "district": student.district_id, "as_of": as_of}
    return fetch(session, _of_year(), values) if year_id is None else fetch(session, _of(), {**values, "year": year_id})


def class_rows_with(
    session: Session, student: m.Student, section_id: int, *, as_of: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the same rows for the sections of one course in one year: those of the given section."""
    values = {"student": student.id, "district": student.district_id, "as_of": as_of}
    return fetch(session, _with_section(), {**values, "section": section_id})


@cache
def _of_year() -> Select[*tuple[Any, ...]]:
    starts = year_on_record_starts(bindparam("student"), district=bindparam("district"), as_of=bindparam("as_of"))
    return _classes(col(m.SchoolYear.starts_on) == starts)


@cache
def _of() -> Select[*tuple[Any, ...]]:
    return _classes(col(m.SchoolYear.id) == bindparam("year"))


@cache
def _with_section() -> Select[*tuple[Any, ...]]:
    one = (
        select(col(m.Section.course_id), col(m.Section.school_year_id))
        .where(col(m.Section.id) == bindparam("section"))
        .subquery()
    )
    return _classes(
        and_(
            col(m.Section.course_id) == select(one.c.course_id).scalar_subquery(),
            col(m.Section.school_year_id) == select(one.c.school_year_id).scalar_subquery(),
        )
    )


def _classes(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    current = latest_start(bindparam("district"), as_of=bindparam("as_of"))
    position_in_day = (
        select(func.min(col(m.Period.sequence)))
        .join(m.SectionMeeting, col(m.SectionMeeting.period_id) == col(m.Period.id))
        .where(col(m.SectionMeeting.section_id) == col(m.Section.id))
        .correlate(m.Section)
        .scalar_subquery()
    )
    return (
        select(
            col(m.SectionEnrollment.starts_on),
            col(m.SectionEnrollment.ends_on),
            col(m.Section.id).label("section_id"),
            col(m.Section.number),
            col(m.Section.school_id),
            col(m.Section.course_id),
            col(m.Course.number).label("course"),
            col(m.Course.title),
            col(m.School.name).label("school"),
            col(m.SchoolYear.id).label("year_id"),
            col(m.SchoolYear.name).label("year"),
            col(m.SchoolYear.ends_on).label("year_ends_on"),
            (col(m.SchoolYear.starts_on) < current).label("is_earlier"),
            col(m.SectionTeacher.starts_on).label("teaches_from"),
            col(m.SectionTeacher.ends_on).label("teaches_until"),
            col(m.Staff.first_name),
            col(m.Staff.last_name),
            col(m.Staff.email),
        )
        .join(m.Section, col(m.Section.id) == col(m.SectionEnrollment.section_id))
        .join(m.Course, col(m.Course.id) == col(m.Section.course_id))
        .join(m.School, col(m.School.id) == col(m.Section.school_id))
        .join(m.SchoolYear, col(m.SchoolYear.id) == col(m.Section.school_year_id))
        .outerjoin(m.SectionTeacher, col(m.SectionTeacher.section_id) == col(m.Section.id))
        .outerjoin(m.Staff, col(m.Staff.id) == col(m.SectionTeacher.staff_id))
        .where(
            col(m.SectionEnrollment.student_id) == bindparam("student"),
            span_is_not_empty(m.SectionEnrollment),
            condition,
        )
        .order_by(
            col(m.SchoolYear.starts_on),
            func.coalesce(position_in_day, 10_000),
            col(m.Course.title),
            col(m.SectionEnrollment.starts_on),
            col(m.SectionTeacher.is_primary).desc(),
            col(m.Staff.last_name),
        )
    )


def term_rows(
    session: Session, sections: Collection[int], school_years: Collection[tuple[int, int]]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all terms of these schools and years; one that sections run in comes once for each section."""
    return fetch(session, _terms(), {"sections": list(sections), "school_years": list(school_years)})


@cache
def _terms() -> Select[*tuple[Any, ...]]:
    runs = and_(
        col(m.SectionTerm.term_id) == col(m.Term.id),
        col(m.SectionTerm.section_id).in_(bindparam("sections", expanding=True)),
    )
    return (
        select(
            col(m.Term.id),
            col(m.Term.name),
            col(m.Term.parent_id),
            col(m.Term.sequence),
            col(m.Term.starts_on),
            col(m.Term.ends_on),
            col(m.SectionTerm.section_id),
        )
        .outerjoin(m.SectionTerm, runs)
        .where(tuple_(col(m.Term.school_id), col(m.Term.school_year_id)).in_(bindparam("school_years", expanding=True)))
    )
