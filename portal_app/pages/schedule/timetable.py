"""The year's grid: a table of periods and terms on desktops; on phones one term at a time, chosen above it.

The choice is a row of radio buttons that `ui/css/timetable.css` reads, so it needs neither the server nor a script.
Desktops and printed pages show all terms whatever is chosen.
"""

from typing import Any

import reflex as rx

from portal_app.pages.schedule.classes import class_name, day_label, teachers
from portal_app.ui.badges import badge
from portal_app.ui.i18n import date_text, list_text, t
from portal_app.ui.text import when


def timetable(grid: Any, *, student: Any) -> rx.Component:
    """Return the grid of one school (a Var of `SchoolGrid`) for `student`."""
    return rx.el.div(
        _term_choice(grid),
        rx.el.table(
            rx.el.caption(
                t("Periods and terms of {year} at {school}", year=grid.year, school=grid.school),
                class_name="visually-hidden",
            ),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(t("Period"), scope="col", role="columnheader"),
                    rx.foreach(grid.terms, _term_heading),
                    role="row",
                ),
                role="rowgroup",
            ),
            rx.el.tbody(rx.foreach(grid.rows, lambda row: _row(row, student)), role="rowgroup"),
            role="table",
        ),
        # another student or year is another element, so that the choice starts at its current term
        key=student.id.to_string() + grid.school_id.to_string() + grid.year,
        class_name="timetable",
    )


def _term_choice(grid: Any) -> rx.Component:
    def one(term: Any) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="term-of-" + grid.school_id.to_string(), default_checked=term.is_current),
            rx.el.span(term.name),
        )

    return rx.el.fieldset(
        rx.el.legend(t("Term"), class_name="visually-hidden"), rx.foreach(grid.terms, one), class_name="term-choice"
    )


def _term_heading(term: Any) -> rx.Component:
    """Return a term's name and dates. Between terms the page opens on one that is not running: no badge then."""
    dates = t("{first} to {last}", first=date_text(term.starts_on, "day"), last=date_text(term.ends_on, "medium"))
    return rx.el.th(
        rx.el.span(
            term.name,
            rx.cond(term.is_running, badge(t("current"), tone="info")),
            class_name="term-name",
        ),
        rx.el.span(dates, class_name="term-dates"),
        scope="col",
        role="columnheader",
        data_current=term.is_current.to_string(),
    )


def _row(row: Any, student: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.cond(row.period == "", t("Without a period"), _period(row.period)),
            scope="row",
            role="rowheader",
        ),
        rx.foreach(row.cells, lambda cell: _cell(cell, student)),
        role="row",
    )


def _period(name: Any) -> rx.Component:
    """Return the period's name, and for a phone's card, which has no column heading, "Period" with the name."""
    return rx.fragment(
        rx.el.span(name, class_name="period-alone"),
        rx.el.span(t("Period {period}", period=name), class_name="period-named"),
    )


def _cell(cell: Any, student: Any) -> rx.Component:
    empty = rx.el.span(t("No class"), class_name="no-class")
    entries = rx.foreach(cell.classes, lambda entry: _entry(entry, student))
    return rx.el.td(rx.cond(cell.classes.length() > 0, entries, empty), role="cell")


def _entry(entry: Any, student: Any) -> rx.Component:
    return rx.el.div(
        class_name(entry, student=student),
        teachers(entry, student=student),
        rx.el.span(
            when(entry.room, rx.el.span(t("Room {room}", room=entry.room))),
            when(entry.team, rx.el.span(t("Team {team}", team=entry.team))),
            rx.cond(
                entry.day_labels.length() > 0,
                rx.el.span(day_label(list_text(entry.day_labels)), class_name="day-label"),
            ),
            class_name="class-facts",
        ),
        _own_dates(entry),
        class_name="class-entry",
    )


def _own_dates(entry: Any) -> rx.Component:
    """Return the days on which the student begins and ends where the term does not."""
    begins = t("Begins {date}", date=date_text(entry.starts_on, "medium"))
    ends = t("Ends {date}", date=date_text(entry.ends_on, "medium"))
    return rx.fragment(
        rx.cond(entry.starts_on, rx.el.span(begins, class_name="own-dates")),
        rx.cond(entry.ends_on, rx.el.span(ends, class_name="own-dates")),
    )
