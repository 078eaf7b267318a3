"""The grading tasks of courses with their scales and composite parts, read from the database."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal_app import models as m
from portal_app.domain import grading
from portal_app.domain.gradebook.course_book import CourseBook, TaskInfo
from portal_app.domain.gradebook.fetch import fetch

Scales = dict[int, grading.Scale]
Meanings = dict[int, dict[str, str]]
"""By scale id: what each letter grade means."""


class _TaskRow(NamedTuple):
    """A grading task and one of its composite parts (None: it has none), in the order of `_tasks`."""

    id: int
    course_id: int
    name: str
    is_standard: bool
    is_progress: bool
    scale_id: int
    kind: m.ScaleKind
    decimals: int
    term_id: int | None
    part_task_id: int
    part_term_id: int
    weight: Decimal


class _EntryRow(NamedTuple):
    """An entry of a grading scale, in the order of `_entries`."""

    scale_id: int
    letter_grade: str
    lower_bound: Decimal | None
    is_passing: bool
    description: str


def add_tasks(session: Session, courses: dict[int, CourseBook]) -> dict[int, grading.Gradebook]:
    """Give each course (by id) its tasks; return a gradebook for each, with tasks and composite parts only."""
    rows = _task_rows(session, courses)
    scales, meanings = _scales(session, rows)
    tasks: dict[int, dict[int, grading.Task]] = {course: {} for course in courses}
    parts: dict[int, list[grading.CompositePart]] = {course: [] for course in courses}
    for row in rows:
        if row.id not in tasks[row.course_id]:
            tasks[row.course_id][row.id] = grading.Task(row.id, row.name, scales[row.scale_id])
            _add_task(courses[row.course_id], row, meanings[row.scale_id])
        if row.term_id is not None:
            part = grading.CompositePart(row.id, row.term_id, row.part_task_id, row.part_term_id, row.weight)
            parts[row.course_id].append(part)
    return {id: grading.Gradebook(tuple(tasks[id].values()), parts=tuple(parts[id])) for id in courses}


def _add_task(course: CourseBook, row: _TaskRow, meanings: dict[str, str]) -> None:
    course.tasks.append(TaskInfo(id=row.id, name=row.name, is_standard=row.is_standard, is_progress=row.is_progress))
    course.meanings |= meanings


def _scales(session: Session, tasks: Sequence[_TaskRow]) -> tuple[Scales, Meanings]:
    """Return the scales of these tasks, and the meanings of the letter grades of scales that have no percents."""
    kinds = {row.scale_id: (grading.ScaleKind(row.kind.value), row.decimals) for row in tasks}
    entries: dict[int, list[grading.ScaleEntry]] = defaultdict(list)
    meanings: Meanings = defaultdict(dict)
    for row in _entry_rows(session, kinds):
        entries[row.scale_id].append(grading.ScaleEntry(row.letter_grade, row.lower_bound, row.is_passing))
        if row.description and kinds[row.scale_id][0] is grading.ScaleKind.LETTERS:
            meanings[row.scale_id][row.letter_grade] = row.description
    scales = {id: grading.Scale(kind, decimals, tuple(entries[id])) for id, (kind, decimals) in kinds.items()}
    return scales, meanings


def _task_rows(session: Session, courses: Collection[int]) -> list[_TaskRow]:
    """Return the grading tasks of courses with their scales, in order; a composite once for each of its parts."""
    return [_TaskRow._make(row) for row in fetch(session, _tasks(), {"courses": list(courses)})]


@cache
def _tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(m.GradingTask.id),
            col(m.GradingTask.course_id),
            col(m.GradingTask.name),
            col(m.GradingTask.is_standard),
            col(m.GradingTask.is_progress),
            col(m.GradingTask.scale_id),
            col(m.GradingScale.kind),
            col(m.GradingScale.decimals),
            col(m.CompositePart.term_id),
            col(m.CompositePart.part_task_id),
            col(m.CompositePart.part_term_id),
            col(m.CompositePart.weight),
        )
        .join(m.GradingScale, col(m.GradingScale.id) == col(m.GradingTask.scale_id))
        .outerjoin(m.CompositePart, col(m.CompositePart.task_id) == col(m.GradingTask.id))
        .where(col(m.GradingTask.course_id).in_(bindparam("courses", expanding=True)))
        .order_by(col(m.GradingTask.sequence), col(m.GradingTask.name), col(m.GradingTask.id))
    )


def _entry_rows(session: Session, scales: Collection[int]) -> list[_EntryRow]:
    """Return the entries of these scales, the best first."""
    return [_EntryRow._make(row) for row in fetch(session, _entries(), {"scales": list(scales)})]


@cache
def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(m.GradingScaleEntry.scale_id),
            col(m.GradingScaleEntry.letter_grade),
            col(m.GradingScaleEntry.lower_bound),
            col(m.GradingScaleEntry.is_passing),
            col(m.GradingScaleEntry.description),
        )
        .where(col(m.GradingScaleEntry.scale_id).in_(bindparam("scales", expanding=True)))
        .order_by(col(m.GradingScaleEntry.sequence))
    )
