"""The goal, a what-if turned around: the smallest equal percent on everything ungraded that reaches a grade.

Ungraded is a blank score that would count. All are assumed to get the same percent of their points possible, from 0 to
100 in steps of a ten-thousandth. The what-if computes the grade: nothing here repeats a rule of grading.

A better score can lower a grade by changing which lowest score is left out. That happens only where the assumed percent
passes the percent of another score. Between two such percents the grade follows a straight line that never falls, so
the grades at the ends of such a stretch give all others exactly.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from portal_app.domain.grading.arithmetic import UNIT, units
from portal_app.domain.grading.category import judge
from portal_app.domain.grading.compute import explain
from portal_app.domain.grading.explanation import Grade, Why
from portal_app.domain.grading.gradebook import Record
from portal_app.domain.grading.inputs import Assignment, Scale, Score
from portal_app.domain.grading.plan import CategoryPlan, Item
from portal_app.domain.grading.scale import grade_on, least_percent
from portal_app.domain.grading.what_if import with_changes

STEPS = 10_000
"""Steps to a percent: an answer is exact to a ten-thousandth."""
_ALL, _TENTH = 100 * STEPS, STEPS // 10


class GoalResult(StrEnum):
    """Whether a grade can be reached. `REACHED`: even 0 on everything ungraded gives it."""

    REACHED = "reached"
    POSSIBLE = "possible"
    NOT_REACHABLE = "not_reachable"


@dataclass(frozen=True, slots=True)
class Goal:
    """A letter grade of the scale, and what it takes.

    If it is possible, `percent` is the smallest that reaches it and `short` the same rounded up to a tenth, or not
    rounded where the tenth would not reach it. `grade` is then the grade with `short`; the grade with 0 if it is
    reached already; and the best grade if it is not reachable.
    """

    letter_grade: str
    result: GoalResult
    grade: Grade
    percent: Decimal | None = None
    short: Decimal | None = None


def goals(record: Record, *, task_id: int, term_id: int) -> tuple[Goal, ...]:
    """Return a goal for each letter grade with a lower bound, the best first; none where no score can change the grade.

    Raises: as `explain`.
    """
    explain(record, task_id=task_id, term_id=term_id)  # before anything else: a composite may contradict itself
    assignments = ungraded(record, task_id=task_id, term_id=term_id)
    line = _Line.of(record, (task_id, term_id), assignments) if assignments else None
    if line is None:
        return ()
    scale = record.book.task(task_id).scale
    bounds = {entry.lower_bound: entry.letter_grade for entry in reversed(scale.entries)}
    best_first = sorted((bound for bound in bounds if bound is not None), reverse=True)
    return tuple(_goal(bounds[bound], least_percent(scale, bound), line, scale) for bound in best_first)


def ungraded(record: Record, *, task_id: int, term_id: int) -> tuple[Assignment, ...]:
    """Return the assignments without a score that could change this grade, by due date.

    A posted grade is final: what it is made of cannot change it.
    """
    items = (item for plan in _plans(record, (task_id, term_id)) for item in plan.items)
    found = [item for item in items if _can_count(item) and judge(item, record.scores.get(item.id))[0] is Why.BLANK]
    return tuple(item.assignment for item in sorted(found, key=lambda item: (item.due_on, item.id)))


def assuming(record: Record, assignments: Iterable[Assignment], percent: Decimal) -> Record:
    """Return the record as if each of these assignments got this percent of its points possible."""
    return with_changes(
        record,
        changed={
            each.id: replace(record.scores.get(each.id) or Score(), points=points_for(each, percent), assumed=True)
            for each in assignments
        },
    )


def points_for(assignment: Assignment, percent: Decimal) -> Decimal:
    """Return the points that are this percent of the points possible."""
    return (assignment.points_possible or Decimal(0)) * percent / 100


def _can_count(item: Item) -> bool:
    """Return whether a score would count, and as more than extra credit, which has no percent."""
    return item.refusal is None and item.possible > 0


def _plans(record: Record, key: tuple[int, int]) -> Iterator[CategoryPlan]:
    """Yield the categories, each once, that take a share of a grade or of a part that is not posted."""
    waiting, seen = [key], set()
    while waiting:
        key = waiting.pop()
        if key in seen or key in record.posted or not record.book.has_task(key[0]):
            continue
        seen.add(key)
        cell = record.book.cell(*key)
        yield from (plan for plan in cell.categories if plan.weight or not cell.is_weighted)
        parts = (part for part in record.book.parts_of(*key) if (units(part.weight) or 0) > 0)
        waiting += [(part.part_task_id, part.part_term_id) for part in parts]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Assumed percents, in steps, over which the same scores are left out; with the grades at both ends."""

    first: int
    last: int
    lowest: Fraction
    highest: Fraction

    def at(self, step: int) -> Fraction:
        """Return the exact grade at a step within."""
        if step == self.first:
            return self.lowest
        return self.lowest + (self.highest - self.lowest) * (step - self.first) / (self.last - self.first)

    def first_reaching(self, least: Fraction) -> int | None:
        """Return the first step within that gives at least this grade."""
        if self.lowest >= least:
            return self.first
        if self.highest < least:
            return None
        rise = self.highest - self.lowest
        return self.first + ceil((least - self.lowest) * (self.last - self.first) / rise)


