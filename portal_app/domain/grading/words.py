"""The sentences in which a grade is explained, in English: each is the key that the catalogs translate.

A sentence names its parameters in braces. `N_` only marks a text for extraction; nothing is translated here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Percent(Decimal):
    """A percent among the parameters: languages differ in how they write it, so no sentence holds the sign."""


Value = str | Decimal | tuple[str, ...] | tuple[Decimal, ...] | tuple[tuple[Decimal, Decimal], ...]
"""A parameter: a name, a number, several names, the terms of a sum, or the products (percent × weight) of a sum."""


def N_(text: str) -> str:
    """Return the text: it is extracted for translation."""
    return text


class MessageKey(StrEnum):
    """Every kind of step."""

    EXEMPT = N_("{category}: exempt, so not counted: {assignments}.")
    DROPPED = N_("{category}: dropped by the teacher, so not counted: {assignments}.")
    DROPPED_LOWEST = N_("{category}: the lowest by percent, so left out: {assignments}.")
    BLANK = N_("{category}: no score yet, so not counted (a blank is not a zero): {assignments}.")
    LETTER_GRADE_ONLY = N_("{category}: a letter grade without points, so not counted: {assignments}.")
    MISSING = N_("{category}: missing, so counted as 0: {assignments}.")
    CHEATED = N_("{category}: academic honesty, so counted as 0: {assignments}.")
    EXTRA_CREDIT = N_("{category}: extra credit, which only adds points: {assignments}.")
    EXTRA_CREDIT_WAITS = N_("{category}: extra credit, not counted until there are points to add it to: {assignments}.")
    NO_POINTS_POSSIBLE = N_("{category}: without points possible, so not counted: {assignments}.")
    NO_MULTIPLIER = N_("{category}: multiplied by 0, so not counted: {assignments}.")
    UNUSABLE_ASSIGNMENT = N_(
        "{category}: its points possible or multiplier make no sense, so not counted: {assignments}."
    )
    UNREADABLE = N_("{category}: the score is not a usable number, so not counted: {assignments}.")
    LETTERS_SCALE = N_("{category}: this grade is given as a letter grade, so points are not counted: {assignments}.")
    COMPOSITE = N_("{category}: this grade is made of other grades, so its own scores are not counted: {assignments}.")
    ABOVE_MAXIMUM = N_("{category}: above the points possible, counted in full as extra credit: {assignments}.")
    BELOW_ZERO = N_("{category}: below zero, counted as it stands: {assignments}.")
    MULTIPLIER = N_("{assignment}: {points} of {possible}, times {multiplier}, is {weighted} of {weighted_possible}.")
    DROP_COSTS = N_(
        "{category}: leaving out the lowest does not help here; without that rule the percent would be {percent}."
    )
    DROP_OTHER = N_(
        "{category}: the lowest is chosen by percent, not by points. Leaving out {other} instead of {dropped} would "
        "give {percent}. So a better score can lower the grade by changing which one is left out."
    )
    CATEGORY_SUM = N_("{category}: ({earned_terms}) ÷ ({possible_terms}) = {earned} ÷ {possible} = {percent}.")
    CATEGORY_POINTS = N_("{category}: {earned} of {possible} points = {percent}.")
    CATEGORY_MEAN = N_("{category}, the mean of percents: ({terms}) ÷ {count} = {percent}.")
    CATEGORY_MEAN_OF_MANY = N_("{category}, the mean of percents: {total} ÷ {count} = {percent}.")
    CATEGORY_EMPTY = N_("{category}: nothing counts yet, so it takes no weight.")
    CATEGORY_ONLY_EXTRA_CREDIT = N_("{category}: only extra credit so far, so it has no percent and takes no weight.")
    CATEGORY_WEIGHT_IS_ZERO = N_("{category}: its weight is 0, so it does not count toward the grade.")
    CATEGORY_WEIGHT_IS_ABSENT = N_("{category}: it has no weight and others do, so it does not count toward the grade.")
    CATEGORY_WEIGHT_IS_UNUSABLE = N_("{category}: its weight makes no sense, so it does not count toward the grade.")
    SHARE_BY_WEIGHT = N_("{line}: weight {weight} of {total} makes {share} of the grade.")
    SHARE_BY_POINTS = N_("{line}: {weight} of {total} points possible make {share} of the grade.")
    PART_POSTED = N_("{line}: {percent}, as posted by the school.")
    PART_COMPUTED = N_("{line}: {percent} so far.")
    PART_NONE = N_("{line}: no grade yet, so it takes no weight.")
    WEIGHTED_MEAN = N_("({terms}) ÷ {total} = {percent}.")
    ALL_POINTS = N_("All points together: {earned} ÷ {possible} = {percent}.")
    ROUNDED = N_("Rounded once, at the end, half up: {exact} becomes {percent}.")
    LETTER = N_("On the grading scale, {percent} is {letter_grade}.")
    GRADE = N_("The grade: {percent}.")
    GRADE_WITH_LETTER = N_("The grade: {letter_grade}, {percent}.")
    NOTHING_COUNTS_YET = N_("No grade yet: nothing counts so far.")
    ONLY_EXTRA_CREDIT = N_("No grade yet: there is only extra credit so far.")
    WEIGHTS_ARE_ZERO = N_("No grade: the weights of what counts sum to 0.")
    GIVEN_AS_LETTERS = N_("No percent: this grade is a letter grade that the teacher gives.")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: which sentence, and its parameters by name."""

    key: MessageKey
    params: tuple[tuple[str, Value], ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        """The parameters as a mapping."""
        return dict(self.params)


def step(key: MessageKey, **params: Value) -> Step:
    """Return the step with its parameters in the order given."""
    return Step(key, tuple(params.items()))


def sentence(
    step: Step,
    *,
    translate: Callable[[str], str] = str,
    number: Callable[[Decimal], str] = "{:f}".format,
    percent: Callable[[Decimal], str] = "{:f} %".format,
) -> str:
    """Return the step as a sentence.

    `translate` takes the English sentence; `number` and `percent` write a decimal as the reader's language does.
    """

    def written(value: Value) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Decimal):
            return percent(value) if isinstance(value, Percent) else number(value)
        return (", " if all(isinstance(each, str) for each in value) else " + ").join(map(term, value))

    def term(each: str | Decimal | tuple[Decimal, Decimal]) -> str:
        return " × ".join(map(number, each)) if isinstance(each, tuple) else written(each)

    return translate(step.key.value).format(**{name: written(value) for name, value in step.params})
