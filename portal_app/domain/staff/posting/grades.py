"""One score, or one posted grade, of one student, as staff enter it.

Posting replaces the whole score: it has the flags that are named and no others, and without a score the assignment is
blank (which is not missing). Scores above the points possible are extra credit. Scores below zero or above `LARGEST`,
and letter grades that the scale does not have, are refused.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain import grading
from portal_app.domain.changes.feed import record_change
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.named import assignment_named, class_named, task_named, term_named
from portal_app.domain.staff.posting.rows import write
from portal_app.domain.staff.posting.scope import student_named
from portal_app.domain.staff.posting.text import checked
from portal_app.models import (
    GradingScale,
    GradingScaleEntry,
    PostedGrade,
    ScaleKind,
    Score,
    Subject,
)

LARGEST = Decimal(100_000)
"""Points and percents above this are typing errors."""


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
    """Write a student's score, replacing an existing one, and return it. The same score changes nothing.

    `assignment` is the school's own reference, the row's id, or the name; with equal names `section` (MATH-06-1) too.
    `score` is points, or a letter grade of the task's scale. `flags` are of `grading.FLAGS`.

    Raises:
        Refused: the score is invalid; says why.
    """
    student = student_named(session, student_number)
    posted_for, task_scale = assignment_named(session, student, assignment.strip(), section.strip())
    points, letter_grade = _points_or_letter_grade(session, score.strip(), task_scale)
    values: dict[str, Any] = {
        "points": points,
        "letter_grade": letter_grade,
        "comment": checked(comment, name="comment", most=500),
    }
    values |= _flags(flags)
    key = {"student_id": student.id, "assignment_id": posted_for.id}
    existing = session.exec(select(Score).filter_by(**key)).first()
    row, changed = write(session, Score, existing, key | values, posted_at=now())
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
    """Write a final grade, replacing an existing one, and return it. The same grade changes nothing.

    `section` is the class code (MATH-06-1), `task` and `term` are names. A percent alone gets the scale's letter grade.

    Raises:
        Refused: the grade is invalid; says why.
    """
    student = student_named(session, student_number)
    student_class = class_named(session, student, section.strip(), term=term.strip())
    graded = task_named(session, student_class, task.strip())
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
        "term_id": term_named(session, student_class, term.strip()).id,
    }
    existing = session.exec(select(PostedGrade).filter_by(**key)).first()
    row, changed = write(session, PostedGrade, existing, key | values, posted_at=now())
    if changed:
        record_change(session, Subject.GRADE, student_id=student.id, item_id=row.id)
    return row


def _flags(names: Iterable[str]) -> dict[str, bool]:
    given = {name.strip().lower().replace("-", "_").replace(" ", "_") for name in names}
    if unknown := given - set(grading.FLAGS):
        raise Refused(f"There is no flag {sorted(unknown)[0]!r}; the flags are: {', '.join(grading.FLAGS)}.")
    return {f"is_{flag}": flag in given for flag in grading.FLAGS}


def _number(text: str, *, name: str) -> Decimal:
    """Return a number of 0 or more with at most four decimal places."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refused(f"{text!r} is not a number for a {name}.") from None
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise Refused(f"A {name} of {text} is not possible: give 0 to {LARGEST}.")
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