@dataclass(frozen=True, slots=True)
class _Line:
    """The grade at every assumed percent, as stretches from 0 to 100 percent without gaps."""

    stretches: tuple[_Stretch, ...]

    @classmethod
    def of(cls, record: Record, key: tuple[int, int], assignments: Sequence[Assignment]) -> "_Line | None":
        """Return the line; None where even full scores give no grade."""

        def exact(step: int) -> Fraction | None:
            assumed = assuming(record, assignments, Decimal(step) / STEPS)
            return explain(assumed, task_id=key[0], term_id=key[1]).grade.exact

        found = []
        for first, last in _ends(_turns(record, key, assignments)):
            lowest = exact(first)
            highest = lowest if first == last else exact(last)
            if lowest is None or highest is None:
                return None
            found.append(_Stretch(first, last, lowest, highest))
        return cls(tuple(found))

    def at(self, step: int) -> Fraction:
        """Return the exact grade at a step."""
        return next(stretch.at(step) for stretch in self.stretches if step <= stretch.last)

    def first_reaching(self, least: Fraction) -> int | None:
        """Return the first step of all that gives at least this grade."""
        found = (stretch.first_reaching(least) for stretch in self.stretches)
        return next((step for step in found if step is not None), None)

    def best(self) -> Fraction:
        """Return the best grade to be had."""
        return max(stretch.highest for stretch in self.stretches)


def _turns(record: Record, key: tuple[int, int], assignments: Sequence[Assignment]) -> set[Fraction]:
    """Return the steps at which the choice of the lowest scores can change: 0, and the percents of the other scores."""
    categories = {each.category_id for each in assignments}
    turns = {Fraction(0)}
    for plan in _plans(record, key):
        if plan.category.drop_lowest > 0 and plan.category.id in categories:
            for item in plan.items:
                _, points = judge(item, record.scores.get(item.id))
                possible = item.assignment.points_possible
                if points is not None and possible:
                    turns.add(Fraction(points, UNIT) * _ALL / Fraction(possible))
    return turns


def _ends(turns: set[Fraction]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last step of each stretch; a turn that is a step is a stretch of its own."""
    inner = sorted(turn for turn in turns if 0 <= turn <= _ALL)
    for turn, following in pairwise([*inner, Fraction(_ALL + 1)]):
        if turn.denominator == 1:
            yield int(turn), int(turn)
        first, last = floor(turn) + 1, ceil(following) - 1
        if first <= last:
            yield first, last


def _goal(letter_grade: str, least: Fraction | None, line: _Line, scale: Scale) -> Goal:
    if least is None or line.at(0) >= least:
        return Goal(letter_grade, GoalResult.REACHED, grade_on(scale, line.at(0)))
    step = line.first_reaching(least)
    if step is None:
        return Goal(letter_grade, GoalResult.NOT_REACHABLE, grade_on(scale, line.best()))
    rounded = -(-step // _TENTH) * _TENTH
    short = rounded if line.at(rounded) >= least else step  # past a turn a better score may give less
    grade = grade_on(scale, line.at(short))
    return Goal(letter_grade, GoalResult.POSSIBLE, grade, Decimal(step) / STEPS, Decimal(short) / STEPS)
