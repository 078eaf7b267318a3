"""One student's classes as grading takes them, read in six queries however many there are.

A class is a section that the student is or was in. Sections of one course in one year belong together (a course that
goes on in another section each semester, a change of class): they are a `CourseBook`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Row
from sqlmodel import Session

from portal_app.domain import grading
from portal_app.domain.enrollment.display_names import class_code, full_name, short_name
from portal_app.domain.gradebook import rows as read
from portal_app.domain.gradebook.terms import GradingTerm, SectionTerms
from portal_app.domain.schedule import Teacher
from portal_app.models import Student

Cell = tuple[int, int]
"""A task's and a term's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A grade as the school has put it on record."""

    letter_grade: str
    percent: Decimal | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInfo:
    """What a grid says of a grading task beyond what grading needs."""

    id: int
    name: str
    is_standard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearInfo:
    """A school year as a page names it."""

    id: int
    name: str
    ends_on: date


@dataclass(kw_only=True)
class SectionBook:
    """One section with the student's record in it. `starts_on` and `ends_on` are the student's own days."""

    id: int
    code: str
    starts_on: date
    ends_on: date | None
    record: grading.Record
    missing: int = 0
    teachers: list[Teacher] = field(default_factory=list)
    terms: list[GradingTerm] = field(default_factory=list)
    posted: dict[Cell, Posted] = field(default_factory=dict)
    descriptions: dict[int, str] = field(default_factory=dict)

    def left_before(self, day: date) -> bool:
        """Return whether the student was off the roster by this day."""
        return self.ends_on is not None and self.ends_on < day


@dataclass(kw_only=True)
class CourseBook:
    """A course as one student takes it in one year; `sections` from the first entered to the last."""

    course_id: int
    title: str
    school: str
    year: YearInfo
    sections: list[SectionBook] = field(default_factory=list)
    tasks: list[TaskInfo] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    """What the letter grades of its scales of letters mean, where the school says so, the best first."""


def books_of_year(session: Session, student: Student, *, as_of: date, in_full: bool = False) -> list[CourseBook]:
    """Return the courses of the school year that counts on a day: the current one, or the next once it is over.

    For grids: without the words of assignments, and without the work behind grades that are posted, unless `in_full`.
    """
    rows = read.class_rows_of_years(session, student, as_of=as_of)
    years = [row.year_id for row in rows if row.year_ends_on >= as_of] or [row.year_id for row in rows[-1:]]
    return _filled(session, student, [row for row in rows if row.year_id in years[:1]], in_full=in_full)


def books_with(session: Session, student: Student, section_id: int) -> list[CourseBook]:
    """Return the course of a section that the student is or was in, in any year; empty if there is none."""
    rows = read.class_rows_with(session, student, section_id)
    mine = any(row.section_id == section_id for row in rows)
    return _filled(session, student, rows, in_full=True) if mine else []


def _filled(session: Session, student: Student, rows: Sequence[Row], *, in_full: bool) -> list[CourseBook]:
    courses = _courses(rows)
    if not courses:
        return []
    ids = [section.id for course in courses for section in course.sections]
    terms = SectionTerms.of_rows(read.term_rows(session, ids, {(row.school_id, row.year_id) for row in rows}))
    tasks = _tasks(session, {course.course_id: course for course in courses})
    assignments = _by_section((read.full_assignment_rows if in_full else read.assignment_rows)(session, student, ids))
    posted = _posted(session, student, ids)
    for course in courses:
        of_course = {cell: grade for section in course.sections for cell, grade in posted[section.id].items()}
        percents = {cell: grade.percent for cell, grade in of_course.items() if grade.percent is not None}
        for section in course.sections:
            section.posted = posted[section.id]
            _fill(section, assignments[section.id], tasks[course.course_id], percents, in_full=in_full)
            in_use = {row.term_id for row in assignments[section.id]} | {term for _, term in section.posted}
            section.terms = terms.of(section.id, in_use)
    return courses


def _courses(rows: Iterable[Row]) -> list[CourseBook]:
    """Return the courses with their sections, teachers and the student's days; no gradebook yet."""
    courses: dict[Cell, CourseBook] = {}
    sections: dict[int, SectionBook] = {}
    for row in rows:
        course = courses.setdefault((row.course_id, row.year_id), _course(row))
        if row.section_id not in sections:
            sections[row.section_id] = _section(row)
            course.sections.append(sections[row.section_id])
        _extend_span(sections[row.section_id], row)
        _teacher(sections[row.section_id], row)
    for course in courses.values():
        course.sections.sort(key=lambda section: (section.starts_on, section.ends_on or date.max))
    return list(courses.values())


def _course(row: Row) -> CourseBook:
    year = YearInfo(id=row.year_id, name=row.year, ends_on=row.year_ends_on)
    return CourseBook(course_id=row.course_id, title=row.title, school=row.school, year=year)


def _section(row: Row) -> SectionBook:
    code = class_code(course=row.course, section=row.number)
    nothing = grading.Record(grading.Gradebook(()), {})
    return SectionBook(id=row.section_id, code=code, starts_on=row.starts_on, ends_on=row.ends_on, record=nothing)


def _extend_span(section: SectionBook, row: Row) -> None:
    """Widen the student's days to all stays on the roster."""
    section.starts_on = min(section.starts_on, row.starts_on)
    open_ended = section.ends_on is None or row.ends_on is None
    section.ends_on = None if open_ended else max(section.ends_on or row.ends_on, row.ends_on)


