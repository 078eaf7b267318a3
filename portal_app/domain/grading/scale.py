"""The last step of a grade: rounding and the letter grade, both by the grading scale."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

from portal_app.domain.grading.arithmetic import half_up
from portal_app.domain.grading.explanation import Grade
from portal_app.domain.grading.inputs import Scale, ScaleEntry


def grade_on(scale: Scale, exact: Fraction) -> Grade:
    """Return the grade for an exact percent: rounded once, half up; the letter grade is that of the rounded percent."""
    percent = half_up(exact, scale.decimals)
    entry = entry_for(scale, percent)
    if entry is None:
        return Grade(exact, percent)
    return Grade(exact, percent, entry.letter_grade, entry.is_passing)


def least_percent(scale: Scale, bound: Decimal) -> Fraction | None:
    """Return the smallest exact percent that rounds to the bound or to more; None if every percent does.

    An exact half rounds up, and a percent below 0 is read as 0.
    """
    if bound <= 0:
        return None
    power = 10**scale.decimals
    return Fraction(2 * ceil(Fraction(bound) * power) - 1, 2 * power)


def entry_for(scale: Scale, percent: Decimal) -> ScaleEntry | None:
    """Return the highest entry that the percent reaches; a percent below 0 (penalty points) is read as 0."""
    reached: ScaleEntry | None = None
    highest: Decimal | None = None
    percent = max(percent, Decimal(0))
    for entry in scale.entries:
        bound = entry.lower_bound
        if bound is not None and bound <= percent and (highest is None or bound > highest):
            reached, highest = entry, bound
    return reached
