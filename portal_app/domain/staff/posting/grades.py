"""One score, or one posted grade, of one student, as the office enters it.

An entry says the whole: its flags are those named and no others, and without a score the assignment is blank (which is
not missing). Scores above the points possible are extra credit; below zero, text that is no letter grade of the scale,
and numbers beyond all sense are refused, and so is a letter grade that the scale does not have.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain import grading
from portal_app.domain.changes.feed import record_change
from portal_app.domain.enrollment.display_names import class_code, full_name
from portal_app.domain.enrollment.terms import leaves
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.rows import write
from portal_app.domain.staff.posting.scope import student_named
from portal_app.domain.staff.posting.text import checked
from portal_app.models import (
    Assignment,
    Category,
    Course,
    GradingScale,
    GradingScaleEntry,
    GradingTask,
    PostedGrade,
    ScaleKind,
    SchoolYear,
    Score,
    Section,
    SectionEnrollment,
    Student,
    Subject,
    Term,
)

LARGEST = Decimal(100_000)
"""Points and percents beyond this are a slip of the keyboard."""


def post_score(
    session: Session,
    *,
    student_number: str,
    assignment: str,
    score: str = "",
    flags: Iterable[str] = (),
    comment: str = "",
    section: str = "",
) -> Score:
    """Write a student's score, over a former one, and return it. Posting the same again changes nothing.

    `assignment` is the school's own reference, our number, or the name; `section` (MATH-06-1) tells equal names apart.
    `score` is points, or a letter grade of the task's scale. `flags` are of `grading.FLAGS`.

    Raises:
        Refused: the score can't be true; says why.
    """
    student = student_named(session, student_number)
    work, task_scale = _assignment(session, student, assignment.strip(), section.strip())
    points, letter_grade = _points_or_letter_grade(session, score.strip(), task_scale)
    values: dict[str, Any] = {
        "points": points,
        "letter_grade": letter_grade,
        "comment": checked(comment, name="comment", most=500),
    }
    values |= _flags(flags)
    key = {"student_id": student.id, "assignment_id": work.id}
    former = session.exec(select(Score).filter_by(**key)).first()
    row, changed = write(session, Score, former, key | values, posted_at=now())
    if changed:
        record_change(session, Subject.SCORE, student_id=student.id, item_id=row.id)
    return row


def post_grade(
    session: Session,
    *,
    student_number: str,
    section: str,
    task: str,
    term: str,
    letter_grade: str = "",
    percent: str = "",
    comment: str = "",
) -> PostedGrade:
    """Write a final grade, over a former one, and return it. Posting the same again changes nothing.

    `section` is the class code (MATH-06-1), `task` and `term` are names. A percent alone gets the scale's letter grade.

    Raises:
        Refused: the grade can't be true; says why.
    """
    student = student_named(session, student_number)
    student_class = _class(session, student, section.strip())
    graded = _task(session, student_class, task.strip())
    scale, entries = _scale(session, graded.scale_id)
    number = _number(percent.strip(), name="percent") if percent.strip() else None
    values = {
        "letter_grade": _letter_grade(letter_grade.strip(), number, scale, entries),
        "percent": number,
        "comment": checked(comment, name="comment", most=500),
    }
    key = {
        "student_id": student.id,
        "section_id": student_class.id,
        "task_id": graded.id,
        "term_id": _term(session, student_class, term.strip()).id,
    }
    former = session.exec(select(PostedGrade).filter_by(**key)).first()
    row, changed = write(session, PostedGrade, former, key | values, posted_at=now())
    if changed:
        record_change(session, Subject.GRADE, student_id=student.id, item_id=row.id)
    return row


def _flags(names: Iterable[str]) -> dict[str, bool]:
    given = {name.strip().lower().replace("-", "_").replace(" ", "_") for name in names}
    if unknown := given - set(grading.FLAGS):
        raise Refused(f"There is no flag {sorted(unknown)[0]!r}; the flags are: {', '.join(grading.FLAGS)}.")
    return {f"is_{flag}": flag in given for flag in grading.FLAGS}


def _number(text: str, *, name: str) -> Decimal:
    """Return a number of 0 or more with at most four places."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(f"{text!r} is no number for a {name}.") from None
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise Refused(f"A {name} of {text} can't be: give 0 to {LARGEST}.")
    if number != round(number, 4):
        raise Refused(f"A {name} of {text} has more than four decimal places.")
    return number


def _points_or_letter_grade(session: Session, text: str, scale_id: int) -> tuple[Decimal | None, str]:
    """Return points, or a letter grade that the scale has; figures (3) are one on a scale of letters only."""
    scale, entries = _scale(session, scale_id)
    if not text:
        return None, ""
    if scale.kind is ScaleKind.LETTERS and text in [entry.letter_grade for entry in entries]:
        return None, text
    try:
        Decimal(text)
    except InvalidOperation:
        return None, _letter_grade(text, None, scale, entries)
    return _number(text, name="score"), ""


