"""Scores: most are what the student usually does; some are missing, late, exempt ...; the newest are not graded yet."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.gradebook import Book
from portal_app.demo.policies import COMMENTS
from portal_app.demo.students import Pupil
from portal_app.domain import grading

UNGRADED_DAYS = 3
FLAG_CHANCES = (
    (0.020, {"is_missing": True, "points": None, "mark": ""}),
    (0.003, {"is_missing": True}),
    (0.030, {"is_late": True}),
    (0.008, {"is_incomplete": True}),
    (0.002, {"is_cheated": True}),
    (0.010, {"is_exempt": True, "points": None, "mark": ""}),
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
"""One assignment for every flag, in the class where a visitor looks for them; the next ones pass 100 %."""

_BLANK = {"mark": "", "points": None}


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """One piece of work on the teacher's desk, with what holds for all who handed it in."""

    work: grading.Assignment
    due_on: date
    dice: Random
    by_marks: bool
    posted_at: datetime
    is_recent: bool


def add_scores(build: Build, book: Book) -> dict[int, dict[int, grading.Score]]:
    """Collect the class's scores; return them by student and assignment, as grading computes with them."""
    found: dict[int, dict[int, grading.Score]] = {seat.pupil.id: {} for seat in book.of.seats}
    marked = {task.id for task in book.tasks.values() if task.scale.kind is grading.ScaleKind.MARKS}
    by_marks = {category.id for category in book.categories if category.task_id in marked}
    shown = _showcase(build, book)
    for work in book.works:
        desk = _desk(build, work, by_marks=work.category_id in by_marks)
        for seat in book.of.seats:
            if not seat.is_taken(desk.due_on):
                continue
            values = _values(build, desk, seat.pupil)
            if seat.pupil.cast and seat.pupil.cast.shows_every_flag and work.id in shown:
                values = {**_plain(desk, seat.pupil), **shown[work.id]}
            if values is not None:
                found[seat.pupil.id][work.id] = _add_score(build, desk, seat.pupil, values)
    return found


def _desk(build: Build, work: grading.Assignment, *, by_marks: bool) -> _Desk:
    due_on, dice = work.due_on or build.today, build.dice("scores", work.id)
    day = min(due_on + timedelta(days=dice.choice((0, 1, 1, 2))), build.today - timedelta(days=1))
    return _Desk(
        work=work,
        due_on=due_on,
        dice=dice,
        by_marks=by_marks,
        posted_at=build.at(day, dice.randrange(14, 18), dice.randrange(60)),
        is_recent=due_on > build.today - timedelta(days=UNGRADED_DAYS),
    )


def _values(build: Build, desk: _Desk, pupil: Pupil) -> dict[str, Any] | None:
    """Return what the teacher has entered for the student so far, or None."""
    chance = desk.dice.random()
    if desk.due_on >= build.today + timedelta(days=2):
        return None
    if desk.due_on >= build.today or (desk.is_recent and chance < 0.4):
        return {**_BLANK, "is_turned_in": True} if chance < 0.15 else None
    values = _plain(desk, pupil)
    if desk.work.points_possible == 0 and chance < 0.7:
        return None
    return values if desk.work.points_possible == 0 else values | _flags(desk.dice, is_recent=desk.is_recent)


def _flags(dice: Random, *, is_recent: bool) -> dict[str, Any]:
    chance = dice.random()
    for share, values in FLAG_CHANCES:
        if chance < share:
            return {} if is_recent and "is_missing" in values else values
        chance -= share
    return {}


def _plain(desk: _Desk, pupil: Pupil) -> dict[str, Any]:
    """Return points (to the half) or a mark as the student usually earns, sometimes with a word to the parents."""
    share = desk.dice.gauss(pupil.ability, 0.09)
    comment = {"comment": desk.dice.choice(COMMENTS)} if desk.dice.random() < 0.05 else {}
    if desk.by_marks:
        return {"points": None, "mark": "S" if share > 0.68 else "N" if share > 0.5 else "U", **comment}
    possible = int(desk.work.points_possible or 0)
    if possible == 0:
        return {"points": Decimal(desk.dice.randrange(1, 6)), **comment}
    top = 1.05 if possible >= 80 else 1.0
    return {"points": Decimal(round(min(top, max(0.1, share)) * possible * 2)) / 2, **comment}


def _add_score(build: Build, desk: _Desk, pupil: Pupil, values: dict[str, Any]) -> grading.Score:
    build.add(m.Score, student_id=pupil.id, assignment_id=desk.work.id, posted_at=desk.posted_at, **values)
    return grading.Score(**values)


def _showcase(build: Build, book: Book) -> dict[int, dict[str, Any]]:
    """Return the showcase's scores by assignment: the class's graded work of this term, newest first."""
    if book.of.plan.subject != "math" or not any(s.pupil.cast and s.pupil.cast.shows_every_flag for s in book.of.seats):
        return {}
    term = book.of.site.terms[book.of.site.year.term_at(build.today)]
    graded = [work for work in book.works if work.term_id == term and work.points_possible]
    graded = [work for work in graded if work.due_on and work.due_on < build.today - timedelta(days=1)]
    graded.sort(key=lambda work: (work.due_on or build.today, work.id), reverse=True)
    above = {work.id: {"points": (work.points_possible or 0) + 2} for work in graded[len(SHOWCASE) :]}
    return above | {work.id: values for work, values in zip(graded, SHOWCASE, strict=False)}
