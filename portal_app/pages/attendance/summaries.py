"""The summaries of the attendance page, of one term or of the year so far: days first, class periods when asked for."""

from typing import Any

import reflex as rx

from portal_app.pages.attendance.state import AttendanceState
from portal_app.ui.cards import card
from portal_app.ui.excuses import attendance_mark, attendance_sign, excuse_words
from portal_app.ui.forms import choice
from portal_app.ui.i18n import date_text, number_text, t
from portal_app.ui.tables import Column, data_table
from portal_app.ui.text import when

STATE: Any = AttendanceState


def summaries() -> rx.Component:
    """Return the card: what to count, the totals, the table."""
    return card(
        rx.el.div(_summary_choice(), _term_filter(), class_name="summary-choices"),
        rx.match(
            STATE.summary,
            ("term", _terms()),
            ("course", _class_periods(t("Class"), _course)),
            ("period", _class_periods(t("Period"), _label)),
            _days(),
        ),
        heading=t("Summary"),
        id="summary",
    )


def _summary_choice() -> rx.Component:
    names = {"day": t("By day"), "term": t("By term"), "course": t("By class"), "period": t("By period")}
    options = [(STATE.summary == key, words, {"on_click": STATE.choose_summary(key)}) for key, words in names.items()]
    return choice(t("Summary"), options=options)


