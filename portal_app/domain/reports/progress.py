"""The class progress report: every class opened at a term, as its page opens it."""

from datetime import date

from sqlmodel import Session

from portal_app.domain.gradebook import ClassDetail
from portal_app.domain.gradebook.books import books_of_year
from portal_app.domain.gradebook.course_book import CourseBook, SectionBook
from portal_app.domain.gradebook.detail import Chosen, opened
from portal_app.domain.gradebook.grid import open_section
from portal_app.models import Student


def progress_of(
    session: Session, student: Student, *, as_of: date, year_id: int | None = None, term_id: int | None = None
) -> list[ClassDetail]:
    """Return the student's classes in the order of the timetable, each opened at the term, or at its current one.

    A class that does not give grades in the term is left out. Six queries, however many classes.
    """
    courses = books_of_year(session, student, as_of=as_of, year_id=year_id, in_full=True)
    return [
        opened(course, section.id, Chosen(term_id=term_id, task_id=None), as_of=as_of, with_goals=True)
        for course in courses
        if (section := _section(course, term_id, as_of))
    ]


def _section(course: CourseBook, term_id: int | None, as_of: date) -> SectionBook | None:
    """Return the section that gives grades in the term (None: in any): the one open on the day, else the last."""
    sections = (open_section(course, as_of=as_of), *reversed(course.sections))
    return next((one for one in sections if term_id is None or term_id in {term.id for term in one.terms}), None)
