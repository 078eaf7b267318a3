"""One student's scores in one category: what counts, what the lowest-score rule leaves out, and the subtotal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal_app.domain.grading.arithmetic import UNIT, Amount, units
from portal_app.domain.grading.explanation import COUNTED, Tally, Why
from portal_app.domain.grading.inputs import Score
from portal_app.domain.grading.plan import CategoryPlan, Item

# A looked-up enum member costs as much as the rest of the rule: there are millions of scores.
_BLANK, _EXEMPT, _DROPPED, _CHEATED, _MISSING = Why.BLANK, Why.EXEMPT, Why.DROPPED, Why.CHEATED, Why.MISSING
_LETTER_GRADE_ONLY, _UNREADABLE, _SCORE, _EXTRA_CREDIT = (
    Why.LETTER_GRADE_ONLY,
    Why.UNREADABLE,
    Why.SCORE,
    Why.EXTRA_CREDIT,
)

_Rank = tuple[Amount, Amount, Amount, date, int, int]
"""Percent, weighted points, raw points, due date, id (so that chance never decides), place in the list."""


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A category's tallies with the sums of those that count, in the units of the cell."""

    plan: CategoryPlan
    tallies: tuple[Tally, ...]
    earned: Amount
    possible: int

    @property
    def only_extra_credit(self) -> bool:
        """Whether something counts, but nothing that has points possible."""
        return not self.possible and any(why in COUNTED for _, _, why, _, _ in self.tallies)


def judge(item: Item, score: Score | None) -> tuple[Why, Amount | None]:
    """Return why the score counts or not, and the points that count in millionths (None: it does not count)."""
    if score is None:
        return _BLANK, None
    if score.is_exempt:
        return _EXEMPT, None
    if score.is_dropped:
        return _DROPPED, None
    if item.refusal is not None:
        return item.refusal, None
    if score.is_cheated:
        return _CHEATED, 0
    if score.is_missing:
        return _MISSING, 0
    if score.points is None:
        return (_LETTER_GRADE_ONLY if score.letter_grade else _BLANK), None
    points = units(score.points)
    if points is None:
        return (_SCORE, _assumed(score.points)) if score.assumed else (_UNREADABLE, None)
    return (_SCORE if item.possible else _EXTRA_CREDIT), points


def _assumed(points: Decimal) -> Fraction:
    """Return assumed points in units; a goal assumes them of assignments with points possible only."""
    return Fraction(points) * UNIT


def subtotal(plan: CategoryPlan, scores: Mapping[int, Score]) -> Subtotal:
    """Return the category's tallies and sums for one student's scores by assignment id."""
    tallies: list[Tally] = []
    candidates: list[_Rank] = []
    earned: Amount = 0
    possible = 0
    drops = plan.category.drop_lowest > 0
    for item in plan.items:
        score = scores.get(item.id)
        why, points = judge(item, score)
        if points is None:
            tallies.append((item.assignment, score, why, 0, 0))
            continue
        amount = points * item.factor
        earned += amount
        possible += item.possible
        if drops and item.possible and score is not None and score.points is not None:
            candidates.append(_rank(item, points, len(tallies)))
        tallies.append((item.assignment, score, why, amount, item.possible))
    for at in _lowest(candidates, plan.category.drop_lowest):
        assignment, score, _, amount, weight = tallies[at]
        tallies[at] = assignment, score, Why.DROPPED_LOWEST, amount, weight
        earned -= amount
        possible -= weight
    return Subtotal(plan, tuple(tallies), earned, possible)


def _rank(item: Item, points: Amount, at: int) -> _Rank:
    return points * item.ratio, points * item.multiplier, points, item.due_on, item.id, at


def _lowest(candidates: list[_Rank], count: int) -> list[int]:
    """Return the places of the lowest `count` candidates; the last candidate is never dropped."""
    candidates.sort()
    return [candidate[-1] for candidate in candidates[: max(0, min(count, len(candidates) - 1))]]


def with_extra_credit_waiting(line: Subtotal) -> Subtotal:
    """Return a subtotal in which only extra credit counts as one in which it waits for something to be added to."""
    if not line.only_extra_credit:
        return line
    waits = Why.EXTRA_CREDIT_WAITS
    tallies = tuple((*each[:2], waits if each[2] in COUNTED else each[2], *each[3:]) for each in line.tallies)
    return Subtotal(line.plan, tallies, 0, 0)
