"""Tables: a table on a desktop, a list of cards with all columns on a phone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from portal_app.ui.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading and what it shows of a row. `names_row`: the cell that says which row this is."""

    heading: Text
    cell: Callable[[Any], Any]
    align: Literal["start", "end"] = "start"
    names_row: bool = False


def data_table(
    *, caption: Text, columns: Sequence[Column], rows: Any, caption_hidden: bool = False, **props: Any
) -> rx.Component:
    """Return a table of `rows` (a list or a Var of one). Put the column that names the row first."""
    made = (
        rx.foreach(rows, lambda row: _row(row, columns))
        if isinstance(rows, rx.Var)
        else [_row(r, columns) for r in rows]
    )
    return rx.el.table(
        rx.el.caption(rx.el.span(caption, class_name="visually-hidden" if caption_hidden else "")),
        rx.el.thead(rx.el.tr(*[_heading(column) for column in columns], role="row"), role="rowgroup"),
        rx.el.tbody(*(made if isinstance(made, list) else [made]), role="rowgroup"),
        class_name="table",
        # said again, because `display: block` on a phone takes the meaning away
        role="table",
        **props,
    )


def _heading(column: Column) -> rx.Component:
    return rx.el.th(column.heading, scope="col", role="columnheader", data_align=column.align)


def _row(row: Any, columns: Sequence[Column]) -> rx.Component:
    return rx.el.tr(*[_cell(row, column) for column in columns], role="row")


def _cell(row: Any, column: Column) -> rx.Component:
    if column.names_row:
        return rx.el.th(column.cell(row), scope="row", role="rowheader", data_align=column.align)
    return rx.el.td(rx.el.div(column.cell(row)), role="cell", data_align=column.align, data_label=column.heading)