def _term_filter() -> rx.Component:
    """Return the term filter; the summary by term has a row for each term and needs none."""
    select = rx.el.select(
        rx.el.option(rx.cond(STATE.school_year.is_over, t("The whole year"), t("The year so far")), value=""),
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


def _days() -> rx.Component:
    """Return the days absent, tardy and left early, and each of these days."""
    counts = STATE.day_counts
    some = t(
        "On {n} day only a part was missed, less than counts as half a day.",
        "On {n} days only a part was missed, less than counts as half a day.",
        n=counts.partial,
    )
    return rx.fragment(
        rx.el.dl(
            _total(t("Days absent"), number_text(counts.absent.total), _split("absent", _shares(counts.absent))),
            _total(t("Days tardy"), counts.tardy.total, _split("tardy", _numbers(counts.tardy))),
            _total(
                t("Days left early"),
                counts.early_release.total,
                _split("early_release", _numbers(counts.early_release)),
            ),
            class_name="totals",
        ),
        rx.cond(counts.partial > 0, rx.el.p(some, class_name="hint")),
        _table_or_nothing(
            STATE.days,
            caption=t("Days missed, late and left early"),
            columns=[
                Column(heading=t("Day"), cell=_day, names_row=True),
                Column(heading=t("Recorded"), cell=lambda day: attendance_mark(day.status, day.state)),
                Column(heading=t("Counts as"), cell=_counts_as),
            ],
        ),
    )


def _terms() -> rx.Component:
    def days(counts: Any) -> rx.Component:
        return _tally(counts.total != "0", number_text(counts.total), _split("absent", _shares(counts)))

    return _table_or_nothing(
        STATE.term_rows,
        caption=t("Days missed, late and left early"),
        columns=[
            Column(heading=t("Term"), cell=_term_name, names_row=True),
            Column(heading=t("Days absent"), cell=lambda row: days(row.days.absent)),
            Column(heading=t("Days tardy"), cell=lambda row: _count("tardy", row.days.tardy)),
            Column(heading=t("Days left early"), cell=lambda row: _count("early_release", row.days.early_release)),
        ],
    )


def _class_periods(heading: Any, name: Any) -> rx.Component:
    """Return the counts of class periods, which are larger than those of days, and say so."""
    counts = STATE.class_periods
    names = (t("Class periods absent"), t("Class periods tardy"), t("Class periods left early"))
    tallies = (
        ("absent", counts.absences),
        ("tardy", counts.tardies),
        ("early_release", counts.early_releases),
    )
    columns = [
        Column(heading=heading, cell=name, names_row=True),
        Column(heading=t("Absent"), cell=lambda row: _count("absent", row.class_periods.absences)),
        Column(heading=t("Tardy"), cell=lambda row: _count("tardy", row.class_periods.tardies)),
        Column(heading=t("Left early"), cell=lambda row: _count("early_release", row.class_periods.early_releases)),
    ]
    return rx.fragment(
        rx.el.p(
            t("Counted in class periods: a day missed in seven classes is seven class periods."), class_name="hint"
        ),
        rx.el.dl(
            *[
                _total(words, tally.total, _split(status, _numbers(tally)))
                for words, (status, tally) in zip(names, tallies, strict=True)
            ],
            class_name="totals",
        ),
        _table_or_nothing(
            STATE.rows,
            caption=t("Class periods missed, late and left early"),
            columns=columns,
        ),
    )


def _total(name: Any, total: Any, split: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(rx.el.span(total, class_name="figure"), split))


def _table_or_nothing(rows: Any, *, caption: Any, columns: list[Column]) -> rx.Component:
    present = t("Nothing is recorded: present in every period, on time.")
    words = rx.cond(STATE.so_far.instructional_days > 0, present, t("Nothing is recorded yet."))
    table = data_table(caption=caption, caption_hidden=True, columns=columns, rows=rows)
    return rx.cond(rows.length() > 0, table, rx.el.p(words, class_name="hint"))


def _count(status: str, tally: Any) -> rx.Component:
    return _tally((tally.total > 0) | (tally.exempt > 0), tally.total, _split(status, _numbers(tally)))


def _tally(has_any: Any, total: Any, split: rx.Component) -> rx.Component:
    shown = rx.el.span(rx.el.span(total, class_name="font-semibold"), split, class_name="tally")
    return rx.cond(has_any, shown, rx.el.span("0", class_name="text-soft"))


Parts = list[tuple[str, Any, Any]]
"""Excuses, each with whether it occurs and the number beside it."""


def _numbers(tally: Any) -> Parts:
    """Return the counts of a `Tally`."""
    counts = (
        ("unexcused", tally.unexcused),
        ("unknown", tally.unknown),
        ("excused", tally.excused),
        ("exempt", tally.exempt),
    )
    return [(excuse, count > 0, count) for excuse, count in counts]


def _shares(days: Any) -> Parts:
    """Return the counts of `DaysAbsent`, whole and half days."""
    counts = (("unexcused", days.unexcused), ("unknown", days.unknown), ("excused", days.excused))
    return [(excuse, count != "0", number_text(count)) for excuse, count in counts]


def _split(status: str, parts: Parts) -> rx.Component:
    """Return the count of each excuse that there is, such as "Excused: 2"."""
    return rx.el.span(
        *[
            rx.cond(
                has_any, rx.el.span(attendance_sign(status, excuse), _of_excuse(excuse, count), class_name="excuse")
            )
            for excuse, has_any, count in parts
        ],
        class_name="split",
    )


def _of_excuse(excuse: str, count: Any) -> rx.Component:
    if excuse == "exempt":
        return rx.el.span(t("Exempt, not counted: {number}", number=count))
    return rx.el.span(t("{excuse}: {number}", excuse=excuse_words(excuse), number=count))


def _course(row: Any) -> rx.Component:
    name = rx.el.span(
        when(row.detail, rx.el.span(row.detail, class_name="class-code")),
        rx.el.span(row.label),
        class_name="class-name",
    )
    return rx.cond(row.label == "", rx.el.span(t("No class named")), name)


def _label(row: Any) -> rx.Component:
    return _name_and_school(row.label, row.detail)


def _term_name(row: Any) -> rx.Component:
    return _name_and_school(row.name, row.school)


def _name_and_school(name: Any, school: Any) -> rx.Component:
    at_school = when(school, rx.el.span(school, class_name="text-soft"))
    return rx.el.span(rx.el.span(name), at_school, class_name="term-name")


def _day(row: Any) -> rx.Component:
    return rx.el.button(
        date_text(row.on, "short"),
        type="button",
        class_name="day-link",
        on_click=STATE.open_day(row.on),
    )


def _counts_as(row: Any) -> rx.Component:
    return rx.match(
        row.days_absent,
        ("1", rx.el.span(t("full day"))),
        ("0.5", rx.el.span(t("half a day"))),
        rx.cond(
            row.has_absence,
            rx.el.span(t("part of a day")),
            rx.el.span(t("no day absent"), class_name="text-soft"),
        ),
    )