def _teacher(section: SectionBook, row: Row) -> None:
    if row.last_name is None or not full_name(row):
        return
    teacher = Teacher(name=short_name(row), email=row.email)
    if teacher not in section.teachers:
        section.teachers.append(teacher)


def _tasks(session: Session, courses: dict[int, CourseBook]) -> dict[int, grading.Gradebook]:
    """Give each course its tasks as a grid names them; return a gradebook with tasks and composite parts only."""
    rows = read.task_rows(session, courses)
    scales, meanings = _scales(session, rows)
    graded: dict[int, list[grading.Task]] = {course: [] for course in courses}
    parts: dict[int, list[grading.CompositePart]] = {course: [] for course in courses}
    last = None
    for id, course, name, is_standard, scale_id, _kind, _decimals, term_id, *part in rows:
        if id != last:
            courses[course].tasks.append(TaskInfo(id=id, name=name, is_standard=is_standard))
            graded[course].append(grading.Task(id, name, scales[scale_id]))
            courses[course].meanings |= meanings[scale_id]
        if term_id is not None:
            parts[course].append(grading.CompositePart(id, term_id, *part))
        last = id
    return {id: grading.Gradebook(tuple(graded[id]), parts=tuple(parts[id])) for id in courses}


def _scales(session: Session, tasks: Sequence[Row]) -> tuple[dict[int, grading.Scale], dict[int, dict[str, str]]]:
    """Return the scales of these tasks, and what their letter grades mean where they are all that a grade says."""
    kinds = {row.scale_id: (grading.ScaleKind(row.kind.value), row.decimals) for row in tasks}
    entries: dict[int, list[grading.ScaleEntry]] = defaultdict(list)
    meanings: dict[int, dict[str, str]] = defaultdict(dict)
    for scale_id, letter_grade, lower_bound, is_passing, meaning in read.entry_rows(session, kinds):
        entries[scale_id].append(grading.ScaleEntry(letter_grade, lower_bound, is_passing))
        if meaning and kinds[scale_id][0] is grading.ScaleKind.LETTERS:
            meanings[scale_id][letter_grade] = meaning
    scales = {
        scale: grading.Scale(kind, school_years, tuple(entries[scale])) for scale, (kind, school_years) in kinds.items()
    }
    return scales, meanings


def _by_section(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _fill(
    section: SectionBook, rows: list[Row], book: grading.Gradebook, percents: dict[Cell, Decimal], *, in_full: bool
) -> None:
    """Give a section its gradebook and the student's record, with what was posted in any section of the course.

    Unless `in_full`, work whose grade is posted is left out: nothing is computed from it any more.
    """
    categories: dict[int, grading.Category] = {}
    assignments: list[grading.Assignment] = []
    scores: dict[int, grading.Score] = {}
    make_category, make_work, make_score = _MAKERS_IN_FULL if in_full else _MAKERS
    for row in rows:
        category, task, assignment, term, due_on, is_scored = (
            row[1],
            row[2],
            row[6],
            row[7],
            row[10],
            row[11] is not None,
        )
        if category not in categories:
            categories[category] = make_category(row)
        if assignment is None or not (is_scored or _concerns(section, due_on)):
            continue
        section.missing += is_scored and row[13] and not (row[15] or row[16])
        if in_full or (task, term) not in percents:
            assignments.append(make_work(row))
            if in_full and row.description:
                section.descriptions[assignment] = row.description
            if is_scored:
                scores[assignment] = make_score(row)
    whole = replace(book, categories=tuple(categories.values()), assignments=tuple(assignments))
    section.record = grading.Record(whole, scores, percents)


def _category(row: Row) -> grading.Category:
    return grading.Category(row[1], row[2], "", row[3], row[4], row[5])


def _full_category(row: Row) -> grading.Category:
    return replace(_category(row), name=row.category, sequence=row.sequence)


def _assignment_row(row: Row) -> grading.Assignment:
    return grading.Assignment(row[6], "", row[1], row[7], row[8], row[9], None, row[10])


def _full_work(row: Row) -> grading.Assignment:
    return grading.Assignment(row[6], row.name, row[1], row[7], row[8], row[9], row.assigned_on, row[10])


def _score(row: Row) -> grading.Score:
    return grading.Score(row[12], None, row[13], False, False, False, row[14], row[15], row[16])


def _full_score(row: Row) -> grading.Score:
    return grading.Score(
        row[12],
        row.letter_grade,
        row[13],
        row.is_late,
        row.is_incomplete,
        row.is_turned_in,
        row[14],
        row[15],
        row[16],
        row.comment,
    )


_MAKERS = _category, _assignment_row, _score
_MAKERS_IN_FULL = _full_category, _full_work, _full_score


def _concerns(section: SectionBook, due_on: date | None) -> bool:
    """Return whether work that has no score was due while the student was in the class."""
    return due_on is None or (section.starts_on <= due_on and not section.left_before(due_on))


def _posted(session: Session, student: Student, section_ids: list[int]) -> dict[int, dict[Cell, Posted]]:
    found: dict[int, dict[Cell, Posted]] = defaultdict(dict)
    for row in read.posted_rows(session, student, section_ids):
        grade = Posted(letter_grade=row.letter_grade, percent=row.percent, comment=row.comment)
        found[row.section_id][row.task_id, row.term_id] = grade
    return found
