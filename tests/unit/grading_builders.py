"""Builders for the grading tests: a gradebook and a student's record that show only what a test is about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypedDict, Unpack

from portal_app.domain.grading import (
    Assignment,
    Category,
    CompositePart,
    Explanation,
    Gradebook,
    Outcome,
    Record,
    Scale,
    ScaleEntry,
    Score,
    Task,
    Why,
    explain,
    sentence,
    steps,
)

QUARTER, EXAM, SEMESTER, YEAR = 1, 2, 3, 4
TERM_1, TERM_2 = 1, 2
TWO_PLACES = Scale(decimals=2)
LETTERS = Scale(
    entries=tuple(
        ScaleEntry(letter_grade, Decimal(bound), letter_grade != "F")
        for letter_grade, bound in [("A", 90), ("B", 80), ("C", 70), ("F", 0)]
    )
)


Pair = tuple[Assignment, Score | None]
Group = tuple[Category, tuple[Pair, ...]]
"""A category with its assignments and scores."""


class RecordOptions(TypedDict, total=False):
    """What a record has besides its categories."""

    scale: Scale
    parts: tuple[CompositePart, ...]
    posted: dict[tuple[int, int], Decimal] | None


class Options(RecordOptions, total=False):
    """A record and the grade of it that is explained."""

    task: int
    term: int


def assignment(
    possible: object = 100, times: object = 1, *, due: date | None = None, name: str = "", term: int = TERM_1
) -> Assignment:
    """Return an assignment that still lacks its number and category."""
    points = None if possible is None else Decimal(str(possible))
    return Assignment(0, name, 0, term, points, Decimal(str(times)), due_on=due)


def got(points: object = None, **flags: bool) -> Score:
    """Return a score of some points with flags such as `missing=True`."""
    named: dict[str, Any] = {f"is_{flag}": value for flag, value in flags.items()}
    return Score(None if points is None else Decimal(str(points)), **named)


def a_category(
    *pairs: Pair,
    weight: object = None,
    drop: int = 0,
    percents: bool = False,
    name: str = "",
    task: int = QUARTER,
) -> Group:
    """Return a category, not yet numbered, with its assignments and scores."""
    number = None if weight is None else Decimal(str(weight))
    return Category(0, task, name, number, drop, percents), pairs


def a_record(
    *groups: Group,
    scale: Scale = TWO_PLACES,
    parts: tuple[CompositePart, ...] = (),
    posted: dict[tuple[int, int], Decimal] | None = None,
) -> Record:
    """Return the record of one student; categories are A, B, ... and assignments A1, A2, ... unless they have names."""
    names = {QUARTER: "Quarter", EXAM: "Exam", SEMESTER: "Semester", YEAR: "Year"}
    categories: list[Category] = []
    assignments: list[Assignment] = []
    scores: dict[int, Score] = {}
    for at, (category, pairs) in enumerate(groups):
        letter = "ABCDEFGHIJKLMNOP"[at]
        categories.append(replace(category, id=at, name=category.name or letter, sequence=at))
        for assignment, score in pairs:
            id = len(assignments) + 1
            name = assignment.name or f"{letter}{1 + sum(each.category_id == at for each in assignments)}"
            assignments.append(replace(assignment, id=id, category_id=at, name=name))
            if score is not None:
                scores[id] = score
    tasks = tuple(Task(id, name, scale) for id, name in names.items())
    return Record(Gradebook(tasks, tuple(categories), tuple(assignments), parts), scores, posted or {})


def explained(*groups: Group, task: int = QUARTER, term: int = TERM_1, **record: Unpack[RecordOptions]) -> Explanation:
    """Return the explanation of a record made of these categories."""
    return explain(a_record(*groups, **record), task_id=task, term_id=term)


def percent(*groups: Group, **record: Unpack[Options]) -> Decimal | None:
    """Return the rounded percent of a record made of these categories."""
    return explained(*groups, **record).grade.percent


def exact(*groups: Group, **record: Unpack[Options]) -> Fraction | None:
    """Return the percent before rounding."""
    return explained(*groups, **record).grade.exact


def outcome(explanation: Explanation, name: str) -> Outcome:
    """Return what became of the assignment of that name."""
    return next(each for line in explanation.categories for each in line.outcomes if each.assignment.name == name)


def whys(explanation: Explanation) -> list[Why]:
    """Return the reasons of all outcomes in order."""
    return [each.why for line in explanation.categories for each in line.outcomes]


def sentences(explanation: Explanation, *, terms: Mapping[int, str] | None = None) -> list[str]:
    """Return the explanation in English sentences."""
    return [sentence(step) for step in steps(explanation, terms=terms)]


def part(of: tuple[int, int], made_of: tuple[int, int], weight: object) -> CompositePart:
    """Return that the grade of one (task, term) is partly made of another."""
    return CompositePart(*of, *made_of, Decimal(str(weight)))
