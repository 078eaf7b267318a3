"""The grid of a class: grading task × term, each cell posted, in progress, or not yet available.

A posted grade is final and comes first. Otherwise a grade computed from the scores so far is in progress. A term that
is over without a grade shows none. The grade at a glance is that of the current term: of the task in which assignments
count, else the one posted there, else the latest grade before it. The rules: docs/behavior.md, Grades.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from portal_app.domain import grading
from portal_app.domain.enrollment.terms import current_term
from portal_app.domain.gradebook.books import books_of_year
from portal_app.domain.gradebook.course_book import Cell, CourseBook, SectionBook, TaskInfo
from portal_app.domain.gradebook.terms import GradingTerm
from portal_app.domain.gradebook.views import (
    ClassGrades,
    GradeCell,
    GradeState,
    LetterGradeMeaning,
    StudentGrades,
    TaskRow,
    TermHead,
)
from portal_app.models import Student

Explained = Mapping[Cell, grading.Explanation]
_GIVEN = (GradeState.POSTED, GradeState.IN_PROGRESS)
_ORDER = {state: place for place, state in enumerate(GradeState)}


def grades_of(session: Session, student: Student, *, as_of: date, year_id: int | None = None) -> StudentGrades:
    """Return the grids of all classes of a school year (None: the year on record). Six queries for any number."""
    courses = books_of_year(session, student, as_of=as_of, year_id=year_id)
    classes = [class_grades(course, as_of=as_of) for course in courses]
    terms = list({head.name: head for one in classes for head in one.terms}.values())
    terms.sort(key=lambda head: (head.ends_on, head.starts_on))
    classes = [replace(one, by_term=_under(one, terms)) for one in classes]
    meanings = {letter_grade: meaning for course in courses for letter_grade, meaning in course.meanings.items()}
    current = current_term((term for course in courses for term in terms_of(course)), as_of=as_of)
    return StudentGrades(
        as_of=as_of.isoformat(),
        year=courses[0].year.name if courses else "",
        term=current.name if current else "",
        term_starts_on=current.starts_on.isoformat() if current else "",
        term_ends_on=current.ends_on.isoformat() if current else "",
        terms=terms,
        missing=sum(each.missing for each in classes),
        classes=classes,
        without_grades=[each.title for each in classes if not each.tasks],
        letter_grades=[
            LetterGradeMeaning(letter_grade=letter_grade, meaning=meaning) for letter_grade, meaning in meanings.items()
        ],
    )


def _under(one: ClassGrades, terms: Sequence[TermHead]) -> list[GradeCell]:
    """Return a class's cells under the terms of all classes, empty under those that it does not run in."""
    if not one.by_term:
        return []
    cells = {head.name: cell for head, cell in zip(one.terms, one.by_term, strict=True)}
    return [cells.get(head.name, GradeCell(section_id=one.section_id, term=head.name)) for head in terms]


def class_grades(course: CourseBook, *, as_of: date) -> ClassGrades:
    """Return one course's grid; its head shows the section that the student is in, or was in last."""
    terms = terms_of(course)
    opening = current_term(terms, as_of=as_of)
    tasks = grid(course, {section.id: explained(section) for section in course.sections}, as_of=as_of)
    now = _at_a_glance(tasks, terms, opening)
    section = open_section(course, as_of=as_of)
    return ClassGrades(
        section_id=section.id,
        code=section.code,
        title=course.title,
        school=course.school,
        teachers=section.teachers,
        left_on=left_on(section, as_of=as_of),
        missing=missing_in(course, as_of=as_of),
        terms=heads(terms, current_of(terms, as_of=as_of)),
        tasks=tasks,
        by_term=[_main_cell(tasks, at) for at in range(len(terms))] if tasks else [],
        now=now,
    )


def terms_of(course: CourseBook) -> list[GradingTerm]:
    """Return the grading terms of all of a course's sections; equal names get the name of the term around them."""
    found = {term.id: term for section in course.sections for term in section.terms}
    names = [term.name for term in found.values()]
    plain = [
        replace(term, name=f"{term.within}, {term.name}") if term.within and names.count(term.name) > 1 else term
        for term in found.values()
    ]
    return sorted(plain, key=lambda term: (term.ends_on, term.starts_on, term.sequence))


def current_of(terms: Sequence[GradingTerm], *, as_of: date) -> GradingTerm | None:
    """Return the term to call current: the one a class opens on, unless the class has yet to begin or is over."""
    opening = current_term(terms, as_of=as_of)
    has_begun = any(term.starts_on <= as_of for term in terms)
    return opening if opening and has_begun and opening.ends_on >= as_of else None


def heads(terms: Iterable[GradingTerm], current: GradingTerm | None) -> list[TermHead]:
    """Return the columns' heads."""
    return [
        TermHead(
            id=term.id,
            name=term.name,
            starts_on=term.starts_on.isoformat(),
            ends_on=term.ends_on.isoformat(),
            is_current=term is current,
        )
        for term in terms
    ]


def explained(section: SectionBook, *, again: bool = False) -> Explained:
    """Return the explanation of each cell that assignments or parts give a grade, where grading can compute it.

    Those with a posted grade are left out, unless `again`.
    """
    percents = {task.id for task in section.record.book.tasks if task.scale.kind is grading.ScaleKind.PERCENT}
    terms = {term.id for term in section.terms}
    cells = [
        (task, term)
        for task, term in with_substance(section.record.book)
        if task in percents and term in terms and (again or (task, term) not in section.posted)
    ]
    return explain_cells(section.record, cells)


