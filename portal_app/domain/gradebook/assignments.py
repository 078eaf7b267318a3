"""An explanation as a page shows it: categories with their assignments, parts, steps in words, the scores over time."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal_app.domain import grading
from portal_app.domain.gradebook.course_book import Cell, SectionBook
from portal_app.domain.gradebook.grid import digits
from portal_app.domain.gradebook.views import AssignmentRow, CategoryView, ExplanationStep, PartView, TrendPoint
from portal_app.domain.gradebook.what_if import Effect, effect_of
from portal_app.domain.grading import Why, WhyCategory
from portal_app.infrastructure.translation import gettext_noop

_WHY = {
    Why.SCORE: "",
    Why.EXTRA_CREDIT: gettext_noop("Extra credit: it only adds points"),
    Why.MISSING: gettext_noop("Counts as 0 until it is handed in"),
    Why.CHEATED: "",  # its flag says it
    Why.BLANK: gettext_noop("No score yet, so not counted"),
    Why.LETTER_GRADE_ONLY: gettext_noop("A letter grade without points, so not counted"),
    Why.EXEMPT: gettext_noop("Not counted"),
    Why.DROPPED: gettext_noop("Not counted"),
    Why.DROPPED_LOWEST: gettext_noop("The lowest here, so left out"),
    Why.EXTRA_CREDIT_WAITS: gettext_noop("Extra credit, waiting for points to add to"),
    Why.NO_POINTS_POSSIBLE: gettext_noop("Without points possible, so not counted"),
    Why.NO_MULTIPLIER: gettext_noop("Multiplied by 0, so not counted"),
    Why.UNUSABLE_ASSIGNMENT: gettext_noop("Its points make no sense, so not counted"),
    Why.UNREADABLE: gettext_noop("The score is no usable number, so not counted"),
    Why.LETTERS_SCALE: "",
    Why.COMPOSITE: gettext_noop("This grade is made of other grades, so not counted"),
}
_ABOVE_MAXIMUM, _BELOW_ZERO = (
    gettext_noop("Above the points possible: extra credit"),
    gettext_noop("Below zero, counted as it stands"),
)
_WHY_CATEGORY = {
    WhyCategory.COUNTS: "",
    WhyCategory.EMPTY: gettext_noop("Nothing counts here yet, so it takes no weight."),
    WhyCategory.ONLY_EXTRA_CREDIT: gettext_noop("Only extra credit so far, so it takes no weight."),
    WhyCategory.WEIGHT_IS_ZERO: gettext_noop("Its weight is 0, so it does not count toward the grade."),
    WhyCategory.WEIGHT_IS_ABSENT: gettext_noop(
        "It has no weight and others do, so it does not count toward the grade."
    ),
    WhyCategory.WEIGHT_IS_UNUSABLE: gettext_noop("Its weight makes no sense, so it does not count toward the grade."),
}


def category_views(
    explanation: grading.Explanation, real: grading.Explanation | None, section: SectionBook
) -> list[CategoryView]:
    """Return the categories of an explanation; `real` is the explanation without a what-if."""
    is_shared = explanation.method in (grading.Method.WEIGHTS, grading.Method.POINTS)
    shares = explanation.shown_weights if is_shared else (None,) * len(explanation.categories)
    really = {line.category.id: line.percent for line in real.categories} if real else {}
    return [
        _category(line, share, really.get(line.category.id), is_shared, section)
        for line, share in zip(explanation.categories, shares, strict=True)
    ]


def _category(
    line: grading.CategoryLine, share: Decimal | None, really: Fraction | None, is_shared: bool, section: SectionBook
) -> CategoryView:
    category = line.category
    return CategoryView(
        id=category.id,
        name=category.name,
        weight=digits(category.weight),
        share=_trimmed(share),
        percent=_shown(line.percent),
        earned=_shown(line.earned),
        possible=_shown(line.possible),
        drop_lowest=category.drop_lowest,
        by_percent=category.use_percent,
        note=_WHY_CATEGORY[line.why] if is_shared else "",
        was=_shown(really) if really != line.percent else "",
        assignments=[_assignment_row(outcome, section) for outcome in line.outcomes],
    )


def _assignment_row(outcome: grading.Outcome, section: SectionBook) -> AssignmentRow:
    assignment, score, percent = outcome.assignment, outcome.score, _percent(outcome)
    real = section.record.scores.get(assignment.id)
    return AssignmentRow(
        id=assignment.id,
        name=assignment.name,
        description=section.descriptions.get(assignment.id, ""),
        assigned_on=assignment.assigned_on.isoformat() if assignment.assigned_on else "",
        due_on=assignment.due_on.isoformat() if assignment.due_on else "",
        possible=digits(assignment.points_possible),
        multiplier=digits(assignment.multiplier) if assignment.multiplier != 1 else "",
        points=digits(score.points) if score else "",
        real_points=digits(real.points) if real else "",
        letter_grade=(score.letter_grade or "") if score else "",
        percent=_shown(percent),
        flags=[flag for flag in grading.FLAGS if score and getattr(score, f"is_{flag}")],
        effect=effect_of(score).value,
        comment=score.comment if score else "",
        is_counted=outcome.counts,
        why=_why(outcome, percent),
        is_what_if=assignment.id < 0 or (score or grading.Score()) != (real or grading.Score()),
        is_added=assignment.id < 0,
    )


def _percent(outcome: grading.Outcome) -> Fraction | None:
    """Return a score's percent as it is computed: missing and cheated ones are 0, also where they are then left out."""
    is_zero = effect_of(outcome.score) in (Effect.MISSING, Effect.CHEATED)
    return Fraction(0) if is_zero and outcome.assignment.points_possible else outcome.percent


