"""A day of the attendance calendar in a sheet: its periods, and how much of a day they count by the school's rule."""

from typing import Any

import reflex as rx

from portal_app.domain.enrollment.academic_calendar import WhyNoSchool
from portal_app.pages.attendance.state import AttendanceState
from portal_app.ui.dialogs import sheet
from portal_app.ui.excuses import attendance_mark, attendance_words, status_words
from portal_app.ui.i18n import date_text, t
from portal_app.ui.text import when

STATE: Any = AttendanceState


def day_sheet() -> rx.Component:
    """Return the sheet, open while a day is."""
    day = STATE.opened
    return sheet(
        _about(day),
        _shared_by_all(day),
        rx.el.ul(rx.foreach(day.periods, _period), class_name="day-periods"),
        rx.cond(day.state != "", rx.el.p(_counts_as(day), class_name="hint")),
        id="day",
        title=date_text(day.on, "long"),
        open=day.on != "",
        on_close=STATE.close_day,
    )


def _about(day: Any) -> rx.Component:
    off = t("No school: {reason}", reason=day.reason)
    words = rx.cond(day.why == WhyNoSchool.CALENDAR.value, off, day.reason)
    return when(words, rx.el.p(words))


def _shared_by_all(day: Any) -> rx.Component:
    """Return the code's name and comment that all periods share, once."""
    said = STATE.said
    return rx.fragment(
        rx.cond(_adds(said.name, day.status, day.state), rx.el.p(said.name)),
        when(said.comment, rx.el.p(_comment(said.comment))),
    )


def _adds(name: Any, status: Any, excuse: Any) -> Any:
    """Return whether the school's name of a code differs from the status and excuse that are shown anyway."""
    shown: Any = attendance_words(status, excuse)
    return (name != "") & (name.lower() != shown.lower())


def _comment(comment: Any) -> rx.Var[str]:
    return t("The school writes: {comment}", comment=comment)


def _period(period: Any) -> rx.Component:
    is_own = (period.name != STATE.said.name) & _adds(period.name, period.status, period.excuse)
    return rx.el.li(
        rx.el.p(
            rx.el.span(t("Period {period}", period=period.period), class_name="font-semibold"),
            rx.cond(
                period.status == "present",
                rx.el.span(status_words(period.status)),
                attendance_mark(period.status, period.excuse),
            ),
            class_name="meta",
        ),
        when(
            period.class_title,
            rx.el.p(
                rx.el.span(period.class_code, class_name="class-code"),
                rx.el.span(period.class_title),
                class_name="class-name",
            ),
        ),
        rx.cond(
            is_own | period.minutes.bool(),
            rx.el.p(
                rx.cond(is_own, rx.el.span(period.name)),
                rx.cond(period.minutes, rx.el.span(_minutes(period))),
                class_name="class-facts",
            ),
        ),
        rx.cond((period.comment != "") & (period.comment != STATE.said.comment), rx.el.p(_comment(period.comment))),
        key=period.period + period.class_code,
    )


def _minutes(period: Any) -> rx.Var[str]:
    return t("{n} minute", "{n} minutes", n=period.minutes.to(int))


def _counts_as(day: Any) -> rx.Var[str]:
    return rx.match(
        day.days_absent,
        ("1", t("By the school's rule this is one day absent.")),
        ("0.5", t("By the school's rule this is half a day absent.")),
        rx.cond(
            day.has_absence,
            t("By the school's rule this is part of a day: less than counts as half a day absent."),
            t("By the school's rule this is no day absent."),
        ),
    )