def with_substance(book: grading.Gradebook) -> set[Cell]:
    """Return the cells in which there is something to compute with."""
    task_of = {category.id: category.task_id for category in book.categories}
    assignment = {(assignment.category_id, assignment.term_id) for assignment in book.assignments}
    return {(task_of[category], term) for category, term in assignment} | {
        (part.task_id, part.term_id) for part in book.parts
    }


def explain_cells(record: grading.Record, cells: list[Cell]) -> Explained:
    """Return the explanations of these cells; a contradictory composite only affects its own cells."""
    try:
        return grading.explain_all(record, cells)
    except grading.GradingError:
        return {cell: found for cell in cells if (found := _explain(record, cell))}


def _explain(record: grading.Record, cell: Cell) -> grading.Explanation | None:
    try:
        return grading.explain(record, task_id=cell[0], term_id=cell[1])
    except grading.GradingError:
        return None


def grid(course: CourseBook, explanations: Mapping[int, Explained], *, as_of: date) -> list[TaskRow]:
    """Return a row for each task; `explanations` are by section id.

    Of two sections in one term a posted grade goes first, then one in progress.
    """
    terms = terms_of(course)
    current = current_of(terms, as_of=as_of)
    latest_first = course.sections[::-1]
    runs = {section.id: {term.id for term in section.terms} for section in latest_first}
    rows = []
    for task in course.tasks:
        cells = []
        for term in terms:
            found = [
                _cell(section, task, term, explanations[section.id], is_current=term is current, as_of=as_of)
                for section in latest_first
                if term.id in runs[section.id]
            ]
            cells.append(min(found, key=lambda cell: _ORDER[cell.state]))
        rows.append(
            TaskRow(
                task_id=task.id,
                name=task.name,
                is_standard=task.is_standard,
                is_progress=task.is_progress,
                cells=cells,
            )
        )
    return rows


def _cell(
    section: SectionBook, task: TaskInfo, term: GradingTerm, explanations: Explained, *, is_current: bool, as_of: date
) -> GradeCell:
    posted, explanation = section.posted.get((task.id, term.id)), explanations.get((task.id, term.id))
    state, letter_grade, percent, comment = GradeState.NOT_YET if as_of <= term.ends_on else GradeState.NONE, "", "", ""
    if posted:
        state, letter_grade, percent, comment = (
            GradeState.POSTED,
            posted.letter_grade,
            digits(posted.percent),
            posted.comment,
        )
    elif explanation and explanation.grade.percent is not None:
        state, letter_grade, percent = (
            GradeState.IN_PROGRESS,
            explanation.grade.letter_grade or "",
            digits(explanation.grade.percent),
        )
    return GradeCell(
        section_id=section.id,
        task_id=task.id,
        term_id=term.id,
        task=task.name,
        term=term.name,
        state=state,
        letter_grade=letter_grade,
        percent=percent,
        comment=comment,
        is_current=is_current,
        is_failing=_is_failing(section, task.id, letter_grade),
    )


def _is_failing(section: SectionBook, task_id: int, letter_grade: str) -> bool:
    entries = section.record.book.task(task_id).scale.entries
    return any(entry.letter_grade == letter_grade and not entry.is_passing for entry in entries)


def digits(number: object) -> str:
    """Return a number's digits as text ("91.0" keeps its place), or "" for None."""
    return "" if number is None else f"{number:f}"


def open_section(course: CourseBook, *, as_of: date) -> SectionBook:
    """Return the section that the student is in on a day, else the next, else the last one."""
    not_over = [
        section
        for section in course.sections
        if not section.left_before(as_of) and section.terms and section.terms[-1].ends_on >= as_of
    ]
    return not_over[0] if not_over else course.sections[-1]


def left_on(section: SectionBook, *, as_of: date) -> str:
    """Return the student's last day in a section that went on without them, ISO; else ""."""
    ended = section.ends_on
    if ended is None or ended >= as_of or (section.terms and ended >= section.terms[-1].ends_on):
        return ""
    return ended.isoformat()


def missing_in(course: CourseBook, *, as_of: date) -> int:
    """Return how many assignments are missing in the sections not left; none in an earlier year."""
    if course.year.is_earlier:
        return 0
    return sum(section.missing for section in course.sections if not section.left_before(as_of))


def _at_a_glance(tasks: list[TaskRow], terms: list[GradingTerm], opening: GradingTerm | None) -> GradeCell | None:
    """Return the grade of the opening term, or of the latest term before it that has one; standards never count."""
    if opening is None:
        return None
    for at in range(terms.index(opening), -1, -1):
        if given := _given_in(tasks, at):
            return given
    return None


def _given_in(tasks: list[TaskRow], at: int) -> GradeCell | None:
    """Return the grade that stands for a term: the first in progress, else the last one posted; standards never do."""
    column = [row.cells[at] for row in tasks if not row.is_standard and row.cells[at].state in _GIVEN]
    so_far = [cell for cell in column if cell.state is GradeState.IN_PROGRESS]
    return (so_far[0] if so_far else column[-1]) if column else None


def _main_cell(tasks: list[TaskRow], at: int) -> GradeCell:
    """Return the cell that stands for a term, also where no grade is given in it."""
    whole = [row for row in tasks if not row.is_progress and not row.is_standard]
    return _given_in(tasks, at) or (whole or tasks)[0].cells[at]
