"""The two calendar pages: what is due soon in a sentence, the layers, then a month, a week or a list."""

from typing import Any

import reflex as rx

from portal_app.domain.calendar import Layer
from portal_app.pages.calendar.entries import day_sheet, entry_list, layer_dot, layer_words
from portal_app.pages.calendar.state import CalendarState
from portal_app.pages.layout import about_student, page
from portal_app.ui.badges import child_color
from portal_app.ui.cards import card, page_header
from portal_app.ui.forms import button, choice
from portal_app.ui.i18n import date_text, list_text, t
from portal_app.ui.months import month_table, stepper, swipe
from portal_app.ui.text import aria_bool

STATE: Any = CalendarState
"""The state as its view sees it: every field a Var."""


def calendar_page() -> rx.Component:
    """Return the page at `/calendar`: one child."""
    summary = rx.cond(
        STATE.due_soon > 0,
        t("{name} has {n} assignment due within a week.", "{name} has {n} assignments due within a week.",
          name=STATE.student.first_name, n=STATE.due_soon),
        t("{name} has nothing due within a week.", name=STATE.student.first_name),
    )  # fmt: skip
    return about_student(*_content(summary), active="calendar", title=t("Calendar"))


def family_calendar_page() -> rx.Component:
    """Return the page at `/family-calendar`: all children."""
    summary = rx.cond(
        STATE.due_soon > 0,
        t("{n} assignment is due within a week.", "{n} assignments are due within a week.", n=STATE.due_soon),
        t("Nothing is due within a week."),
    )
    return page(*_content(summary), active="family-calendar")


def _content(summary: Any) -> list[rx.Component]:
    return [
        page_header(title=t("Calendar"), summary=summary),
        card(
            rx.el.div(_shapes(), _today_button(), class_name="calendar-choices"),
            _layers(),
            _steps(),
            swipe(
                rx.match(STATE.shape, ("month", _month()), ("week", _week()), _list()),
                on_earlier=STATE.turn(-1),
                on_later=STATE.turn(1),
            ),
            aria_label=t("Calendar"),
        ),
        day_sheet(),
    ]


def _shapes() -> rx.Component:
    names = {"month": t("Month"), "week": t("Week"), "list": t("List")}
    options = [(STATE.shape == key, words, {"on_click": STATE.choose_shape(key)}) for key, words in names.items()]
    return choice(t("Show as"), options=options)


def _today_button() -> rx.Component:
    return button(t("Today"), kind="quiet", on_click=STATE.go_to_today)


def _layers() -> rx.Component:
    return rx.el.div(
        *[_layer(layer) for layer in Layer], role="group", aria_label=t("What to show"), class_name="layers"
    )


def _layer(layer: Layer) -> rx.Component:
    return rx.el.button(
        layer_dot(layer.value),
        layer_words(layer.value),
        type="button",
        aria_pressed=aria_bool(~STATE.hidden.contains(layer.value)),
        on_click=STATE.toggle_layer(layer.value),
        class_name="layer",
    )


def _steps() -> rx.Component:
    span = t("{first} to {last}", first=date_text(STATE.first, "day"), last=date_text(STATE.last, "medium"))
    return stepper(
        rx.cond(STATE.shape == "month", date_text(STATE.on, "month"), span),
        earlier=t("Earlier"),
        later=t("Later"),
        on_earlier=STATE.turn(-1),
        on_later=STATE.turn(1),
    )


def _month() -> rx.Component:
    caption = rx.el.span(date_text(STATE.on, "month"), class_name="visually-hidden")
    return month_table(weeks=STATE.weeks, cell=_cell, caption=caption, data_size="l")


def _cell(day: Any) -> rx.Component:
    return rx.cond(day.layers.length() > 0, _open_day(day), rx.el.span(rx.el.span(day.number), **_looks(day)))


def _open_day(day: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(day.number),
        rx.el.span(rx.foreach(day.layers, layer_dot), class_name="dots"),
        rx.el.span(
            rx.foreach(day.lines, _line),
            rx.cond(day.more > 0, rx.el.span(t("{n} more", "{n} more", n=day.more), class_name="more")),
            class_name="lines",
        ),
        type="button",
        on_click=STATE.open_day(day.date),
        aria_label=t("{date}: {what}", date=date_text(day.date, "long"), what=list_text(day.layers.map(layer_words))),
        **_looks(day),
    )


def _line(entry: Any) -> rx.Component:
    item = entry.item
    words = rx.cond((item.title == "") & (item.layer == Layer.NO_SCHOOL.value), t("No school"), item.title)
    return rx.el.span(
        layer_dot(item.layer),
        rx.cond(
            STATE.is_family & (item.student_ids.length() < STATE.students.length()),
            rx.foreach(STATE.students, lambda student: _initials(student, item)),
        ),
        rx.el.span(words, class_name="words"),
        class_name="line",
    )


def _initials(student: Any, item: Any) -> rx.Component:
    """Return the initials of an item's child, for the cells of a month; items for all children have none."""
    initials = rx.el.span(student.initials, class_name="initials", data_child=child_color(student.color))
    return rx.cond(item.student_ids.contains(student.id), initials)


def _looks(day: Any) -> dict[str, Any]:
    return {
        "class_name": "day",
        "data_school": (~day.is_off).to_string(),
        "data_outside": day.is_outside.to_string(),
        "aria_current": rx.cond(day.is_today, "date", "false"),
    }


def _week() -> rx.Component:
    return rx.el.ol(rx.foreach(STATE.days, _listed_day), class_name="day-list")


def _list() -> rx.Component:
    nothing = rx.el.p(t("Nothing is in the calendar for these four weeks."), class_name="hint")
    return rx.cond(STATE.days.length() > 0, _week(), nothing)


def _listed_day(day: Any) -> rx.Component:
    empty = rx.el.p(t("Nothing"), class_name="hint")
    return rx.el.li(
        rx.el.h3(date_text(day.date, "short", today=STATE.today), title=date_text(day.date, "long")),
        rx.cond(day.lines.length() > 0, entry_list(day.lines), empty),
        data_today=day.is_today.to_string(),
        key=day.date,
    )
