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

from portal_app.domain.grading.arithmetic import UNIT, units
from portal_app.domain.grading.explanation import Why
from portal_app.domain.grading.inputs import Assignment, Category, Task


@dataclass(frozen=True, slots=True)
class Item:
    """One assignment's factors. `refusal` says why none of its scores can count, or is None."""

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
    """One category's assignments in one term, in the order of their due dates. `weight` is None if unusable or absent."""

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


def plan_cell(
    task: Task, term_id: int, categories: list[Category], assignments: dict[int, list[Assignment]], refusal: Why | None
) -> Cell:
    """Return the cell; `assignments` by category are those of the term. `refusal` forbids all scores to count."""
    common = _common_multiple(assignments)
    ordered = sorted(categories, key=lambda category: (category.sequence, category.name, category.id))
    return Cell(
        task=task,
        term_id=term_id,
        is_weighted=any(category.weight is not None for category in categories),
        units=common * UNIT,
        categories=tuple(_plan_category(each, assignments.get(each.id, []), common, refusal) for each in ordered),
    )


def _common_multiple(assignments: dict[int, list[Assignment]]) -> int:
    """Return a number that every points possible divides, so that comparing and averaging percents stays whole."""
    found = {_possible(each) for group in assignments.values() for each in group}
    return lcm(UNIT, *(possible for possible in found if possible))


def _possible(assignment: Assignment) -> int:
    """Return the points possible in millionths; 0 also where they cannot be used."""
    if assignment.points_possible is None:
        return 0
    return max(units(assignment.points_possible) or 0, 0)


def _plan_category(category: Category, group: list[Assignment], common: int, refusal: Why | None) -> CategoryPlan:
    items = [_plan_item(each, common, category.use_percent, refusal) for each in group]
    weight = None if category.weight is None else units(category.weight)
    return CategoryPlan(
        category=category,
        weight=None if weight is None or weight < 0 else weight,
        items=tuple(sorted(items, key=lambda item: (item.due_on, item.id))),
    )


def _plan_item(assignment: Assignment, common: int, use_percent: bool, refusal: Why | None) -> Item:
    possible = _possible(assignment)
    multiplier = units(assignment.multiplier) or 0
    by_percent = use_percent and possible
    return Item(
        assignment=assignment,
        id=assignment.id,
        due_on=assignment.due_on or date.max,
        refusal=refusal or _refusal(assignment),
        multiplier=multiplier,
        factor=multiplier * (100 * common // possible if by_percent else common // UNIT),
        possible=multiplier * (100 * common if by_percent else possible * common // UNIT),
        ratio=common // possible if possible else 0,
    )


def _refusal(assignment: Assignment) -> Why | None:
    """Return why no score of the assignment can count: it has no points, no multiplier, or numbers that make no sense."""
    if assignment.points_possible is None:
        return Why.NO_POINTS_POSSIBLE
    possible, multiplier = units(assignment.points_possible), units(assignment.multiplier)
    if possible is None or multiplier is None or possible < 0 or multiplier < 0:
        return Why.UNUSABLE_ASSIGNMENT
    return Why.NO_MULTIPLIER if not multiplier else None
