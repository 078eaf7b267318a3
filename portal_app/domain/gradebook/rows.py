"""The gradebook's questions to the database. Columns are read, not objects: a page has hundreds of scores.

Each statement is put together once; that alone takes as long as the database does to answer it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select, tuple_
from sqlmodel import Session, col

from portal_app import models as m
from portal_app.domain.enrollment.date_span import span_is_not_empty
from portal_app.domain.enrollment.school_years import latest_start


def _rows(session: Session, statement: Select, values: dict[str, Any]) -> Sequence[Row]:
    """Return the rows as the driver gives them: the session has nothing to add to columns, and takes time for it."""
    return session.connection().execute(statement, values).all()


def class_rows_of_years(session: Session, student: m.Student, *, as_of: date) -> Sequence[Row]:
    """Return the student's classes in the district's current school year and later ones, by year and timetable.

    A row for each stay on a roster and each teacher of the class, the primary one first.
    """
    values = {"student": student.id, "district": student.district_id, "as_of": as_of}
    return _rows(session, _of_years(), values)


def class_rows_with(session: Session, student: m.Student, section_id: int) -> Sequence[Row]:
    """Return the same rows for the sections of one course in one year: those of the given section."""
    return _rows(session, _with_section(), {"student": student.id, "section": section_id})


@cache
def _of_years() -> Select:
    current = latest_start(bindparam("district"), as_of=bindparam("as_of"))
    return _classes(col(m.SchoolYear.starts_on) >= current)


@cache
def _with_section() -> Select:
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


def _classes(condition: ColumnElement[bool]) -> Select:
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


def term_rows(session: Session, sections: Collection[int], school_years: Collection[tuple[int, int]]) -> Sequence[Row]:
    """Return all terms of these (school, year) places; those that one of the sections runs in, once for each."""
    return _rows(session, _terms(), {"sections": list(sections), "school_years": list(school_years)})


@cache
def _terms() -> Select:
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


def task_rows(session: Session, courses: Collection[int]) -> Sequence[Row]:
    """Return the grading tasks of courses with their scales, in order; a composite once for each of its parts."""
    return _rows(session, _tasks(), {"courses": list(courses)})


@cache
def _tasks() -> Select:
    return (
        select(
            col(m.GradingTask.id),
            col(m.GradingTask.course_id),
            col(m.GradingTask.name),
            col(m.GradingTask.is_standard),
            col(m.GradingTask.scale_id),
            col(m.GradingScale.kind),
            col(m.GradingScale.decimals),
            col(m.CompositePart.term_id),
            col(m.CompositePart.part_task_id),
            col(m.CompositePart.part_term_id),
            col(m.CompositePart.weight),
        )
        .join(m.GradingScale, col(m.GradingScale.id) == col(m.GradingTask.scale_id))
        .outerjoin(m.CompositePart, col(m.CompositePart.task_id) == col(m.GradingTask.id))
        .where(col(m.GradingTask.course_id).in_(bindparam("courses", expanding=True)))
        .order_by(col(m.GradingTask.sequence), col(m.GradingTask.name), col(m.GradingTask.id))
    )


def entry_rows(session: Session, scales: Collection[int]) -> Sequence[Row]:
    """Return (scale, letter grade, lower bound, passing, what it means) of these scales, the best first."""
    return _rows(session, _entries(), {"scales": list(scales)})


@cache
def _entries() -> Select:
    return (
        select(
            col(m.GradingScaleEntry.scale_id),
            col(m.GradingScaleEntry.letter_grade),
            col(m.GradingScaleEntry.lower_bound),
            col(m.GradingScaleEntry.is_passing),
            col(m.GradingScaleEntry.description),
        )
        .where(col(m.GradingScaleEntry.scale_id).in_(bindparam("scales", expanding=True)))
        .order_by(col(m.GradingScaleEntry.sequence))
    )


def assignment_rows(session: Session, student: m.Student, sections: Collection[int]) -> Sequence[Row]:
    """Return each category of these sections with its assignments (none: one empty row) and the student's scores.

    Only what a grade is computed from, for a grid: a class that is opened needs `full_work_rows`.
    """
    return _rows(session, _assignments(*_WORDLESS), {"sections": list(sections), "student": student.id})


def full_assignment_rows(session: Session, student: m.Student, sections: Collection[int]) -> Sequence[Row]:
    """Return the same rows with every field of an assignment and a score."""
    return _rows(session, _assignments(*_WORDLESS, *_WORDS), {"sections": list(sections), "student": student.id})


_WORDLESS: tuple[Any, ...] = (
    col(m.Category.section_id),
    col(m.Category.id).label("category_id"),
    col(m.Category.task_id),
    col(m.Category.weight),
    col(m.Category.drop_lowest),
    col(m.Category.use_percent),
    col(m.Assignment.id).label("work_id"),
    col(m.Assignment.term_id),
    col(m.Assignment.points_possible),
    col(m.Assignment.multiplier),
    col(m.Assignment.due_on),
    col(m.Score.id).label("score_id"),
    col(m.Score.points),
    col(m.Score.is_missing),
    col(m.Score.is_cheated),
    col(m.Score.is_exempt),
    col(m.Score.is_dropped),
)
_WORDS: tuple[Any, ...] = (
    col(m.Category.name).label("category"),
    col(m.Category.sequence),
    col(m.Assignment.name),
    col(m.Assignment.description),
    col(m.Assignment.assigned_on),
    col(m.Score.letter_grade),
    col(m.Score.is_late),
    col(m.Score.is_incomplete),
    col(m.Score.is_turned_in),
    col(m.Score.comment),
)


@cache
def _assignments(*columns: Any) -> Select:
    scored = and_(col(m.Score.assignment_id) == col(m.Assignment.id), col(m.Score.student_id) == bindparam("student"))
    return (
        select(*columns)
        .select_from(m.Category)
        .outerjoin(m.Assignment, col(m.Assignment.category_id) == col(m.Category.id))
        .outerjoin(m.Score, scored)
        .where(col(m.Category.section_id).in_(bindparam("sections", expanding=True)))
    )


def posted_rows(session: Session, student: m.Student, sections: Collection[int]) -> Sequence[Row]:
    """Return the student's posted grades in these sections."""
    return _rows(session, _posted(), {"sections": list(sections), "student": student.id})


@cache
def _posted() -> Select:
    return select(
        col(m.PostedGrade.section_id),
        col(m.PostedGrade.task_id),
        col(m.PostedGrade.term_id),
        col(m.PostedGrade.letter_grade),
        col(m.PostedGrade.percent),
        col(m.PostedGrade.comment),
    ).where(
        col(m.PostedGrade.student_id) == bindparam("student"),
        col(m.PostedGrade.section_id).in_(bindparam("sections", expanding=True)),
    )
