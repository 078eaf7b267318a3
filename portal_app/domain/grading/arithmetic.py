"""Exact numbers for grading: whole millionths on the way in, fractions within, one rounding on the way out.

Nothing here is a float and nothing is rounded before the end. A grade is rounded once, half up, as its scale says.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

UNIT = 1_000_000
"""Units to a whole: points, multipliers and weights are computed as integers of millionths."""

Amount = int | Fraction
"""An amount in units: whole, but for points that a goal assumes."""

_LARGEST, _SMALLEST = 9, -30
"""Powers of ten between which a number is worth a look; beyond them it is nonsense, and slow to compute with."""


def units(number: Decimal) -> int | None:
    """Return the number in millionths; None if not a number, a thousand million or more, or finer than that."""
    if not _SMALLEST < number.adjusted() < _LARGEST:
        return None if number else 0
    try:
        numerator, denominator = number.as_integer_ratio()
    except (ValueError, OverflowError):  # not a number, infinite
        return None
    if denominator == 1:
        return numerator * UNIT
    whole, rest = divmod(numerator * UNIT, denominator)
    return None if rest else whole


def half_up(number: Fraction, decimals: int) -> Decimal:
    """Return the number rounded to `decimals` places; an exact half moves away from zero."""
    power = 10**decimals
    whole = (abs(number.numerator) * power * 2 + number.denominator) // (number.denominator * 2)
    return Decimal(whole if number >= 0 else -whole).scaleb(-decimals)


def shown(number: Fraction, decimals: int = 4) -> Decimal:
    """Return the number as people read it: at most `decimals` places and no idle zeros."""
    rounded = half_up(number, decimals).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def shown_shares(shares: Sequence[Fraction], decimals: int = 2) -> tuple[Decimal, ...]:
    """Return shares of 100 rounded so that what is shown still sums to 100 (the largest remainders round up)."""
    scaled = [share * 10**decimals for share in shares]
    floors = [share.numerator // share.denominator for share in scaled]
    spare = int(sum(scaled, Fraction(0))) - sum(floors)
    by_remainder = sorted(range(len(scaled)), key=lambda at: (floors[at] - scaled[at], at))
    for at in by_remainder[:spare]:
        floors[at] += 1
    return tuple(Decimal(floor).scaleb(-decimals) for floor in floors)
