"""A grade and a class's grid of them: posted is solid, in progress is outlined and says so, not yet is a quiet word."""

from typing import Any

import reflex as rx

from portal_app.ui.badges import badge
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, number_text, t
from portal_app.ui.links import grade_page
from portal_app.ui.text import when


def grade(cell: Any) -> rx.Component:
    """Return a grade (a Var of `GradeCell`) as it looks everywhere."""
    return rx.match(
        cell.state.to(str),
        ("posted", _given(cell, "posted", rx.el.span(t("final grade"), class_name="visually-hidden"))),
        ("in_progress", _given(cell, "in_progress", _so_far(cell))),
        ("not_yet", rx.el.span(t("not yet"), class_name="grade", data_state="not_yet")),
        rx.el.span(rx.el.span("–", aria_hidden="true"), _heard(t("no grade")), class_name="grade", data_state="none"),
    )


def _given(cell: Any, state: str, words: rx.Component) -> rx.Component:
    return rx.el.span(
        rx.el.span(
            when(cell.letter_grade, rx.el.b(cell.letter_grade)),
            when(cell.percent, rx.el.span(percent(cell.percent))),
            class_name="value",
        ),
        words,
        class_name="grade",
        data_state=state,
        data_what_if=cell.is_what_if.to_string(),
        data_failing=cell.is_failing.to_string(),
    )


def _so_far(cell: Any) -> rx.Component:
    return rx.el.span(rx.cond(cell.is_what_if, t("what if"), t("so far")), class_name="so-far")


def _heard(words: Any) -> rx.Component:
    return rx.el.span(words, class_name="visually-hidden")


def percent(digits: Any) -> rx.Var[str]:
    """Return "91.5%" as the reader's language writes it; "" stays ""."""
    return number_text(digits, percent=True)


def legend() -> rx.Component:
    """Return what the looks of a grade mean."""

    def sample(words: Any, state: str) -> rx.Component:
        return rx.el.span(words, class_name="grade", data_state=state)

    return rx.el.p(
        sample(t("Final grade"), "posted"),
        sample(t("In progress, may still change"), "in_progress"),
        sample(t("Not available yet"), "not_yet"),
        class_name="legend",
    )


def grade_grid(*, title: Any, terms: Any, tasks: Any, student: Any) -> rx.Component:
    """Return the grid of tasks and terms (Vars of the views' lists); a cell leads to what it was made from."""
    return rx.el.table(
        rx.el.caption(t("Grades in {class_name}", class_name=title), class_name="visually-hidden"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th(t("Grading task"), scope="col", role="columnheader"),
                rx.foreach(terms, _heading),
                role="row",
            ),
            role="rowgroup",
        ),
        rx.el.tbody(rx.foreach(tasks, lambda row: _row(row, student)), role="rowgroup"),
        class_name="grade-grid",
        role="table",
    )


def _heading(term: Any) -> rx.Component:
    return rx.el.th(
        rx.el.span(term.name, rx.cond(term.is_current, badge(t("current"), tone="info")), class_name="term-name"),
        rx.el.span(
            t("{first} to {last}", first=date_text(term.starts_on, "day"), last=date_text(term.ends_on, "day")),
            class_name="term-dates",
        ),
        scope="col",
        role="columnheader",
        data_current=term.is_current.to_string(),
    )


def _row(row: Any, student: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(row.name, scope="row", role="rowheader"),
        rx.foreach(row.cells, lambda cell: _cell(cell, student)),
        role="row",
        data_standard=row.is_standard.to_string(),
    )


def _cell(cell: Any, student: Any) -> rx.Component:
    return rx.el.td(
        rx.el.span(cell.term, class_name="term-label", aria_hidden="true"),
        page_link(
            grade(cell),
            href=grade_page(cell, student_id=student),
            aria_current=rx.cond(cell.is_chosen, "true", "false"),
            class_name="grade-link",
        ),
        role="cell",
        data_current=cell.is_current.to_string(),
    )
