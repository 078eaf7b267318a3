"""The summaries of the attendance page: by course, period, day or term, of one term or of the year so far."""

from typing import Any

import reflex as rx

from portal_app.pages.attendance.state import AttendanceState
from portal_app.ui.cards import card
from portal_app.ui.excuses import excuse_mark, excuse_sign
from portal_app.ui.forms import choice
from portal_app.ui.i18n import date_text, t
from portal_app.ui.tables import Column, data_table
from portal_app.ui.text import when

STATE: Any = AttendanceState


def summaries() -> rx.Component:
    """Return the card: what to count, the totals, the table."""
    return card(
        rx.el.div(_summary_choice(), _term_filter(), class_name="summary-choices"),
        rx.el.p(t("Counted in periods: a day missed in seven classes is seven absences."), class_name="hint"),
        rx.cond(STATE.summary != "term", _totals()),
        rx.match(
            STATE.summary,
            ("course", _table(t("Class"), _course)),
            ("period", _table(t("Period"), _label)),
            ("term", _table(t("Term"), _label)),
            _days(),
        ),
        heading=t("Summary"),
        id="summary",
    )


def _summary_choice() -> rx.Component:
    names = {"course": t("By class"), "period": t("By period"), "day": t("By day"), "term": t("By term")}
    options = [(STATE.summary == key, words, {"on_click": STATE.choose_summary(key)}) for key, words in names.items()]
    return choice(t("Summary"), options=options)


def _term_filter() -> rx.Component:
    """Return the term filter; the summary by term has a row for each term and needs none."""
    select = rx.el.select(
        rx.el.option(t("The year so far"), value=""),
        rx.foreach(STATE.terms, _term),
        id="term",
        value=STATE.term,
        on_change=STATE.choose_term,
        class_name="control",
    )
    field = rx.el.div(rx.el.label(t("Term"), html_for="term"), select, class_name="field")
    return rx.cond(STATE.summary != "term", field)


def _term(term: Any) -> rx.Component:
    at_school = t("{term}, {school}", term=term.name, school=term.school)
    return rx.el.option(rx.cond(term.school == "", term.name, at_school), value=term.id.to_string())


def _totals() -> rx.Component:
    totals = STATE.totals
    return rx.el.dl(
        _total(t("Absences"), totals.absences),
        _total(t("Tardies"), totals.tardies),
        _total(t("Early releases"), totals.early_releases),
        class_name="totals",
    )


def _total(name: Any, tally: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(rx.el.span(tally.total, class_name="figure"), _split(tally)))


def _table(heading: Any, name: Any) -> rx.Component:
    return _table_or_nothing(
        STATE.rows,
        data_table(
            caption=t("Periods missed, late and left early"),
            caption_hidden=True,
            columns=[Column(heading=heading, cell=name, names_row=True), *_counts()],
            rows=STATE.rows,
        ),
    )


def _days() -> rx.Component:
    day = Column(heading=t("Day"), cell=_day, names_row=True)
    return _table_or_nothing(
        STATE.days,
        data_table(
            caption=t("Periods missed, late and left early"),
            caption_hidden=True,
            columns=[day, *_counts()],
            rows=STATE.days,
        ),
    )


def _table_or_nothing(rows: Any, table: rx.Component) -> rx.Component:
    present = t("Nothing is recorded: present in every period, on time.")
    words = rx.cond(STATE.so_far.instructional_days > 0, present, t("Nothing is recorded yet."))
    return rx.cond(rows.length() > 0, table, rx.el.p(words, class_name="hint"))


def _counts() -> list[Column]:
    return [
        Column(heading=t("Absences"), cell=lambda row: _tally(row.counts.absences)),
        Column(heading=t("Tardies"), cell=lambda row: _tally(row.counts.tardies)),
        Column(heading=t("Early releases"), cell=lambda row: _tally(row.counts.early_releases)),
    ]


def _tally(tally: Any) -> rx.Component:
    shown = rx.el.span(rx.el.span(tally.total, class_name="font-semibold"), _split(tally), class_name="tally")
    return rx.cond((tally.total > 0) | (tally.exempt > 0), shown, rx.el.span("0", class_name="text-soft"))


def _split(tally: Any) -> rx.Component:
    """Return the count of each excuse that there is."""
    counts = {
        "unexcused": (tally.unexcused, t("{n} unexcused", "{n} unexcused", n=tally.unexcused)),
        "unknown": (tally.unknown, t("{n} unknown", "{n} unknown", n=tally.unknown)),
        "excused": (tally.excused, t("{n} excused", "{n} excused", n=tally.excused)),
        "exempt": (tally.exempt, t("{n} exempt, not counted", "{n} exempt, not counted", n=tally.exempt)),
    }
    return rx.el.span(
        *[
            rx.cond(number > 0, rx.el.span(excuse_sign(state), words, class_name="excuse"))
            for state, (number, words) in counts.items()
        ],
        class_name="split",
    )


def _course(row: Any) -> rx.Component:
    name = rx.el.span(
        when(row.detail, rx.el.span(row.detail, class_name="class-code")),
        rx.el.span(row.label),
        class_name="class-name",
    )
    return rx.cond(row.label == "", rx.el.span(t("No class named")), name)


def _label(row: Any) -> rx.Component:
    school = when(row.detail, rx.el.span(row.detail, class_name="text-soft"))
    return rx.el.span(rx.el.span(row.label), school, class_name="term-name")


def _day(row: Any) -> rx.Component:
    open_day = rx.el.button(
        date_text(row.on, "short"),
        type="button",
        class_name="day-link",
        on_click=STATE.open_day(row.on),
    )
    return rx.el.span(open_day, excuse_mark(row.state), class_name="term-name")
