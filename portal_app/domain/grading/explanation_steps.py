"""An explanation as steps: each a message key with its names and numbers; the last step is the grade."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from portal_app.domain.grading.arithmetic import UNIT, shown
from portal_app.domain.grading.drops import cautions
from portal_app.domain.grading.explanation import (
    CategoryLine,
    Explanation,
    Method,
    Outcome,
    PartLine,
    PartSource,
    Why,
    WhyCategory,
)
from portal_app.domain.grading.words import MessageKey, Percent, Step, step

MANY = 12
"""Terms that a sum may have and still be written out."""

_PART = {
    PartSource.POSTED: MessageKey.PART_POSTED,
    PartSource.COMPUTED: MessageKey.PART_COMPUTED,
    PartSource.NONE: MessageKey.PART_NONE,
}


def steps(explanation: Explanation, *, terms: Mapping[int, str] | None = None) -> tuple[Step, ...]:
    """Return the steps from the scores to the grade; `terms` names the terms of a composite's parts by id."""
    terms = terms or {}
    return (
        *(step for line in explanation.categories for step in _category(explanation, line)),
        *(_part(line, terms) for line in explanation.parts),
        *_shares(explanation, terms),
        *_whole(explanation),
        *_scale(explanation),
        _grade(explanation),
    )


def _category(explanation: Explanation, line: CategoryLine) -> Iterator[Step]:
    outcomes = line.outcomes
    yield from _scores(line.category.name, outcomes)
    yield from _multipliers(outcomes)
    if explanation.method in (Method.WEIGHTS, Method.POINTS):
        yield from _subtotal(line, [each for each in outcomes if each.counts])
        yield from _cautions(explanation, line, outcomes)


def _scores(category: str, outcomes: tuple[Outcome, ...]) -> Iterator[Step]:
    """Yield what became of the scores that do not simply count, one step a reason."""
    groups: dict[MessageKey, list[str]] = {}
    for each in outcomes:
        if each.why is not Why.SCORE:
            groups.setdefault(MessageKey[each.why.name], []).append(each.assignment.name)
        if each.counts and each.is_above_maximum:
            groups.setdefault(MessageKey.ABOVE_MAXIMUM, []).append(each.assignment.name)
        if each.counts and each.is_below_zero:
            groups.setdefault(MessageKey.BELOW_ZERO, []).append(each.assignment.name)
    for key in MessageKey:
        if key in groups:
            yield step(key, category=category, assignments=tuple(groups[key]))


def _multipliers(outcomes: tuple[Outcome, ...]) -> Iterator[Step]:
    for each in outcomes:
        times, points, possible = each.assignment.multiplier, each.points, each.assignment.points_possible
        if each.counts and times != 1 and points is not None and possible is not None:
            yield step(
                MessageKey.MULTIPLIER,
                assignment=each.assignment.name,
                points=_number(points),
                possible=_number(possible),
                multiplier=_number(times),
                weighted=shown(Fraction(points) * Fraction(times)),
                weighted_possible=shown(Fraction(possible) * Fraction(times)),
            )


def _subtotal(line: CategoryLine, counted: list[Outcome]) -> Iterator[Step]:
    """Yield how the category's percent, or its lack of one, comes about."""
    name = line.category.name
    if line.percent is None:
        yield step(MessageKey[f"CATEGORY_{line.why.name}"], category=name)
        return
    yield _mean(line, counted) if line.category.use_percent else _sum(line, counted)
    if line.why is not WhyCategory.COUNTS:
        yield step(MessageKey[f"CATEGORY_{line.why.name}"], category=name)


def _sum(line: CategoryLine, counted: list[Outcome]) -> Step:
    percent = _percent(line.percent or Fraction(0))
    totals = {"earned": shown(line.earned), "possible": shown(line.possible), "percent": percent}
    if not 1 < len(counted) <= MANY:
        return step(MessageKey.CATEGORY_POINTS, category=line.category.name, **totals)
    earned = tuple(shown(Fraction(each.earned, line.units)) for each in counted)
    possible = tuple(shown(Fraction(each.possible, line.units)) for each in counted)
    return step(
        MessageKey.CATEGORY_SUM, category=line.category.name, earned_terms=earned, possible_terms=possible, **totals
    )


