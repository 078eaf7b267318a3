"""The inputs of grading: scales, tasks, categories, assignments, composite parts and one student's scores.

Plain frozen values that mirror the gradebook's tables without knowing them. Percents, weights and points are `Decimal`s
on their natural scale (a percent runs from 0 to 100). Ids only tell rows apart; an assignment added in a what-if has
a negative one.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ScaleKind(StrEnum):
    """What a scale gives: a percent with a letter grade, or letter grades alone (S, 3), which are never computed."""

    PERCENT = "percent"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """A letter grade of a scale, from its lower bound (a percent) up to the next entry's."""

    letter_grade: str
    lower_bound: Decimal | None = None
    is_passing: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """How a percent is rounded (`decimals` places, half up) and which letter grade the rounded percent earns."""

    kind: ScaleKind = ScaleKind.PERCENT
    decimals: int = 0
    entries: tuple[ScaleEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """What a class gives a grade for: 9 Weeks, a semester, a standard such as Phonics."""

    id: int
    name: str
    scale: Scale = Scale()


@dataclass(frozen=True, slots=True)
class CompositePart:
    """In `term_id`, the grade of `task_id` is made of another task's or term's grade, with a weight."""

    task_id: int
    term_id: int
    part_task_id: int
    part_term_id: int
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Category:
    """A group of assignments of one task. No weight on any category of the task: all points together."""

    id: int
    task_id: int
    name: str
    weight: Decimal | None = None
    drop_lowest: int = 0
    use_percent: bool = False
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment in one category and term; without points possible it gets a letter grade only."""

    id: int
    name: str
    category_id: int
    term_id: int
    points_possible: Decimal | None = Decimal(100)
    multiplier: Decimal = Decimal(1)
    assigned_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What the student got. A blank score (neither points nor letter grade) is missing only if the flag says so.

    `assumed`: by a goal, and so its points may be finer than a gradebook has them.
    """

    points: Decimal | None = None
    letter_grade: str | None = None
    is_missing: bool = False
    is_late: bool = False
    is_incomplete: bool = False
    is_turned_in: bool = False
    is_cheated: bool = False
    is_exempt: bool = False
    is_dropped: bool = False
    comment: str = ""
    assumed: bool = False


FLAGS = ("missing", "late", "incomplete", "turned_in", "cheated", "exempt", "dropped")
"""All flags of a score: each is a field `is_...` of `Score`, and a column of the table of scores."""
