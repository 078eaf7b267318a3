"""Courses and sections from the rows of `class_rows`, without tasks and scores."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Row

from portal_app.domain import grading
from portal_app.domain.enrollment.display_names import class_code, full_name
from portal_app.domain.gradebook.course_book import Cell, CourseBook, SectionBook, YearInfo
from portal_app.domain.schedule.classes import TeacherSpan, teacher_span, teachers_on


def courses_of(rows: Iterable[Row[*tuple[Any, ...]]], *, as_of: date) -> list[CourseBook]:
    """Return the courses with their sections, teachers on a day and the student's days; no gradebook yet."""
    courses: dict[Cell, CourseBook] = {}
    sections: dict[int, SectionBook] = {}
    teachers: dict[int, list[TeacherSpan]] = defaultdict(list)
    for row in rows:
        course = courses.setdefault((row.course_id, row.year_id), _course(row))
        if row.section_id not in sections:
            sections[row.section_id] = _section(row)
            course.sections.append(sections[row.section_id])
        _extend_span(sections[row.section_id], row)
        if row.last_name is not None and full_name(row):
            teachers[row.section_id].append(teacher_span(row, row.teaches_from, row.teaches_until))
    for section_id, spans in teachers.items():
        sections[section_id].teachers = teachers_on(spans, as_of)
    for course in courses.values():
        course.sections.sort(key=lambda section: (section.starts_on, section.ends_on or date.max))
    return list(courses.values())


def _course(row: Row[*tuple[Any, ...]]) -> CourseBook:
    year = YearInfo(id=row.year_id, name=row.year, ends_on=row.year_ends_on, is_earlier=row.is_earlier)
    return CourseBook(course_id=row.course_id, title=row.title, school=row.school, year=year)


def _section(row: Row[*tuple[Any, ...]]) -> SectionBook:
    code = class_code(course=row.course, section=row.number)
    nothing = grading.Record(grading.Gradebook(()), {})
    return SectionBook(id=row.section_id, code=code, starts_on=row.starts_on, ends_on=row.ends_on, record=nothing)


def _extend_span(section: SectionBook, row: Row[*tuple[Any, ...]]) -> None:
    """Widen the student's days in the section to all of their enrollment spans."""
    section.starts_on = min(section.starts_on, row.starts_on)
    open_ended = section.ends_on is None or row.ends_on is None
    section.ends_on = None if open_ended else max(section.ends_on or row.ends_on, row.ends_on)
