"""Gradebooks: scales, tasks, categories, assignments, results."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from portal_app import clock
from portal_app.ingest.export.table import AT_ONCE, Folder, name_of
from portal_app.ingest.raw import TABLES as m

_ITEM = (
    *("sourcedId", "title", "description", "assignDate", "dueDate", "classSourcedId", "categorySourcedId"),
    *("gradingPeriodSourcedId", "resultValueMin", "resultValueMax"),
)
_RESULT = ("sourcedId", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "scoreDate", "comment")
_MORE = (
    *("resultSourcedId", "score", "mark", "missing", "late", "incomplete", "turnedIn", "cheated", "exempt"),
    *("dropped", "postedAt"),
)
_KINDS = {m.ScaleKind.PERCENT: "percent", m.ScaleKind.LETTERS: "marks"}
"""The words of the file format, which keeps its names."""


def write_scales(connection: Connection, folder: Folder) -> None:
    """Write scales, their entries, grading tasks and what composites are made of."""
    scale, entry, task, course = m.GradingScale, m.GradingScaleEntry, m.GradingTask, m.Course
    scales = select(name_of(scale), scale.name, scale.kind, scale.decimals).order_by(scale.id)
    rows = ((name, title, _KINDS[kind], decimals) for name, title, kind, decimals in connection.execute(scales))
    folder.write("portalScales", ("sourcedId", "name", "kind", "decimals"), rows)
    entries = (
        select(
            name_of(scale), entry.sequence, entry.letter_grade, entry.lower_bound, entry.is_passing, entry.description
        )
        .select_from(entry)
        .join(scale)
        .order_by(entry.id)
    )
    columns: tuple[str, ...] = ("scaleSourcedId", "sequence", "mark", "lowerBound", "passing", "description")
    folder.write("portalScaleBands", columns, connection.execute(entries))
    tasks = (
        select(
            name_of(task), name_of(course), name_of(scale), task.name, task.sequence, task.is_standard, task.is_progress
        )
        .select_from(task)
        .join(course)
        .join(scale)
        .order_by(task.id)
    )
    columns = ("sourcedId", "courseSourcedId", "scaleSourcedId", "name", "sequence", "standard", "progress")
    folder.write("portalGradingTasks", columns, connection.execute(tasks))
    part, of, within = m.CompositePart, aliased(m.GradingTask), aliased(m.Term)
    parts = (
        select(name_of(task), name_of(m.Term), name_of(of), name_of(within), part.weight)
        .select_from(part)
        .join(task, task.id == part.task_id)
        .join(m.Term, m.Term.id == part.term_id)
        .join(of, of.id == part.part_task_id)
        .join(within, within.id == part.part_term_id)
        .order_by(part.id)
    )
    columns = ("gradingTaskSourcedId", "termSourcedId", "partTaskSourcedId", "partTermSourcedId", "weight")
    folder.write("portalComposites", columns, connection.execute(parts))


def write_assignments(connection: Connection, folder: Folder) -> None:
    """Write categories, assignments and results, and what OneRoster has no columns for."""
    names = _write_categories(connection, folder)
    _write_line_items(connection, folder, names)
    folder.write("results", _RESULT, (_result(row) for row in _scores(connection)))
    folder.write("portalScores", _MORE, (_details(row) for row in _scores(connection)))


def _write_categories(connection: Connection, folder: Folder) -> dict[int, str]:
    """Write the categories; return by id what the portal's files call each: its own name within its class."""
    category, section = m.Category, m.Section
    rules = (category.sequence, category.weight, category.drop_lowest, category.use_percent)
    found = connection.execute(
        select(category.id, name_of(category), category.name, name_of(section), name_of(m.GradingTask), *rules)
        .select_from(category)
        .join(section)
        .join(m.GradingTask)
        .order_by(category.id)
    ).all()
    names = {row_id: name.removeprefix(f"{of}|") for row_id, name, _, of, *_ in found}
    titles = {names[row_id]: title for row_id, _, title, *_ in found}
    folder.write("categories", ("sourcedId", "title", "weight"), ((name, t, "") for name, t in titles.items()))
    columns: tuple[str, ...] = (
        *("classSourcedId", "categorySourcedId", "gradingTaskSourcedId", "sequence", "weight"),
        *("dropLowest", "usePercent"),
    )
    rows = ((of, names[row_id], task, *more) for row_id, _, _, of, task, *more in found)
    folder.write("portalCategories", columns, rows)
    return names


def _write_line_items(connection: Connection, folder: Folder, names: dict[int, str]) -> None:
    assignment, section, term = m.Assignment, m.Section, m.Term
    items = (
        select(
            *(
                name_of(assignment),
                assignment.name,
                assignment.description,
                assignment.assigned_on,
                assignment.due_on,
                name_of(section),
            ),
            *(assignment.category_id, name_of(term), assignment.points_possible, assignment.multiplier),
        )
        .select_from(assignment)
        .join(section)
        .join(term)
        .order_by(assignment.id)
    )
    rows = connection.execution_options(yield_per=AT_ONCE).execute(items)
    folder.write(
        "lineItems",
        _ITEM,
        ((*row[:6], names[row.category_id], row[7], 0, row.points_possible) for row in rows),
    )
    others = connection.execute(
        select(name_of(assignment), assignment.multiplier).where(assignment.multiplier != 1).order_by(assignment.id)
    )
    folder.write("portalAssignments", ("lineItemSourcedId", "multiplier"), others)


def _scores(connection: Connection) -> Iterator[Any]:
    score = m.Score
    columns: tuple[str, ...] = (
        *(score.points, score.letter_grade, score.comment, score.posted_at, score.is_missing, score.is_late),
        *(score.is_incomplete, score.is_turned_in, score.is_cheated, score.is_exempt, score.is_dropped),
    )
    scores = (
        select(name_of(score).label("name"), name_of(m.Assignment), name_of(m.Student), *columns)
        .select_from(score)
        .join(m.Assignment)
        .join(m.Student)
        .order_by(score.id)
    )
    yield from connection.execution_options(yield_per=AT_ONCE).execute(scores)


def _result(row: Any) -> tuple[Any, ...]:
    posted: datetime = row.posted_at
    counts = row.points if _status(row) == "fully graded" else ""
    return (*row[:3], _status(row), counts, clock.local(posted).date(), row.comment)


def _status(row: Any) -> str:
    if row.is_exempt:
        return "exempt"
    if row.points is not None or row.letter_grade:
        return "fully graded"
    return "submitted" if row.is_turned_in else "not submitted"


def _details(row: Any) -> tuple[Any, ...]:
    flags = (row.is_missing, row.is_late, row.is_incomplete, row.is_turned_in, row.is_cheated, row.is_exempt)
    return (row.name, row.points, row.letter_grade, *flags, row.is_dropped, row.posted_at)
