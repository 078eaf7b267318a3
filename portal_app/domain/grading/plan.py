"""A gradebook made ready for arithmetic: for each task and term, every assignment's whole-number factors.

Worked out once and used for every student of the class. All amounts of a cell (one task in one term) share one scale,
`units`, so that categories by points and by percents add up with integers alone:

- by points, a score of s units with multiplier m earns s × m of p × m;
- by percents, every assignment is read as if it were out of 100: it earns 100 × s ÷ p × m of 100 × m;
- with 0 points possible, it earns s × m of nothing.
"""

from dataclasses import dataclass
from datetime import date
from math import lcm
from typing import NamedTuple

from portal_app.domain.grading.arithmetic import UNIT, units
from portal_app.domain.grading.explanation import Why
from portal_app.domain.grading.inputs import Assignment, Category, Task


class Item(NamedTuple):
    """One assignment's factors, quick to make. `refusal` says why none of its scores can count, or is None."""

    assignment: Assignment
    id: int
    due_on: date
    refusal: Why | None
    multiplier: int
    factor: int
    possible: int
    ratio: int


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """One category's assignments in one term, by due date. `weight` is None if unusable or absent."""

    category: Category
    weight: int | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One task in one term. `is_weighted`: some category of the task has a weight, so weights decide."""

    task: Task
    term_id: int
    is_weighted: bool
    units: int
    categories: tuple[CategoryPlan, ...]


_Measured = tuple[Assignment, int, int, Why | None]
"""An assignment with its points possible and multiplier in millionths, and its refusal."""


def plan_cell(
    task: Task, term_id: int, categories: list[Category], assignments: dict[int, list[Assignment]], refusal: Why | None
) -> Cell:
    """Return the cell; `assignments` by category are those of the term. `refusal` forbids all scores to count."""
    measured = {key: [_measure(each, refusal) for each in group] for key, group in assignments.items()}
    common = _common_multiple(measured)
    ordered = sorted(categories, key=lambda category: (category.sequence, category.name, category.id))
    return Cell(
        task=task,
        term_id=term_id,
        is_weighted=any(category.weight is not None for category in categories),
        units=common * UNIT,
        categories=tuple(_plan_category(each, measured.get(each.id, []), common) for each in ordered),
    )


def _measure(assignment: Assignment, refusal: Why | None) -> _Measured:
    """Refuse an assignment without points or without a multiplier, or with numbers that make no sense."""
    if assignment.points_possible is None:
        return assignment, 0, 0, refusal or Why.NO_POINTS_POSSIBLE
    possible, multiplier = units(assignment.points_possible), units(assignment.multiplier)
    if possible is None or multiplier is None or possible < 0 or multiplier < 0:
        return assignment, 0, 0, refusal or Why.UNUSABLE_ASSIGNMENT
    return assignment, possible, multiplier, refusal or (None if multiplier else Why.NO_MULTIPLIER)


def _common_multiple(measured: dict[int, list[_Measured]]) -> int:
    """Return a number that every points possible divides, so that comparing and averaging percents stays whole."""
    return lcm(UNIT, *{possible for group in measured.values() for _, possible, _, _ in group if possible})


def _plan_category(category: Category, group: list[_Measured], common: int) -> CategoryPlan:
    weight = None if category.weight is None else units(category.weight)
    return CategoryPlan(
        category=category,
        weight=None if weight is None or weight < 0 else weight,
        items=tuple(sorted((_plan_item(each, common, category) for each in group), key=_by_due_date)),
    )


def _by_due_date(item: Item) -> tuple[date, int]:
    return item.due_on, item.id


def _plan_item(measured: _Measured, common: int, category: Category) -> Item:
    assignment, possible, multiplier, refusal = measured
    by_percent = category.use_percent and possible
    return Item(
        assignment=assignment,
        id=assignment.id,
        due_on=assignment.due_on or date.max,
        refusal=refusal,
        multiplier=multiplier,
        factor=multiplier * (100 * common // possible if by_percent else common // UNIT),
        possible=multiplier * (100 * common if by_percent else possible * (common // UNIT)),
        ratio=common // possible if possible else 0,
    )