def _why(outcome: grading.Outcome, percent: Fraction | None) -> str:
    if outcome.counts and percent is not None and percent > 100:
        return _ABOVE_MAXIMUM
    if outcome.counts and outcome.is_below_zero:
        return _BELOW_ZERO
    return _WHY[outcome.why]


def why_left_out(outcome: grading.Outcome) -> str:
    """Return the English key of why an assignment does not count."""
    return _WHY[outcome.why] or gettext_noop("Not counted")


def part_views(
    explanation: grading.Explanation, terms: Mapping[int, str], sections: Mapping[Cell, int]
) -> list[PartView]:
    """Return the parts of a composite, each with the section in which it can be opened (0: in none)."""
    if explanation.method is not grading.Method.COMPOSITE:
        return []
    return [
        PartView(
            task=line.task.name,
            term=terms.get(line.part.part_term_id, ""),
            percent=_shown(line.percent),
            weight=digits(line.part.weight),
            share=_trimmed(share),
            source=line.source.value,
            section_id=sections.get((line.part.part_task_id, line.part.part_term_id), 0),
            task_id=line.part.part_task_id,
            term_id=line.part.part_term_id,
        )
        for line, share in zip(explanation.parts, explanation.shown_weights, strict=True)
    ]


def explanation_steps(explanation: grading.Explanation, terms: Mapping[int, str]) -> list[ExplanationStep]:
    """Return the steps from the scores to the grade; the grade is the last."""
    return [
        ExplanationStep(text=step.key.value, params={name: _value(value) for name, value in step.params})
        for step in grading.steps(explanation, terms=terms)
    ]


def _value(value: Any) -> Any:
    """Return a step's value as a screen takes it: words, a number, {"percent": …}, or a list of them (a sum)."""
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, grading.Percent):
        return {"percent": _number(value)}
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def trend_of(categories: Sequence[CategoryView]) -> list[TrendPoint]:
    """Return the scores that count and have a percent, on the days they were due, oldest first."""
    points = [
        TrendPoint(on=assignment.due_on, name=assignment.name, percent=assignment.percent)
        for category in categories
        for assignment in category.assignments
        if assignment.is_counted and assignment.percent and assignment.due_on
    ]
    return sorted(points, key=lambda point: point.on)


def _trimmed(share: Decimal | None) -> str:
    return digits(grading.shown(Fraction(share), 2)) if share else ""


def _shown(number: Fraction | None) -> str:
    return "" if number is None else digits(grading.shown(number, 2))
