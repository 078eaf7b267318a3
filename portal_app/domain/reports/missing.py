"""Which assignments do not count toward a grade, and why: a missing one that is left out is no 0."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from portal_app.domain import grading
from portal_app.domain.gradebook.assignments import why_left_out
from portal_app.domain.gradebook.books import books_of_year
from portal_app.domain.gradebook.course_book import SectionBook
from portal_app.domain.gradebook.grid import explain_cells, with_substance
from portal_app.models import Student


def left_out_of_grades(session: Session, student: Student, *, as_of: date) -> dict[int, str]:
    """Return the English key of the reason by assignment id, for each that does not count. Six queries."""
    courses = books_of_year(session, student, as_of=as_of, in_full=True)
    explanations = (one for course in courses for section in course.sections for one in _explanations(section))
    return {
        outcome.assignment.id: why_left_out(outcome)
        for explanation in explanations
        for line in explanation.categories
        for outcome in line.outcomes
        if not outcome.counts
    }


def _explanations(section: SectionBook) -> Iterable[grading.Explanation]:
    terms = {term.id for term in section.terms}
    cells = [cell for cell in with_substance(section.record.book) if cell[1] in terms]
    return explain_cells(section.record, cells).values()
