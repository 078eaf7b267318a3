"""Load one student's courses for grading, in six queries however many classes there are."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from portal_app.domain.gradebook.class_rows import class_rows_of_year, class_rows_with, term_rows
from portal_app.domain.gradebook.course_book import Cell, CourseBook, without_former_sections
from portal_app.domain.gradebook.courses import courses_of
from portal_app.domain.gradebook.records import add_posted_grades, add_record
from portal_app.domain.gradebook.score_rows import rows_by_section
from portal_app.domain.gradebook.tasks import add_tasks
from portal_app.domain.gradebook.terms import SectionTerms
from portal_app.models import Student


def books_of_year(
    session: Session, student: Student, *, as_of: date, year_id: int | None = None, in_full: bool = False
) -> list[CourseBook]:
    """Return the courses of a school year (None: the year on record).

    For grids: without the texts of assignments, and without the scores behind posted grades, unless `in_full`.
    """
    rows = class_rows_of_year(session, student, as_of=as_of, year_id=year_id)
    return _with_grades(session, student, rows, as_of=as_of, in_full=in_full)


def books_with(session: Session, student: Student, section_id: int, *, as_of: date) -> list[CourseBook]:
    """Return the course of a section that the student is or was in, in any year; empty if there is none."""
    rows = class_rows_with(session, student, section_id, as_of=as_of)
    if not any(row.section_id == section_id for row in rows):
        return []
    courses = _with_grades(session, student, rows, as_of=as_of, in_full=True)
    return [course for course in courses if any(section.id == section_id for section in course.sections)]


def _with_grades(
    session: Session, student: Student, rows: Sequence[Row[*tuple[Any, ...]]], *, as_of: date, in_full: bool
) -> list[CourseBook]:
    """Return the courses of these class rows with their terms, tasks, posted grades and the student's scores."""
    courses = courses_of(rows, as_of=as_of)
    if not courses:
        return []
    ids = [section.id for course in courses for section in course.sections]
    terms = SectionTerms.of_rows(term_rows(session, ids, {(row.school_id, row.year_id) for row in rows}))
    books = add_tasks(session, {course.course_id: course for course in courses})
    scores = rows_by_section(session, student, ids, in_full=in_full)
    add_posted_grades(session, student, {section.id: section for course in courses for section in course.sections})
    for course in courses:
        percents = _posted_percents(course)
        for section in course.sections:
            add_record(section, scores[section.id], books[course.course_id], percents, in_full=in_full)
            in_use = {row.term_id for row, _ in scores[section.id]} | {term for _, term in section.posted}
            section.terms = terms.of(section.id, in_use)
    return [part for course in courses for part in without_former_sections(course)]


def _posted_percents(course: CourseBook) -> dict[Cell, Decimal]:
    """Return the percents posted in any section of the course: a composite may use another section's."""
    posted = {cell: grade for section in course.sections for cell, grade in section.posted.items()}
    return {cell: grade.percent for cell, grade in posted.items() if grade.percent is not None}
