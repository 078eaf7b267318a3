"""One class opened: a task in a term with its categories, its assignments, and how the grade came about.

With a what-if the same is computed from changed scores, beside the real grade. Nothing is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from portal_app.domain import grading
from portal_app.domain.access import NotFound
from portal_app.domain.enrollment.terms import current_term
from portal_app.domain.gradebook.assignments import category_views, explanation_steps, part_views, trend_of
from portal_app.domain.gradebook.books import books_with
from portal_app.domain.gradebook.course_book import Cell, CourseBook, SectionBook, TaskInfo
from portal_app.domain.gradebook.goals import goals_of
from portal_app.domain.gradebook.grid import (
    Explained,
    current_of,
    digits,
    explain_cells,
    explained,
    grid,
    heads,
    left_on,
    missing_in,
    terms_of,
)
from portal_app.domain.gradebook.views import ClassDetail, GradeCell, GradeState, TaskRow
from portal_app.domain.gradebook.what_if import NO_WHAT_IF, WhatIf, apply_what_if
from portal_app.infrastructure.translation import gettext_noop
from portal_app.models import Student

PROBLEM = gettext_noop(
    "This grade can't be computed, because the gradebook of this class contradicts itself. "
    "The school's office can put it right."
)


def class_detail(
    session: Session,
    student: Student,
    section_id: int,
    *,
    term_id: int | None = None,
    task_id: int | None = None,
    assignment_id: int | None = None,
    as_of: date,
    what_if: WhatIf = NO_WHAT_IF,
    with_goals: bool = False,
) -> ClassDetail:
    """Return a class of the student's, opened at a task in a term: by default the current term and what counts in it.

    Six queries. `assignment_id` opens the task and the term that the assignment belongs to. An unknown task, term or
    assignment is ignored.

    Raises:
        NotFound: the student is not and was not in such a class.
    """
    courses = books_with(session, student, section_id, as_of=as_of)
    if not courses:
        raise NotFound
    chosen = Chosen(term_id=term_id, task_id=task_id, assignment_id=assignment_id)
    return opened(courses[0], section_id, chosen, as_of=as_of, what_if=what_if, with_goals=with_goals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a link asks for: ids that may be missing or unknown."""

    term_id: int | None = None
    task_id: int | None = None
    assignment_id: int | None = None


def opened(
    course: CourseBook,
    section_id: int,
    chosen: Chosen,
    *,
    as_of: date,
    what_if: WhatIf = NO_WHAT_IF,
    with_goals: bool = False,
) -> ClassDetail:
    """Return the view of a course's section. Pure: no database, nothing stored. An earlier year has no goals."""
    section = next(section for section in course.sections if section.id == section_id)
    assignment = next((one for one in section.record.book.assignments if one.id == chosen.assignment_id), None)
    if assignment:
        chosen = replace(chosen, term_id=assignment.term_id, task_id=_task_of(section, assignment))
    opened_cell = _cell_to_open(course, section, chosen, as_of)
    explanations = explained(section, again=bool(what_if))
    record = apply_what_if(section.record, what_if)
    changed = explain_cells(record, list(explanations)) if what_if else explanations
    others = {other.id: explained(other) for other in course.sections if other is not section}
    rows = grid(course, {**others, section.id: explanations}, as_of=as_of)
    rows = _chosen(_moved(rows, section, explanations, changed) if what_if else rows, section, opened_cell)
    detail = _detail(course, section, opened_cell, rows, record, changed, as_of=as_of, what_if=what_if)
    if with_goals and opened_cell.cell and not course.year.is_earlier:
        detail = replace(detail, goals=goals_of(section, opened_cell.cell))
    return replace(detail, opened_assignment=assignment.id) if assignment else detail


def _task_of(section: SectionBook, assignment: grading.Assignment) -> int | None:
    categories = section.record.book.categories
    return next((category.task_id for category in categories if category.id == assignment.category_id), None)


@dataclass(frozen=True, slots=True)
class _OpenCell:
    """The cell that is open; None in a class without tasks or terms."""

    cell: Cell | None
    term: str


def _cell_to_open(course: CourseBook, section: SectionBook, chosen: Chosen, as_of: date) -> _OpenCell:
    terms = {term.id: term for term in section.terms}
    opening = current_term(section.terms, as_of=as_of)
    term = terms.get(chosen.term_id or 0) or opening
    if term is None or not course.tasks:
        return _OpenCell(None, "")
    asked = next((task for task in course.tasks if task.id == chosen.task_id), None)
    task = asked or _main_task(course, section, term.id)
    return _OpenCell((task.id, term.id), term.name)


