"""A calendar item: its layer as a dot, title, children, time and location; and the sheet of a day."""

from typing import Any

import reflex as rx

from portal_app.domain.calendar import Layer
from portal_app.pages.base import PortalState
from portal_app.pages.calendar.state import CalendarState
from portal_app.ui.badges import avatar
from portal_app.ui.dialogs import sheet
from portal_app.ui.excuses import attendance_mark
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, t, time_text
from portal_app.ui.links import assignment_page
from portal_app.ui.text import when

STATE: Any = CalendarState


def layer_words(layer: Any) -> rx.Var[str]:
    """Return what a layer is called."""
    return rx.match(
        layer,
        (Layer.ASSIGNMENT.value, t("Assignments")),
        (Layer.EVENT.value, t("Events")),
        (Layer.ATTENDANCE.value, t("Attendance")),
        (Layer.NO_SCHOOL.value, t("No school")),
        "",
    )


def layer_dot(layer: Any) -> rx.Component:
    """Return a layer's dot, in its color and shape, hidden from screen readers."""
    return rx.el.span(class_name="layer-dot", data_layer=layer, aria_hidden="true")


def day_sheet() -> rx.Component:
    """Return the sheet with all items of a day, open while a day is chosen."""
    nothing = rx.el.p(t("Nothing is left of what you chose to see on this day."), class_name="hint")
    return sheet(
        rx.cond(STATE.entries.length() > 0, entry_list(STATE.entries), nothing),
        id="day",
        title=date_text(STATE.opened, "long"),
        open=STATE.opened != "",
        on_close=STATE.close_day,
    )


def entry_list(entries: Any) -> rx.Component:
    """Return the entries of a day as a list."""
    return rx.el.ul(rx.foreach(entries, _entry), class_name="entries")


def _entry(entry: Any) -> rx.Component:
    item = entry.item
    return rx.el.li(
        layer_dot(item.layer),
        rx.el.div(
            rx.el.p(_title(entry), class_name="title"),
            rx.el.p(
                rx.el.span(layer_words(item.layer), class_name="visually-hidden"),
                when(item.starts_time, rx.el.span(_times(item))),
                rx.cond(entry.is_long, rx.el.span(_dates(item))),
                when(item.class_title, rx.el.span(item.class_title)),
                when(item.location, rx.el.span(item.location)),
                rx.cond(item.status != "", _attendance(item)),
                class_name="meta",
            ),
            rx.cond(item.layer != Layer.ATTENDANCE.value, when(item.detail, rx.el.p(item.detail, class_name="detail"))),
            rx.cond(STATE.is_family, _children(item)),
        ),
        key=item.key,
    )


def _title(entry: Any) -> rx.Component:
    item = entry.item
    unnamed = (item.title == "") & (item.layer == Layer.NO_SCHOOL.value)
    words = rx.el.span(rx.cond(unnamed, t("No school"), item.title))
    href = assignment_page(item, student_id=entry.class_of)
    return rx.cond(entry.class_of > 0, page_link(words, href=href), words)


def _times(item: Any) -> rx.Var[str]:
    return t("{first} to {last}", first=time_text(item.starts_time), last=time_text(item.ends_time))


def _dates(item: Any) -> rx.Var[str]:
    return t("{first} to {last}", first=date_text(item.starts_on, "short"), last=date_text(item.ends_on, "short"))


def _attendance(item: Any) -> rx.Component:
    return rx.fragment(attendance_mark(item.status, item.excuse), rx.el.span(t("Period {period}", period=item.detail)))


def _children(item: Any) -> rx.Component:
    def child(student: Any) -> rx.Component:
        name = rx.el.span(
            avatar(initials=student.initials, color=student.color, small=True), student.first_name, class_name="whose"
        )
        return rx.cond(item.student_ids.contains(student.id), name)

    return rx.el.p(rx.foreach(PortalState.students, child), class_name="meta")
