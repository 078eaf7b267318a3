"""What grading answers: not a number but how it came about, frozen, down to every score.

Amounts are kept as integers of a scale that the explanation knows, because millions are graded in a minute;
the properties turn them into exact fractions of points, percents and weights when someone looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal_app.domain.grading.arithmetic import Amount, shown_shares, units
from portal_app.domain.grading.inputs import Assignment, Category, CompositePart, Score, Task


class Why(StrEnum):
    """Why a score counts, or why it does not."""

    SCORE = "score"
    EXTRA_CREDIT = "extra_credit"
    MISSING = "missing"
    CHEATED = "cheated"
    BLANK = "blank"
    LETTER_GRADE_ONLY = "letter_grade_only"
    EXEMPT = "exempt"
    DROPPED = "dropped"
    DROPPED_LOWEST = "dropped_lowest"
    EXTRA_CREDIT_WAITS = "extra_credit_waits"
    NO_POINTS_POSSIBLE = "no_points_possible"
    NO_MULTIPLIER = "no_multiplier"
    UNUSABLE_ASSIGNMENT = "unusable_assignment"
    UNREADABLE = "unreadable"
    LETTERS_SCALE = "letters_scale"
    COMPOSITE = "composite"


COUNTED = frozenset({Why.SCORE, Why.EXTRA_CREDIT, Why.MISSING, Why.CHEATED})
"""The reasons under which a score takes part in the grade; a missing or cheated one takes part as 0."""


class WhyCategory(StrEnum):
    """Why a category takes a share of the grade, or none."""

    COUNTS = "counts"
    EMPTY = "empty"
    ONLY_EXTRA_CREDIT = "only_extra_credit"
    WEIGHT_IS_ZERO = "weight_is_zero"
    WEIGHT_IS_ABSENT = "weight_is_absent"
    WEIGHT_IS_UNUSABLE = "weight_is_unusable"


class Method(StrEnum):
    """How a grade is put together."""

    WEIGHTS = "weights"
    POINTS = "points"
    COMPOSITE = "composite"
    LETTERS = "letters"


class Result(StrEnum):
    """Whether there is a grade and, if not, why."""

    GRADED = "graded"
    NOTHING_COUNTS_YET = "nothing_counts_yet"
    ONLY_EXTRA_CREDIT = "only_extra_credit"
    WEIGHTS_ARE_ZERO = "weights_are_zero"
    GIVEN_AS_LETTERS = "given_as_letters"


class PartSource(StrEnum):
    """Where the grade of a composite's part comes from."""

    POSTED = "posted"
    COMPUTED = "computed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One assignment's score and what became of it. `earned` and `possible` are in the units of its category's line."""

    assignment: Assignment
    score: Score | None
    why: Why
    earned: Amount
    possible: int

    @property
    def counts(self) -> bool:
        """Whether the score takes part in the grade."""
        return self.why in COUNTED

    @property
    def points(self) -> Decimal | None:
        """The points before the multiplier: 0 for a missing or cheated score, None where there are no usable ones."""
        if self.why in (Why.MISSING, Why.CHEATED):
            return Decimal(0)
        return self.score.points if self.score and _usable(self.score.points) is not None else None

    @property
    def percent(self) -> Fraction | None:
        """The score's own percent, exact; None without points, or where the assignment has no points possible."""
        points, possible = _usable(self.points), _usable(self.assignment.points_possible)
        return Fraction(100 * points, possible) if points is not None and possible and possible > 0 else None

    @property
    def is_above_maximum(self) -> bool:
        """Whether there are more points than possible: counted in full, as extra credit."""
        percent = self.percent
        return percent is not None and percent > 100

    @property
    def is_below_zero(self) -> bool:
        """Whether the points are negative: counted as they stand."""
        points = self.points
        return points is not None and points < 0


def _usable(number: Decimal | None) -> int | None:
    return None if number is None else units(number)


Tally = tuple[Assignment, Score | None, Why, Amount, int]
"""An `Outcome` before anyone looks at it: a bare tuple is made ten times faster, and millions are made in a minute."""


@dataclass(frozen=True, slots=True)
class Share:
    """A line's part in the whole: its weight, and the weight of all lines that have a grade (both in any one unit)."""

    weight_units: int
    total_weight_units: int

    @property
    def effective_weight(self) -> Fraction:
        """The exact share of the grade, 0 to 100; the shares of an explanation with a grade sum to 100."""
        if not self.total_weight_units:
            return Fraction(0)
        return Fraction(100 * self.weight_units, self.total_weight_units)


@dataclass(frozen=True, slots=True)
class CategoryLine(Share):
    """A category's subtotal. With `use_percent` every assignment is read as if it were out of 100."""

    category: Category
    tallies: tuple[Tally, ...]
    earned_units: Amount
    possible_units: int
    units: int
    why: WhyCategory

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each assignment's score, by due date. Made at each call: keep what you got."""
        return tuple(Outcome(*tally) for tally in self.tallies)

    @property
    def earned(self) -> Fraction:
        """Points that count, each times its multiplier."""
        return Fraction(self.earned_units, self.units)

    @property
    def possible(self) -> Fraction:
        """Points possible of what counts, each times its multiplier."""
        return Fraction(self.possible_units, self.units)

    @property
    def percent(self) -> Fraction | None:
        """The category's exact percent; None while nothing with points possible counts."""
        return Fraction(100 * self.earned_units, self.possible_units) if self.possible_units else None


@dataclass(frozen=True, slots=True)
class PartLine(Share):
    """One part of a composite; `explanation` opens how its own grade came about (None if a posted grade is used)."""

    part: CompositePart
    task: Task
    percent: Fraction | None
    source: PartSource
    explanation: "Explanation | None"


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: the exact percent, the rounded one and its letter grade. All None while there is none."""

    exact: Fraction | None = None
    percent: Decimal | None = None
    letter_grade: str | None = None
    is_passing: bool | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the grade of one task in one term came about. `steps(...)` tells it in words; the grade is its last line."""

    task: Task
    term_id: int
    method: Method
    result: Result
    categories: tuple[CategoryLine, ...]
    parts: tuple[PartLine, ...]
    grade: Grade

    @property
    def shares(self) -> Sequence[CategoryLine | PartLine]:
        """The lines whose effective weights sum to 100."""
        return self.parts if self.method is Method.COMPOSITE else self.categories

    @property
    def shown_weights(self) -> tuple[Decimal, ...]:
        """The effective weights of `shares` with two places, rounded so that they still sum to 100."""
        return shown_shares([line.effective_weight for line in self.shares])