def _letter_grade(
    letter_grade: str, percent: Decimal | None, scale: GradingScale, entries: list[GradingScaleEntry]
) -> str:
    known = [entry.letter_grade for entry in entries]
    if letter_grade:
        if entries and letter_grade not in known:
            listed = ", ".join(known)
            raise Refused(
                f"The scale {scale.name} has no letter grade {letter_grade!r}; its letter grades are: {listed}."
            )
        return checked(letter_grade, name="letter grade", most=20)
    if percent is None:
        raise Refused("Give a letter grade, a percent, or both.")
    if scale.kind is ScaleKind.LETTERS:
        raise Refused(f"The scale {scale.name} has letter grades and no percents: give one of {', '.join(known)}.")
    reached = grading.entry_for(_as_graded(scale, entries), grading.half_up(Fraction(percent), scale.decimals))
    return reached.letter_grade if reached else ""


def _as_graded(scale: GradingScale, entries: list[GradingScaleEntry]) -> grading.Scale:
    graded = tuple(grading.ScaleEntry(entry.letter_grade, entry.lower_bound, entry.is_passing) for entry in entries)
    return grading.Scale(grading.ScaleKind(scale.kind.value), scale.decimals, graded)


def _scale(session: Session, scale_id: int) -> tuple[GradingScale, list[GradingScaleEntry]]:
    entries = (
        select(GradingScaleEntry)
        .where(GradingScaleEntry.scale_id == scale_id)
        .order_by(col(GradingScaleEntry.sequence))
    )
    return session.get_one(GradingScale, scale_id), list(session.exec(entries))


def _assignment(session: Session, student: Student, name: str, section: str) -> tuple[Assignment, int]:
    """Return the student's assignment of this reference, number or name, and the number of its task's scale."""
    query = (
        select_columns(Assignment, Section, Course, GradingTask)
        .join(Section, col(Section.id) == Assignment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .join(Category, col(Category.id) == Assignment.category_id)
        .join(GradingTask, col(GradingTask.id) == Category.task_id)
        .where(col(Assignment.section_id).in_(_sections_of(student)))
    )
    rows = [row for row in session.execute(query) if not section or _code(row.Section, row.Course) == section]
    tests = (
        lambda work: work.source_id == name,
        lambda work: str(work.id) == name,
        lambda work: work.name == name,
    )
    found = next((hits for test in tests if (hits := [row for row in rows if test(row.Assignment)])), [])
    if not found:
        where = f" in {section}" if section else ""
        raise Refused(f"{full_name(student)} has no assignment {name!r}{where}.")
    if len(found) > 1:
        numbers = ", ".join(f"{row.Assignment.id} ({_code(row.Section, row.Course)})" for row in found[:8])
        raise Refused(f"Several assignments of {full_name(student)} are called {name!r}: give a number of {numbers}.")
    return found[0].Assignment, found[0].GradingTask.scale_id


def _sections_of(student: Student) -> Any:
    return select(SectionEnrollment.section_id).where(SectionEnrollment.student_id == student.id)


def _code(section: Section, course: Course) -> str:
    return class_code(course=course.number, section=section.number)


@dataclass(frozen=True, slots=True)
class _Class:
    """A class that the student is or was in."""

    id: int
    code: str
    course_id: int
    school_id: int
    year_id: int


def _class(session: Session, student: Student, code: str) -> _Class:
    """Return the student's class of this code; of several years, the latest."""
    query = (
        select_columns(Section, Course)
        .join(Course, col(Course.id) == Section.course_id)
        .join(SchoolYear, col(SchoolYear.id) == Section.school_year_id)
        .where(col(Section.id).in_(_sections_of(student)))
        .order_by(col(SchoolYear.starts_on).desc(), col(Section.id))
    )
    rows: list[Row] = list(session.execute(query))
    for section, course in rows:
        if _code(section, course) == code:
            return _Class(section.id, code, course.id, section.school_id, section.school_year_id)
    raise Refused(f"{full_name(student)} has no class {code!r}; {_listed(_code(*row) for row in rows)}")


def _task(session: Session, student_class: _Class, name: str) -> GradingTask:
    query = (
        select(GradingTask).where(GradingTask.course_id == student_class.course_id).order_by(col(GradingTask.sequence))
    )
    tasks = session.exec(query).all()
    for task in tasks:
        if task.name == name:
            return task
    raise Refused(f"{student_class.code} has no grading task {name!r}; {_listed(task.name for task in tasks)}")


def _term(session: Session, student_class: _Class, name: str) -> Term:
    """Return the term of this name; one without children goes before the longer one that is called the same."""
    here = Term.school_id == student_class.school_id, Term.school_year_id == student_class.year_id
    terms = session.exec(select(Term).where(*here).order_by(col(Term.starts_on), col(Term.sequence))).all()
    grading = {term.id for term in leaves(terms)}
    named = sorted((term for term in terms if term.name == name), key=lambda term: term.id not in grading)
    if not named:
        raise Refused(f"There is no term {name!r}; {_listed(term.name for term in terms)}")
    if len(named) > 1 and named[1].id in grading:
        raise Refused(f"Several terms are called {name!r}; rename one of them.")
    return named[0]


def _listed(names: Iterable[str]) -> str:
    known: Collection[str] = list(dict.fromkeys(names))
    return f"choose one of {', '.join(known)}." if known else "there are none."