def _main_task(course: CourseBook, section: SectionBook, term_id: int) -> TaskInfo:
    """Return the task with assignments in the term; else the last one posted in it, else the first."""
    task_of = {category.id: category.task_id for category in section.record.book.categories}
    with_assignment = {
        task_of[assignment.category_id]
        for assignment in section.record.book.assignments
        if assignment.term_id == term_id
    }
    posted = [task for task in course.tasks if (task.id, term_id) in section.posted]
    return next((task for task in course.tasks if task.id in with_assignment), (posted or course.tasks[:1])[-1])


def _moved(rows: list[TaskRow], section: SectionBook, real: Explained, changed: Explained) -> list[TaskRow]:
    """Return the grid with the what-if's grade in each cell that the what-if changes."""

    def cell(one: GradeCell) -> GradeCell:
        key = (one.task_id, one.term_id)
        if one.section_id != section.id or key not in changed or changed[key].grade.exact == real[key].grade.exact:
            return one
        grade = changed[key].grade
        return replace(
            one,
            state=GradeState.NOT_YET if grade.percent is None else GradeState.IN_PROGRESS,
            letter_grade=grade.letter_grade or "",
            percent=digits(grade.percent),
            is_failing=grade.is_passing is False,
            comment="",
            is_what_if=True,
            was_letter_grade=one.letter_grade,
            was_percent=one.percent,
        )

    return [replace(row, cells=[cell(one) for one in row.cells]) for row in rows]


def _chosen(rows: list[TaskRow], section: SectionBook, opened_cell: _OpenCell) -> list[TaskRow]:
    def is_open(cell: GradeCell) -> bool:
        return cell.section_id == section.id and (cell.task_id, cell.term_id) == opened_cell.cell

    return [replace(row, cells=[replace(cell, is_chosen=is_open(cell)) for cell in row.cells]) for row in rows]


def _detail(
    course: CourseBook,
    section: SectionBook,
    opened_cell: _OpenCell,
    rows: list[TaskRow],
    record: grading.Record,
    changed: Explained,
    *,
    as_of: date,
    what_if: WhatIf,
) -> ClassDetail:
    terms = terms_of(course)
    names = {term.id: term.name for term in terms}
    explanation = _explanation(record, opened_cell.cell, changed)
    real = _explanation(section.record, opened_cell.cell, {}) if what_if else explanation
    grade = _open_cell(rows, section, opened_cell)
    categories = category_views(explanation, real, section) if explanation else []
    so_far = explanation.grade if explanation and grade.state is GradeState.POSTED else grading.Grade()
    return ClassDetail(
        section_id=section.id,
        code=section.code,
        title=course.title,
        school=course.school,
        teachers=section.teachers,
        left_on=left_on(section, as_of=as_of),
        missing=missing_in(course, as_of=as_of),
        terms=heads(terms, current_of(terms, as_of=as_of)),
        tasks=rows,
        grade=grade,
        so_far_letter_grade=so_far.letter_grade or "",
        so_far_percent=digits(so_far.percent),
        by_letters=explanation is not None and explanation.task.scale.kind is grading.ScaleKind.LETTERS,
        categories=categories,
        parts=part_views(explanation, names, _sections(rows)) if explanation else [],
        steps=explanation_steps(explanation, names) if explanation and not _is_given(grade, explanation) else [],
        trend=trend_of(categories),
        problem=PROBLEM if opened_cell.cell and explanation is None else "",
        is_what_if=bool(what_if),
        year_id=course.year.id,
        is_earlier=course.year.is_earlier,
        as_of=as_of.isoformat(),
    )


_EXPLAINED = (grading.Result.GRADED, grading.Result.GIVEN_AS_LETTERS)


def _is_given(grade: GradeCell, explanation: grading.Explanation) -> bool:
    """Return whether the school posted the grade and the scores make none: then there is nothing to explain it by."""
    return grade.state is GradeState.POSTED and explanation.result not in _EXPLAINED


def _explanation(record: grading.Record, cell: Cell | None, known: Explained) -> grading.Explanation | None:
    if cell is None:
        return None
    return known.get(cell) or explain_cells(record, [cell]).get(cell)


def _sections(rows: Sequence[TaskRow]) -> dict[Cell, int]:
    return {(cell.task_id, cell.term_id): cell.section_id for row in rows for cell in row.cells}


def _open_cell(rows: Sequence[TaskRow], section: SectionBook, opened_cell: _OpenCell) -> GradeCell:
    """Return the grade that is open; where the grid shows another section's for the same task and term, that one."""
    of_cell = (cell for row in rows for cell in row.cells if (cell.task_id, cell.term_id) == opened_cell.cell)
    nothing = GradeCell(
        section_id=section.id, task_id=0, term_id=0, task="", term=opened_cell.term, state=GradeState.NONE
    )
    return next(of_cell, nothing)
