"""The what-if of a class: scores that a parent changes to see the effect. Nothing is stored; the record stays.

A what-if only holds the changes, so that it can be applied again when the school posts something meanwhile. Changes to
assignments that are deleted by then are ignored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from portal_app.domain import grading

MOST_ADDED = 20
"""Added assignments in one what-if: a bound on what a browser can make the server keep and compute."""


class Effect(StrEnum):
    """How a score takes part, of the flags that change a grade; late, incomplete and turned in change nothing."""

    COUNTS = "counts"
    MISSING = "missing"
    CHEATED = "cheated"
    EXEMPT = "exempt"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedAssignment:
    """An assignment added in a what-if; its `id` is negative, so that it equals no real one."""

    id: int
    name: str
    category_id: int
    term_id: int
    possible: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Scores changed by assignment id (None: blank), their effects, and added assignments."""

    points: Mapping[int, Decimal | None] = field(default_factory=dict)
    effects: Mapping[int, Effect] = field(default_factory=dict)
    added: tuple[AddedAssignment, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is changed."""
        return bool(self.points or self.effects or self.added)

    def with_points(self, assignment_id: int, points: Decimal | None) -> "WhatIf":
        """Return the what-if with a score changed. Points make the score count, whatever its flags say."""
        effects = self.effects if points is None else {**self.effects, assignment_id: Effect.COUNTS}
        return replace(self, points={**self.points, assignment_id: points}, effects=effects)

    def with_effect(self, assignment_id: int, effect: Effect) -> "WhatIf":
        """Return the what-if with the effect of a score's flags changed."""
        return replace(self, effects={**self.effects, assignment_id: effect})

    def with_assignment(
        self, name: str, *, category_id: int, term_id: int, points: Decimal, possible: Decimal
    ) -> "WhatIf":
        """Return the what-if with one more assignment and its score; unchanged at `MOST_ADDED`."""
        if len(self.added) >= MOST_ADDED:
            return self
        id = min((assignment.id for assignment in self.added), default=0) - 1
        assignment = AddedAssignment(id=id, name=name, category_id=category_id, term_id=term_id, possible=possible)
        return replace(self, points={**self.points, id: points}, added=(*self.added, assignment))

    def without(self, assignment_id: int) -> "WhatIf":
        """Return the what-if without the changes to one assignment; an added one is removed."""
        return WhatIf(
            points={id: points for id, points in self.points.items() if id != assignment_id},
            effects={id: effect for id, effect in self.effects.items() if id != assignment_id},
            added=tuple(assignment for assignment in self.added if assignment.id != assignment_id),
        )


NO_WHAT_IF = WhatIf()


def apply_what_if(record: grading.Record, what_if: WhatIf) -> grading.Record:
    """Return the record with the changes of a what-if."""
    if not what_if:
        return record
    real = {assignment.id for assignment in record.book.assignments}
    categories = {category.id for category in record.book.categories}
    touched = {*what_if.points, *what_if.effects}
    changed = {id: _changed_score(record.scores.get(id), what_if, id) for id in touched & real}
    added = [
        (
            grading.Assignment(
                assignment.id, assignment.name, assignment.category_id, assignment.term_id, assignment.possible
            ),
            _changed_score(None, what_if, assignment.id),
        )
        for assignment in what_if.added
        if assignment.category_id in categories
    ]
    return grading.with_changes(record, changed=changed, added=added)


def effect_of(score: grading.Score | None) -> Effect:
    """Return which of a score's flags decides: not counting goes before counting as 0."""
    if score is None:
        return Effect.COUNTS
    if score.is_exempt:
        return Effect.EXEMPT
    if score.is_dropped:
        return Effect.DROPPED
    if score.is_cheated:
        return Effect.CHEATED
    return Effect.MISSING if score.is_missing else Effect.COUNTS


def _changed_score(score: grading.Score | None, what_if: WhatIf, id: int) -> grading.Score:
    changed = score or grading.Score()
    if id in what_if.points:
        changed = replace(changed, points=what_if.points[id])
    if id not in what_if.effects:
        return changed
    effect = what_if.effects[id]
    return replace(
        changed,
        is_missing=effect is Effect.MISSING,
        is_cheated=effect is Effect.CHEATED,
        is_exempt=effect is Effect.EXEMPT,
        is_dropped=effect is Effect.DROPPED,
    )
