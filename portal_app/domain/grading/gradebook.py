"""One class's gradebook, and one student's record in it: everything that a grade is a function of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from portal_app.domain.grading.errors import UnknownTask
from portal_app.domain.grading.explanation import Why
from portal_app.domain.grading.inputs import Assignment, Category, CompositePart, ScaleKind, Score, Task
from portal_app.domain.grading.plan import Cell, plan_cell

NO_POSTED: Mapping[tuple[int, int], Decimal] = {}


@dataclass(frozen=True)
class Gradebook:
    """A class's tasks, categories, assignments and composite parts, in any order; one serves all its students."""

    tasks: tuple[Task, ...]
    categories: tuple[Category, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    parts: tuple[CompositePart, ...] = ()
    _cells: dict[tuple[int, int], Cell] = field(default_factory=dict, init=False, repr=False, compare=False)

    def task(self, task_id: int) -> Task:
        """Return the task. Raises: UnknownTask."""
        try:
            return self._tasks[task_id]
        except KeyError:
            raise UnknownTask(task_id) from None

    def has_task(self, task_id: int) -> bool:
        """Return whether the class has the grading task."""
        return task_id in self._tasks

    def parts_of(self, task_id: int, term_id: int) -> tuple[CompositePart, ...]:
        """Return what the task is made of in that term, in a fixed order; empty if it has a grade of its own."""
        return self._parts.get((task_id, term_id), ())

    def cell(self, task_id: int, term_id: int) -> Cell:
        """Return the task's assignments in that term, ready for arithmetic. Raises: UnknownTask."""
        cell = self._cells.get((task_id, term_id))
        if cell is None:
            cell = self._cells[task_id, term_id] = self._plan(self.task(task_id), term_id)
        return cell

    def _plan(self, task: Task, term_id: int) -> Cell:
        categories = [category for category in self.categories if category.task_id == task.id]
        assignments = {each.id: self._assignments.get((each.id, term_id), []) for each in categories}
        refusal = Why.LETTERS_SCALE if task.scale.kind is ScaleKind.LETTERS else None
        if self.parts_of(task.id, term_id):
            refusal = Why.COMPOSITE
        return plan_cell(task, term_id, categories, assignments, refusal)

    @cached_property
    def _tasks(self) -> dict[int, Task]:
        return {task.id: task for task in self.tasks}

    @cached_property
    def _parts(self) -> dict[tuple[int, int], tuple[CompositePart, ...]]:
        found: dict[tuple[int, int], tuple[CompositePart, ...]] = {}
        for part in sorted(self.parts, key=lambda part: (part.part_term_id, part.part_task_id, part.weight)):
            found[part.task_id, part.term_id] = (*found.get((part.task_id, part.term_id), ()), part)
        return found

    @cached_property
    def _assignments(self) -> dict[tuple[int, int], list[Assignment]]:
        found: dict[tuple[int, int], list[Assignment]] = {}
        for assignment in self.assignments:
            found.setdefault((assignment.category_id, assignment.term_id), []).append(assignment)
        return found


@dataclass(frozen=True)
class Record:
    """One student in one class: scores by assignment id, and the percents that the school posted by (task, term)."""

    book: Gradebook
    scores: Mapping[int, Score]
    posted: Mapping[tuple[int, int], Decimal] = field(default_factory=lambda: NO_POSTED)
