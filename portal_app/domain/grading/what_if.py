"""The what-if: a copy of a record with changed or added scores; the real record stays, and nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portal_app.domain.grading.errors import GradingError
from portal_app.domain.grading.gradebook import Gradebook, Record
from portal_app.domain.grading.inputs import Assignment, Score

_Cell = tuple[int, int]


def with_changes(
    record: Record, *, changed: Mapping[int, Score], added: Iterable[tuple[Assignment, Score]] = ()
) -> Record:
    """Return the record as if scores were changed (by assignment id) and assignments added.

    Posted grades are ignored where the changes reach, so that task, term and composite change at once.

    Raises: GradingError for an assignment in a category that the class lacks, or with an id that is taken or unknown.
    """
    extra = tuple(added)
    book = _with_assignments(record.book, [assignment for assignment, _ in extra]) if extra else record.book
    scores = {**record.scores, **changed, **{assignment.id: score for assignment, score in extra}}
    touched = {*changed, *(assignment.id for assignment, _ in extra)}
    moved = _moved(book, touched)
    return Record(book, scores, {cell: percent for cell, percent in record.posted.items() if cell not in moved})


def _with_assignments(book: Gradebook, extra: list[Assignment]) -> Gradebook:
    taken, categories = {each.id for each in book.assignments}, {each.id for each in book.categories}
    for assignment in extra:
        if assignment.category_id not in categories:
            raise GradingError(f"“{assignment.name}” is in a category that this class does not have.")
        if assignment.id in taken:
            raise GradingError(f"“{assignment.name}” has the id of another assignment.")
        taken.add(assignment.id)
    return replace(book, assignments=(*book.assignments, *extra))


def _moved(book: Gradebook, touched: set[int]) -> set[_Cell]:
    """Return the cells of the touched assignments and all composites above them."""
    task_of = {category.id: category.task_id for category in book.categories}
    touched_assignments = [each for each in book.assignments if each.id in touched]
    if len(touched_assignments) < len(touched):
        raise GradingError("A score was changed for an assignment that this class does not have.")
    moved = {(task_of[each.category_id], each.term_id) for each in touched_assignments if each.category_id in task_of}
    while (
        above := {
            (part.task_id, part.term_id) for part in book.parts if (part.part_task_id, part.part_term_id) in moved
        }
        - moved
    ):
        moved |= above
    return moved
