"""The goals of the grade that is open: what it takes on everything ungraded to reach each letter grade.

They start from the real scores, also beside a what-if: a goal that is tried out is a what-if itself.
"""

from decimal import ROUND_CEILING, Decimal

from portal_app.domain import grading
from portal_app.domain.gradebook.course_book import Cell, SectionBook
from portal_app.domain.gradebook.grid import digits
from portal_app.domain.gradebook.views import GoalsView, GoalView, UngradedAssignment
from portal_app.domain.gradebook.what_if import WhatIf
from portal_app.infrastructure.translation import gettext_noop

IS_FINAL = gettext_noop("The school has posted this grade. It is final.")
BY_LETTERS = gettext_noop("This grade is a letter grade that the teacher gives. Points do not decide it.")
NOTHING_OPEN = gettext_noop("Every assignment so far has a score, so none is left that could change this grade.")
NOT_COMPUTED = gettext_noop("This grade can't be computed.")
_FINEST = Decimal("0.0001")


def goals_of(section: SectionBook, cell: Cell) -> GoalsView:
    """Return the goals of one task in one term, or why there are none."""
    task_id, term_id = cell
    book = section.record.book
    if cell in section.posted:
        return GoalsView(why_none=IS_FINAL)
    if book.task(task_id).scale.kind is grading.ScaleKind.LETTERS:
        return GoalsView(why_none=BY_LETTERS)
    try:
        found = grading.goals(section.record, task_id=task_id, term_id=term_id)
    except grading.GradingError:
        return GoalsView(why_none=NOT_COMPUTED)
    if not found:
        return GoalsView(why_none=NOTHING_OPEN)
    assignments = grading.ungraded(section.record, task_id=task_id, term_id=term_id)
    return GoalsView(goals=[_goal(each) for each in found], ungraded=[_ungraded(each) for each in assignments])


def what_if_of(goals: GoalsView, letter_grade: str) -> WhatIf:
    """Return the what-if in which everything ungraded gets the percent of a goal; nothing for a goal that has none.

    Points are rounded up to what the field of a score takes.
    """
    short = next(
        (Decimal(goal.short) for goal in goals.goals if goal.letter_grade == letter_grade and goal.short), None
    )
    if short is None:
        return WhatIf()
    return WhatIf(points={each.id: _points(Decimal(each.possible) * short / 100) for each in goals.ungraded})


def _points(exact: Decimal) -> Decimal:
    points = exact.quantize(_FINEST, rounding=ROUND_CEILING).normalize()
    return points.quantize(Decimal(1)) if points == points.to_integral_value() else points


def _goal(goal: grading.Goal) -> GoalView:
    return GoalView(
        letter_grade=goal.letter_grade,
        result=goal.result.value,
        percent=_digits(goal.percent),
        short=_digits(goal.short),
        gives_letter_grade=goal.grade.letter_grade or "",
        gives_percent=digits(goal.grade.percent),
    )


def _digits(percent: Decimal | None) -> str:
    """Return the digits without idle zeros."""
    return "" if percent is None else f"{percent.normalize():f}"


def _ungraded(assignment: grading.Assignment) -> UngradedAssignment:
    return UngradedAssignment(
        id=assignment.id,
        name=assignment.name,
        due_on=assignment.due_on.isoformat() if assignment.due_on else "",
        possible=digits(assignment.points_possible),
    )