def _mean(line: CategoryLine, counted: list[Outcome]) -> Step:
    name, percent, count = line.category.name, _percent(line.percent or Fraction(0)), shown(line.possible / 100)
    if len(counted) > MANY:
        return step(
            MessageKey.CATEGORY_MEAN_OF_MANY, category=name, total=shown(line.earned), count=count, percent=percent
        )
    terms = tuple(shown(Fraction(each.earned, line.units)) for each in counted)
    return step(MessageKey.CATEGORY_MEAN, category=name, terms=terms, count=count, percent=percent)


def _cautions(explanation: Explanation, line: CategoryLine, outcomes: tuple[Outcome, ...]) -> Iterator[Step]:
    for caution in cautions(explanation, line, outcomes):
        name, percent = line.category.name, _percent(caution.percent)
        if caution.other is None or caution.dropped is None:
            yield step(MessageKey.DROP_COSTS, category=name, percent=percent)
        else:
            other, dropped = caution.other.assignment.name, caution.dropped.assignment.name
            yield step(MessageKey.DROP_OTHER, category=name, other=other, dropped=dropped, percent=percent)


def _part(line: PartLine, terms: Mapping[int, str]) -> Step:
    if line.percent is None:
        return step(MessageKey.PART_NONE, line=_name(line, terms))
    return step(_PART[line.source], line=_name(line, terms), percent=_percent(line.percent))


def _name(line: CategoryLine | PartLine, terms: Mapping[int, str]) -> str:
    if isinstance(line, CategoryLine):
        return line.category.name
    return f"{line.task.name} {terms.get(line.part.part_term_id, '')}".strip()


def _shares(explanation: Explanation, terms: Mapping[int, str]) -> Iterator[Step]:
    """Yield the effective weights where there is more than one line to share the grade."""
    if len(explanation.shares) < 2:
        return
    by_points = explanation.method is Method.POINTS
    for line, share in zip(explanation.shares, explanation.shown_weights, strict=True):
        if line.weight_units:
            yield step(
                MessageKey.SHARE_BY_POINTS if by_points else MessageKey.SHARE_BY_WEIGHT,
                line=_name(line, terms),
                weight=_weight(line, line.weight_units),
                total=_weight(line, line.total_weight_units),
                share=Percent(share),
            )


def _weight(line: CategoryLine | PartLine, amount: int) -> Decimal:
    """Return a weight as the gradebook states it: its own number, or points possible where there are no weights."""
    unweighted = isinstance(line, CategoryLine) and line.category.weight is None
    return shown(Fraction(amount, line.units if unweighted and isinstance(line, CategoryLine) else UNIT))


def _whole(explanation: Explanation) -> Iterator[Step]:
    """Yield the arithmetic that puts the lines together."""
    counting = [line for line in explanation.shares if line.weight_units]
    exact = explanation.grade.exact
    if exact is None or len(explanation.shares) < 2:
        return
    if explanation.method is Method.POINTS:
        earned = sum((line.earned for line in explanation.categories), Fraction(0))
        possible = sum((line.possible for line in explanation.categories), Fraction(0))
        yield step(MessageKey.ALL_POINTS, earned=shown(earned), possible=shown(possible), percent=_percent(exact, 6))
    else:
        terms = tuple((shown(line.percent or Fraction(0)), _weight(line, line.weight_units)) for line in counting)
        total = _weight(counting[0], counting[0].total_weight_units)
        yield step(MessageKey.WEIGHTED_MEAN, terms=terms, total=total, percent=_percent(exact, 6))


def _scale(explanation: Explanation) -> Iterator[Step]:
    grade = explanation.grade
    if grade.exact is None or grade.percent is None:
        return
    if (exact := _percent(grade.exact, 6)) != grade.percent:
        yield step(MessageKey.ROUNDED, exact=exact, percent=Percent(grade.percent))
    if grade.letter_grade is not None:
        yield step(MessageKey.LETTER, percent=Percent(grade.percent), letter_grade=grade.letter_grade)


def _grade(explanation: Explanation) -> Step:
    grade = explanation.grade
    if grade.percent is None:
        return step(MessageKey[explanation.result.name])
    if grade.letter_grade is None:
        return step(MessageKey.GRADE, percent=Percent(grade.percent))
    return step(MessageKey.GRADE_WITH_LETTER, letter_grade=grade.letter_grade, percent=Percent(grade.percent))


def _number(number: Decimal) -> Decimal:
    return shown(Fraction(number))


def _percent(number: Fraction, decimals: int = 4) -> Percent:
    return Percent(shown(number, decimals))
