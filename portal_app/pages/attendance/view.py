"""The attendance page: how much was missed in a sentence, the calendar, an opened day, the summaries."""

from typing import Any

import reflex as rx

from portal_app.domain.enrollment.academic_calendar import WhyNoSchool
from portal_app.pages.attendance.day import day_sheet
from portal_app.pages.attendance.state import AttendanceState
from portal_app.pages.attendance.summaries import summaries
from portal_app.pages.layout import about_student
from portal_app.ui.cards import alert, card, empty_state, page_header
from portal_app.ui.excuses import attendance_legend, attendance_sign, attendance_words, excuse_words, status_words
from portal_app.ui.forms import button
from portal_app.ui.i18n import date_text, number_text, t
from portal_app.ui.months import month_table, stepper, swipe
from portal_app.ui.years import year_selector

STATE: Any = AttendanceState
"""The state as its view sees it: every field a Var."""


def attendance_page() -> rx.Component:
    """Return the page at `/attendance`."""
    nothing = empty_state(
        title=t("No attendance yet"),
        text=t("Attendance appears here as soon as the school takes it, period by period."),
    )
    known = rx.fragment(_help_early(), _today(), _calendar(), summaries(), day_sheet())
    return about_student(
        page_header(title=t("Attendance"), summary=_summary()),
        year_selector(student=STATE.student, school_year=STATE.school_year),
        rx.cond(STATE.year == "", nothing, known),
        active="attendance",
        title=t("Attendance"),
    )


def _summary() -> rx.Var[str]:
    name, so_far = STATE.student.first_name, STATE.so_far
    absent, days = number_text(so_far.days_absent), so_far.instructional_days
    is_partial = so_far.partial_days > 0
    uncounted = rx.match(
        so_far.days_absent,
        (
            "0",
            rx.cond(
                is_partial,
                t("{name} has not missed a full day this school year.", name=name),
                t("No absences of {name} are recorded this school year.", name=name),
            ),
        ),
        ("1", t("{name} was absent one day this school year.", name=name)),
        t("{name} was absent {absent} days this school year.", name=name, absent=absent),
    )
    not_missed = rx.cond(
        is_partial,
        t(
            "{name} has not missed a full day: {n} school day so far.",
            "{name} has not missed a full day: {n} school days so far.",
            name=name,
            n=days,
        ),
        t(
            "{name} has not missed a day: {n} school day so far.",
            "{name} has not missed a day: {n} school days so far.",
            name=name,
            n=days,
        ),
    )
    counted = rx.cond(
        so_far.days_absent == "0",
        not_missed,
        t("{name} was absent {absent} of {n} school day so far.",
          "{name} was absent {absent} of {n} school days so far.", name=name, absent=absent, n=days),
    )  # fmt: skip
    now = rx.cond(days == 0, uncounted, counted)
    return rx.cond(STATE.year == "", "", rx.cond(STATE.school_year.is_over, _summary_of_year(), now))


def _summary_of_year() -> rx.Var[str]:
    """Return how much was missed of a school year that is over."""
    so_far = STATE.so_far
    about = {"name": STATE.student.first_name, "year": STATE.year, "absent": number_text(so_far.days_absent)}
    counted = t(
        "{name} was absent {absent} of {n} school day in {year}.",
        "{name} was absent {absent} of {n} school days in {year}.",
        n=so_far.instructional_days,
        **about,
    )
    uncounted = t("Days absent in {year}: {absent}.", **about)
    return rx.cond(so_far.instructional_days == 0, uncounted, counted)


def _help_early() -> rx.Component:
    """Return the note about chronic absence: shown early, and without blame."""
    so_far = STATE.so_far
    words = t(
        "Every missed day counts here, whatever the reason. So far it is {percent} of the school days; from a tenth "
        "on, keeping up gets hard. If something makes it difficult to come to school, please talk to {school}: "
        "they would like to help.",
        percent=number_text(so_far.absence_rate, digits=0, percent=True),
        school=STATE.student.school,
    )
    return rx.cond(so_far.is_chronically_absent & ~STATE.school_year.is_over, alert(words, tone="warn"))


def _today() -> rx.Component:
    """Return what was recorded today, which is what a parent looks for during the day."""
    day = STATE.this_day
    words = t("Recorded today: {what}.", what=attendance_words(day.status, day.state))
    shown = rx.el.div(
        rx.el.p(attendance_sign(day.status, day.state), rx.el.span(words), class_name="excuse"),
        button(t("Show the periods"), kind="quiet", on_click=STATE.open_day(day.on)),
        class_name="recorded-today",
        data_state=day.state,
    )
    return rx.cond(day.state != "", shown)


def _calendar() -> rx.Component:
    count = STATE.months.length()
    span = t("{first} to {last}", first=_month(STATE.months[0].first), last=_month(STATE.months[count - 1].first))
    return card(
        stepper(
            span,
            earlier=t("Earlier months"),
            later=t("Later months"),
            on_earlier=STATE.slide(-1),
            on_later=STATE.slide(1),
            is_first=STATE.is_first,
            is_last=STATE.is_last,
            data_for="desktop",
        ),
        stepper(
            _month(STATE.front),
            earlier=t("Earlier month"),
            later=t("Later month"),
            on_earlier=STATE.turn(-1),
            on_later=STATE.turn(1),
            is_first=STATE.front_is_first,
            is_last=STATE.front_is_last,
            data_for="phone",
        ),
        swipe(
            rx.foreach(STATE.months, _month_view),
            on_earlier=STATE.turn(-1),
            on_later=STATE.turn(1),
            class_name="months",
        ),
        attendance_legend(),
        aria_label=t("Calendar"),
    )


def _month(first: Any) -> rx.Var[str]:
    return date_text(first, "month")


def _month_view(month: Any) -> rx.Component:
    return month_table(
        weeks=month.weeks,
        cell=_cell,
        caption=_month(month.first),
        data_front=month.is_front.to_string(),
        key=month.first,
    )


def _cell(day: Any) -> rx.Component:
    opens = (day.periods.length() > 0) | (day.reason != "")
    return rx.cond(day.day_of_month > 0, rx.cond(opens, _open_day(day), _plain_day(day)))


def _open_day(day: Any) -> rx.Component:
    return rx.el.button(
        rx.el.span(day.day_of_month),
        rx.cond(day.state != "", attendance_sign(day.status, day.state)),
        type="button",
        on_click=STATE.open_day(day.on),
        aria_label=_label(day),
        **_looks(day),
    )


def _plain_day(day: Any) -> rx.Component:
    heard = rx.cond(day.is_school_day, rx.fragment(), rx.el.span(t("no school"), class_name="visually-hidden"))
    return rx.el.span(rx.el.span(day.day_of_month), heard, **_looks(day))


def _looks(day: Any) -> dict[str, Any]:
    return {
        "class_name": "day",
        "data_state": day.state,
        "data_school": day.is_school_day.to_string(),
        "aria_current": rx.cond(day.is_today, "date", "false"),
    }


def _label(day: Any) -> rx.Var[str]:
    """Return the label of the day's button, such as "Monday, October 5, 2026: Absent, Unexcused"."""
    on = date_text(day.on, "long")
    return rx.cond(
        day.state != "",
        t("{date}: {status}, {excuse}", date=on, status=status_words(day.status), excuse=excuse_words(day.state)),
        rx.cond(
            day.why == WhyNoSchool.CALENDAR.value,
            t("{date}: no school, {reason}", date=on, reason=day.reason),
            rx.cond(day.reason != "", t("{date}: {what}", date=on, what=day.reason), t("{date}: present", date=on)),
        ),
    )
