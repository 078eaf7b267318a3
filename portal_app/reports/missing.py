"""The missing assignments of all classes, as the to-do list has them, by class with its teachers."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from portal_app.domain.calendar import TodoItem
from portal_app.domain.schedule import Teacher
from portal_app.reports.layout import Layout
from portal_app.reports.table import Cell, Column, Row, small, strong, table
from portal_app.reports.words import Words


def draw_missing(
    layout: Layout,
    t: Words,
    missing: Sequence[TodoItem],
    *,
    teachers: Mapping[int, Sequence[Teacher]],
    left_out: Mapping[int, str],
    name: str,
) -> None:
    """Draw the list; `teachers` are those of each class, by section id, `left_out` the reasons by assignment id."""
    if not missing:
        layout.paragraph(t("Nothing is marked missing for {name}.", name=name))
        return
    layout.paragraph(
        t("{name} has {n} missing assignment.", "{name} has {n} missing assignments.", name=name, n=len(missing)),
        style="B",
    )
    layout.paragraph(
        t(
            "Missing work counts as 0 until it is handed in, unless a remark says otherwise. "
            "The teacher can say whether it still can be handed in."
        )
    )
    ordered = sorted(missing, key=lambda item: (item.class_title, item.class_code, item.due_on, item.name))
    rows: list[Row] = []
    for (code, title, section), items in groupby(ordered, key=lambda i: (i.class_code, i.class_title, i.section_id)):
        rows.append(Row([strong(_class(code, title, teachers.get(section, ())))], "group"))
        rows.extend(Row([item.name, t.date(item.due_on), _remark(t, left_out, item)]) for item in items)
    table(layout, [Column(t("Assignment"), 3), Column(t("Due"), 1), Column(t("Remarks"), 1.5)], rows)


def _remark(t: Words, left_out: Mapping[int, str], item: TodoItem) -> Cell:
    why = left_out.get(item.assignment_id, "")
    return small(t(why)) if why else ""


def _class(code: str, title: str, teachers: Sequence[Teacher]) -> str:
    names = "; ".join(teacher.name for teacher in teachers)
    return f"{code} {title}" + (f" · {names}" if names else "")
