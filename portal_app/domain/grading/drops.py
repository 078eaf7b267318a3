"""Does leaving out the lowest score help? By percent it need not, and the explanation says so then.

The rule of the lowest percent is always followed. But a small assignment with a low percent
may be left out where a large one would help more, so that a *better* score can lower a grade; and where a missing score
counts as 0, or where all points are added together, leaving out anything may lower the grade.
"""

from dataclasses import dataclass
from fractions import Fraction

from portal_app.domain.grading.arithmetic import Amount
from portal_app.domain.grading.explanation import CategoryLine, Explanation, Method, Outcome, Why, WhyCategory

_Sum = tuple[Amount, int]
"""Points earned and points possible, in the units of the explanation."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A better choice than the rule made: leave out `other` instead of `dropped`, or (both None) nothing."""

    percent: Fraction
    dropped: Outcome | None = None
    other: Outcome | None = None


def cautions(explanation: Explanation, line: CategoryLine, outcomes: tuple[Outcome, ...]) -> list[Caution]:
    """Return where the lowest-score rule of one category costs: leaving out nothing, or another score, would give more.

    The percents are those of the category; without weights, of all points together.
    """
    dropped = [each for each in outcomes if each.why is Why.DROPPED_LOWEST]
    if not dropped or line.why is not WhyCategory.COUNTS:
        return []
    base = _base(explanation, line)
    kept_all = base[0] + sum(each.earned for each in dropped), base[1] + sum(each.possible for each in dropped)
    found = [Caution(Fraction(100 * kept_all[0], kept_all[1]))] if _more(kept_all, base) else []
    return found + _best_swap(base, dropped, outcomes)


def _base(explanation: Explanation, line: CategoryLine) -> _Sum:
    if explanation.method is Method.WEIGHTS:
        return line.earned_units, line.possible_units
    lines = explanation.categories
    return sum(each.earned_units for each in lines), sum(each.possible_units for each in lines)


def _more(one: _Sum, other: _Sum) -> bool:
    return one[0] * other[1] > other[0] * one[1]


def _best_swap(base: _Sum, dropped: list[Outcome], outcomes: tuple[Outcome, ...]) -> list[Caution]:
    best, swap = base, None
    kept = [each for each in outcomes if each.counts and each.possible and each.score and each.score.points is not None]
    for out in dropped:
        for candidate in kept:
            swapped = base[0] + out.earned - candidate.earned, base[1] + out.possible - candidate.possible
            if _more(swapped, best):
                best, swap = swapped, (out, candidate)
    return [Caution(Fraction(100 * best[0], best[1]), *swap)] if swap else []
