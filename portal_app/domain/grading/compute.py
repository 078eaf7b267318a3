"""From scores to an explained grade: subtotals, weights, composites, and the scale at the very end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from portal_app.domain.grading.arithmetic import Amount, units
from portal_app.domain.grading.category import Subtotal, subtotal, with_extra_credit_waiting
from portal_app.domain.grading.errors import CompositeCycle, CompositeTooDeep, UnknownTask
from portal_app.domain.grading.explanation import (
    CategoryLine,
    Explanation,
    Grade,
    Method,
    PartLine,
    PartSource,
    Result,
    Why,
    WhyCategory,
)
from portal_app.domain.grading.gradebook import Gradebook, Record
from portal_app.domain.grading.inputs import CompositePart, ScaleKind
from portal_app.domain.grading.plan import CategoryPlan, Cell
from portal_app.domain.grading.scale import grade_on

DEEPEST = 30
"""Levels of composites within composites; a school uses two or three."""

_Key = tuple[int, int]


def explain(record: Record, *, task_id: int, term_id: int) -> Explanation:
    """Return how the student's grade for one task in one term comes about.

    Raises: UnknownTask, CompositeCycle, CompositeTooDeep (all `GradingError`).
    """
    return _Computation(record).explain((task_id, term_id))


def explain_all(record: Record, cells: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Explanation]:
    """Return the explanations of several (task, term) cells, each computed once. Raises: as `explain`."""
    computation = _Computation(record)
    return {cell: computation.explain(cell) for cell in cells}


def refuse_cycles(book: Gradebook) -> None:
    """Return nothing for composites that can be computed. Raises: UnknownTask, CompositeCycle, CompositeTooDeep."""
    explain_all(Record(book, {}), sorted({(part.task_id, part.term_id) for part in book.parts}))


@dataclass(frozen=True, slots=True)
class _Computation:
    """One computation over composites: what is done, so that nothing is done twice."""

    record: Record
    done: dict[_Key, Explanation] = field(default_factory=dict)

    def explain(self, key: _Key, path: tuple[_Key, ...] = ()) -> Explanation:
        found = self.done.get(key)
        if found is None:
            found = self.done[key] = self._compute(key, path)
        return found

    def _compute(self, key: _Key, path: tuple[_Key, ...]) -> Explanation:
        book = self.record.book
        if key in path:
            raise CompositeCycle(tuple(book.task(task_id).name for task_id, _ in (*path[path.index(key) :], key)))
        if len(path) >= DEEPEST:
            raise CompositeTooDeep(book.task(path[0][0]).name, DEEPEST)
        cell = book.cell(*key)
        parts = book.parts_of(*key)
        subtotals = [subtotal(plan, self.record.scores) for plan in cell.categories]
        if parts:
            return _composite(cell, subtotals, [self._part(part, (*path, key)) for part in parts])
        if cell.task.scale.kind is ScaleKind.LETTERS:
            return _ungraded(
                cell, Method.LETTERS, Result.GIVEN_AS_LETTERS, _lines(cell, subtotals, [0] * len(subtotals))
            )
        return _by_weights(cell, subtotals) if cell.is_weighted else _by_points(cell, subtotals)

    def _part(self, part: CompositePart, path: tuple[_Key, ...]) -> PartLine:
        """Return the part with its percent, not rounded: as posted by the school, or else as computed so far."""
        book, key = self.record.book, (part.part_task_id, part.part_term_id)
        if not book.has_task(part.part_task_id):
            raise UnknownTask(part.part_task_id, part_of=book.task(part.task_id).name)
        posted = self.record.posted.get(key)
        if posted is not None and units(posted) is not None:
            return PartLine(0, 0, part, book.task(part.part_task_id), Fraction(posted), PartSource.POSTED, None)
        explanation = self.explain(key, path)
        percent = explanation.grade.exact
        source = PartSource.NONE if percent is None else PartSource.COMPUTED
        return PartLine(0, 0, part, explanation.task, percent, source, explanation)


def _by_weights(cell: Cell, subtotals: list[Subtotal]) -> Explanation:
    """Σ(category % × weight) ÷ Σ(weights of the categories in which something counts)."""
    subtotals = [each if each.possible else with_extra_credit_waiting(each) for each in subtotals]
    weights = [(each.plan.weight or 0) if each.possible else 0 for each in subtotals]
    lines = _lines(cell, subtotals, weights)
    top: Amount = 0
    bottom = 1
    for each, weight in zip(subtotals, weights, strict=True):
        if weight:
            top, bottom = top * each.possible + weight * each.earned * bottom, bottom * each.possible
    if total := sum(weights):
        return _graded(cell, Method.WEIGHTS, Fraction(100 * top, bottom * total), lines)
    return _ungraded(cell, Method.WEIGHTS, _why_none(subtotals, Result.WEIGHTS_ARE_ZERO), lines)


def _by_points(cell: Cell, subtotals: list[Subtotal]) -> Explanation:
    """Σ points ÷ Σ points possible over everything that counts."""
    possible = sum(each.possible for each in subtotals)
    if not possible:
        subtotals = [each if each.possible else with_extra_credit_waiting(each) for each in subtotals]
    lines = _lines(cell, subtotals, [each.possible for each in subtotals])
    if possible:
        return _graded(cell, Method.POINTS, Fraction(100 * sum(each.earned for each in subtotals), possible), lines)
    return _ungraded(cell, Method.POINTS, _why_none(subtotals, Result.NOTHING_COUNTS_YET), lines)


def _composite(cell: Cell, subtotals: list[Subtotal], parts: list[PartLine]) -> Explanation:
    """Σ(part % × weight) ÷ Σ(weights of the parts that have a grade)."""
    weights = [max(units(line.part.weight) or 0, 0) if line.percent is not None else 0 for line in parts]
    total = sum(weights)
    lines = tuple(
        PartLine(weight, total, line.part, line.task, line.percent, line.source, line.explanation)
        for line, weight in zip(parts, weights, strict=True)
    )
    own = _lines(cell, subtotals, [0] * len(subtotals))
    if cell.task.scale.kind is ScaleKind.LETTERS:
        return _ungraded(cell, Method.COMPOSITE, Result.GIVEN_AS_LETTERS, own, lines)
    if total:
        top = sum((line.percent * line.weight_units for line in lines if line.percent is not None), Fraction(0))
        return _graded(cell, Method.COMPOSITE, top / total, own, lines)
    has_grade = any(line.percent is not None for line in parts)
    return _ungraded(
        cell, Method.COMPOSITE, Result.WEIGHTS_ARE_ZERO if has_grade else Result.NOTHING_COUNTS_YET, own, lines
    )


def _graded(
    cell: Cell, method: Method, exact: Fraction, lines: tuple[CategoryLine, ...], parts: tuple[PartLine, ...] = ()
) -> Explanation:
    grade = grade_on(cell.task.scale, exact)
    return Explanation(cell.task, cell.term_id, method, Result.GRADED, lines, parts, grade)


def _ungraded(
    cell: Cell, method: Method, result: Result, lines: tuple[CategoryLine, ...], parts: tuple[PartLine, ...] = ()
) -> Explanation:
    return Explanation(cell.task, cell.term_id, method, result, lines, parts, Grade())


def _lines(cell: Cell, subtotals: list[Subtotal], weights: list[int]) -> tuple[CategoryLine, ...]:
    total = sum(weights)
    return tuple(
        CategoryLine(
            weight, total, each.plan.category, each.tallies, each.earned, each.possible, cell.units, _why(cell, each)
        )
        for each, weight in zip(subtotals, weights, strict=True)
    )


def _why(cell: Cell, line: Subtotal) -> WhyCategory:
    if not line.possible:
        return WhyCategory.ONLY_EXTRA_CREDIT if _has_extra_credit(line) else WhyCategory.EMPTY
    return _why_weight(line.plan) if cell.is_weighted else WhyCategory.COUNTS


def _why_weight(plan: CategoryPlan) -> WhyCategory:
    if plan.category.weight is None:
        return WhyCategory.WEIGHT_IS_ABSENT
    if plan.weight is None:
        return WhyCategory.WEIGHT_IS_UNUSABLE
    return WhyCategory.COUNTS if plan.weight else WhyCategory.WEIGHT_IS_ZERO


def _has_extra_credit(line: Subtotal) -> bool:
    return line.only_extra_credit or any(why is Why.EXTRA_CREDIT_WAITS for _, _, why, _, _ in line.tallies)


def _why_none(subtotals: list[Subtotal], where_something_counts: Result) -> Result:
    if any(each.possible for each in subtotals):
        return where_something_counts
    return Result.ONLY_EXTRA_CREDIT if any(map(_has_extra_credit, subtotals)) else Result.NOTHING_COUNTS_YET
