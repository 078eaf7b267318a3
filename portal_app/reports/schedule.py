"""The student schedule: the year's grid as the schedule page shows it, the empty periods too."""

from collections.abc import Sequence

from portal_app.domain.schedule import ClassEntry, PeriodRow, SchoolGrid, StudentSchedule
from portal_app.reports.layout import Layout
from portal_app.reports.table import Cell, Column, Row, Text, small, strong, table
from portal_app.reports.words import Words

MAX_TERMS = 4
"""How many terms fit beside each other; a year with more terms has further grids below."""


def draw_schedule(layout: Layout, t: Words, schedule: StudentSchedule, *, term: str = "") -> None:
    """Draw each school's grid; `term` is the name of the only one to show."""
    for grid in schedule.grids:
        _draw_grid(layout, t, grid, term)
    if not schedule.grids:
        layout.paragraph(t("The classes appear here when the school has made the schedule."))


def _draw_grid(layout: Layout, t: Words, grid: SchoolGrid, term: str) -> None:
    layout.headline(t.school_and_grade(grid.school, grid.grade_level), need=120)
    layout.paragraph(t("{n} class", "{n} classes", n=_classes(grid)))
    indexes = [index for index, column in enumerate(grid.terms) if term in ("", column.name)]
    if not indexes or not grid.rows:
        layout.paragraph(t("The classes appear here when the school has made the schedule."))
    for part in parts(indexes, MAX_TERMS):
        _draw_terms(layout, t, grid, part)


def parts(indexes: Sequence[int], most: int) -> list[Sequence[int]]:
    """Return the indexes in as few runs of at most `most` as possible, all of about one length."""
    if not indexes:
        return []
    count = -(-len(indexes) // most)
    length = -(-len(indexes) // count)
    return [indexes[start : start + length] for start in range(0, len(indexes), length)]


def _draw_terms(layout: Layout, t: Words, grid: SchoolGrid, indexes: Sequence[int]) -> None:
    heads = [grid.terms[index] for index in indexes]
    columns = [
        Column(t("Period"), 0.42),
        *(
            Column(
                [
                    Text(head.name),
                    small(t("{first} to {last}", first=t.date(head.starts_on, "day"), last=t.date(head.ends_on))),
                ],
                1,
            )
            for head in heads
        ),
    ]
    table(layout, columns, [Row([_period(t, row), *(_cell(t, row, index) for index in indexes)]) for row in grid.rows])


def _period(t: Words, row: PeriodRow) -> Cell:
    return strong(row.period or t("Without a period"))


def _cell(t: Words, row: PeriodRow, index: int) -> Cell:
    classes = row.cells[index].classes
    return [piece for entry in classes for piece in _entry(t, entry)] or small(t("EMPTY"))


def _entry(t: Words, entry: ClassEntry) -> list[Text]:
    facts = [
        t("Room {room}", room=entry.room) if entry.room else "",
        t("Team {team}", team=entry.team) if entry.team else "",
        t("Day {label}", label=", ".join(entry.day_labels)) if entry.day_labels else "",
    ]
    lines = [
        "; ".join(teacher.name for teacher in entry.teachers),
        " · ".join(fact for fact in facts if fact),
        t("Begins {date}", date=t.date(entry.starts_on)) if entry.starts_on else "",
        t("Ends {date}", date=t.date(entry.ends_on)) if entry.ends_on else "",
    ]
    return [Text(entry.code, "B", 8, before=5), Text(entry.title, "", 8), *(small(line) for line in lines if line)]


def _classes(grid: SchoolGrid) -> int:
    """Return the number of classes: one that goes on in a second semester with the same code counts once."""
    return len({entry.code for row in grid.rows for cell in row.cells for entry in cell.classes})
