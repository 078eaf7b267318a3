"""Scores: most follow the student's ability; some are missing, late or exempt; the newest are not graded yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.gradebook import Book
from portal_app.demo.policies import COMMENTS
from portal_app.demo.students import DemoStudent
from portal_app.domain import grading

UNGRADED_DAYS = 3
FLAG_CHANCES = (
    (0.020, {"is_missing": True, "points": None, "letter_grade": ""}),
    (0.003, {"is_missing": True}),
    (0.030, {"is_late": True}),
    (0.008, {"is_incomplete": True}),
    (0.002, {"is_cheated": True}),
    (0.010, {"is_exempt": True, "points": None, "letter_grade": ""}),
    (0.005, {"is_dropped": True}),
    (0.080, {"is_turned_in": True}),
)
SHOWCASE: tuple[dict[str, Any], ...] = (
    {"is_missing": True, "points": None, "comment": "Not handed in yet; I take it until the end of term."},
    {"is_missing": True, "comment": "Only the first page was in the folder."},
    {"is_late": True, "is_turned_in": True},
    {"is_incomplete": True, "comment": "Questions 5 to 8 are still open."},
    {"is_cheated": True, "comment": "Copied; we have talked about it."},
    {"is_exempt": True, "points": None, "comment": "Was on the field trip."},
    {"is_dropped": True},
    {"is_turned_in": True, "points": None},
)
"""One assignment for every flag, in one class of one student; the next ones exceed 100 %."""

_BLANK = {"letter_grade": "", "points": None}


@dataclass(frozen=True, kw_only=True)
class _GradedAssignment:
    """An assignment that is being graded, with what all of its scores share."""

    assignment: grading.Assignment
    due_on: date
    rng: Random
    by_letters: bool
    posted_at: datetime
    is_recent: bool


def add_scores(build: Build, book: Book) -> dict[int, dict[int, grading.Score]]:
    """Collect the class's scores; return them by student and assignment, as grading computes with them."""
    found: dict[int, dict[int, grading.Score]] = {entry.student.id: {} for entry in book.of.roster}
    marked = {task.id for task in book.tasks.values() if task.scale.kind is grading.ScaleKind.LETTERS}
    by_letters = {category.id for category in book.categories if category.task_id in marked}
    shown = _showcase(build, book)
    for assignment in book.assignments:
        graded = _graded(build, assignment, by_letters=assignment.category_id in by_letters)
        for entry in book.of.roster:
            if not entry.includes(graded.due_on):
                continue
            values = _values(build, graded, entry.student)
            if entry.student.cast and entry.student.cast.shows_every_flag and assignment.id in shown:
                values = {**_plain(graded, entry.student), **shown[assignment.id]}
            if values is not None:
                found[entry.student.id][assignment.id] = _add_score(build, graded, entry.student, values)
    return found


def _graded(build: Build, assignment: grading.Assignment, *, by_letters: bool) -> _GradedAssignment:
    due_on, rng = assignment.due_on or build.today, build.rng("scores", assignment.id)
    day = min(due_on + timedelta(days=rng.choice((0, 1, 1, 2))), build.today - timedelta(days=1))
    return _GradedAssignment(
        assignment=assignment,
        due_on=due_on,
        rng=rng,
        by_letters=by_letters,
        posted_at=build.at(day, rng.randrange(14, 18), rng.randrange(60)),
        is_recent=due_on > build.today - timedelta(days=UNGRADED_DAYS),
    )


def _values(build: Build, graded: _GradedAssignment, student: DemoStudent) -> dict[str, Any] | None:
    """Return what the teacher has entered for the student so far, or None."""
    chance = graded.rng.random()
    if graded.due_on >= build.today + timedelta(days=2):
        return None
    if graded.due_on >= build.today or (graded.is_recent and chance < 0.4):
        return {**_BLANK, "is_turned_in": True} if chance < 0.15 else None
    values = _plain(graded, student)
    if graded.assignment.points_possible == 0 and chance < 0.7:
        return None
    return values if graded.assignment.points_possible == 0 else values | _flags(graded.rng, is_recent=graded.is_recent)


def _flags(rng: Random, *, is_recent: bool) -> dict[str, Any]:
    chance = rng.random()
    for share, values in FLAG_CHANCES:
        if chance < share:
            return {} if is_recent and "is_missing" in values else values
        chance -= share
    return {}


def _plain(graded: _GradedAssignment, student: DemoStudent) -> dict[str, Any]:
    """Return points (to the half) or a letter grade as the student usually earns, sometimes with a comment."""
    share = graded.rng.gauss(student.ability, 0.09)
    comment = {"comment": graded.rng.choice(COMMENTS)} if graded.rng.random() < 0.05 else {}
    if graded.by_letters:
        return {"points": None, "letter_grade": "S" if share > 0.68 else "N" if share > 0.5 else "U", **comment}
    possible = int(graded.assignment.points_possible or 0)
    if possible == 0:
        return {"points": Decimal(graded.rng.randrange(1, 6)), **comment}
    top = 1.05 if possible >= 80 else 1.0
    return {"points": Decimal(round(min(top, max(0.1, share)) * possible * 2)) / 2, **comment}


def _add_score(build: Build, graded: _GradedAssignment, student: DemoStudent, values: dict[str, Any]) -> grading.Score:
    build.add(m.Score, student_id=student.id, assignment_id=graded.assignment.id, posted_at=graded.posted_at, **values)
    return grading.Score(**values)


def _showcase(build: Build, book: Book) -> dict[int, dict[str, Any]]:
    """Return the showcase's scores by assignment id: the class's graded assignments of this term, newest first."""
    if book.of.plan.subject != "math" or not any(
        s.student.cast and s.student.cast.shows_every_flag for s in book.of.roster
    ):
        return {}
    term = book.of.site.terms[book.of.site.year.term_at(build.today)]
    graded = [
        assignment for assignment in book.assignments if assignment.term_id == term and assignment.points_possible
    ]
    graded = [
        assignment for assignment in graded if assignment.due_on and assignment.due_on < build.today - timedelta(days=1)
    ]
    graded.sort(key=lambda assignment: (assignment.due_on or build.today, assignment.id), reverse=True)
    above = {assignment.id: {"points": (assignment.points_possible or 0) + 2} for assignment in graded[len(SHOWCASE) :]}
    return above | {assignment.id: values for assignment, values in zip(graded, SHOWCASE, strict=False)}
