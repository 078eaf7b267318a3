"""The schedule page: where is my child now, today's classes, the year's grid."""

from typing import Any

import reflex as rx

from portal_app.pages.layout import about_student
from portal_app.pages.schedule.classes import class_name, day_label, teachers
from portal_app.pages.schedule.state import ScheduleState
from portal_app.pages.schedule.timetable import timetable
from portal_app.ui.alarm import alarm
from portal_app.ui.badges import badge
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.enrollment import school_and_grade
from portal_app.ui.i18n import date_text, t, time_text
from portal_app.ui.tables import Column, data_table
from portal_app.ui.text import when
from portal_app.ui.whereabouts import attendance_note, call_school, next_class, school_again, tone_of, where_sentence
from portal_app.ui.years import unless_between

STATE: Any = ScheduleState
"""The state as its view sees it: every field a Var."""


def schedule_page() -> rx.Component:
    """Return the page at `/schedule`."""
    return about_student(
        _where_now(),
        _today(),
        _year(),
        alarm(moment=STATE.holds_until, server_now=STATE.as_of, on_time=STATE.load),
        active="schedule",
        title=t("Schedule"),
    )


def _where_now() -> rx.Component:
    where, today = STATE.where, STATE.day.on
    sentence = unless_between(
        where_sentence(name=STATE.student.first_name, where=where, today=today), student=STATE.student, where=where
    )
    note = attendance_note(where)
    return rx.el.div(
        page_header(title=t("Schedule"), summary=sentence, tone=tone_of(where)),
        call_school(where),
        when(note, rx.el.p(note, class_name="text-soft")),
        when(next_class(where=where), rx.el.p(next_class(where=where), class_name="text-soft")),
        when(school_again(where=where), rx.el.p(school_again(where=where), class_name="text-soft")),
        class_name="grid gap-2",
    )


def _today() -> rx.Component:
    day = STATE.day
    return rx.cond(
        day.classes.length() > 0,
        card(
            rx.el.p(
                rx.el.span(date_text(day.on, "long")),
                rx.foreach(day.schools, _about_the_day),
                class_name="day-facts",
            ),
            # classes with a time come first: without a time there, there is none at all
            rx.cond(day.classes[0].starts_time, _class_list(timed=True), _class_list(timed=False)),
            heading=t("Today's classes"),
            id="today",
        ),
    )


def _about_the_day(school: Any) -> rx.Component:
    """Return what is special about a school's day: the rotating day, other bells, the school's remark."""
    return rx.fragment(
        when(school.day_label, badge(day_label(school.day_label), tone="info")),
        when(school.bells, badge(school.bells)),
        when(school.remark, rx.el.span(school.remark)),
    )


def _class_list(*, timed: bool) -> rx.Component:
    time = Column(heading=t("Time"), cell=_time, names_row=True)
    period = Column(heading=t("Period"), cell=lambda entry: entry.period, names_row=not timed)
    rest = [
        Column(heading=t("Class"), cell=_class),
        Column(heading=t("Room"), cell=lambda entry: entry.room),
        Column(heading=t("Teacher"), cell=lambda entry: teachers(entry, student=STATE.student)),
    ]
    columns = [time, period, *rest] if timed else [period, *rest]
    return data_table(
        caption=t("Today's classes"),
        caption_hidden=True,
        columns=columns,
        rows=STATE.day.classes,
        data_timed=str(timed).lower(),
    )


def _time(entry: Any) -> rx.Component:
    from_to = t("{first} to {last}", first=time_text(entry.starts_time), last=time_text(entry.ends_time))
    in_progress = (STATE.where.now.section_id == entry.section_id) & (STATE.where.now.starts_time == entry.starts_time)
    return rx.el.span(
        rx.cond(entry.starts_time, rx.el.span(from_to), rx.el.span(t("Time not known"))),
        rx.cond(in_progress, badge(t("now"), tone="info")),
        class_name="term-name",
    )


def _class(entry: Any) -> rx.Component:
    return rx.el.span(
        class_name(entry, student=STATE.student),
        # the day's own label is shown above the list
        rx.cond(
            entry.day_label != STATE.day.schools[0].day_label, when(entry.day_label, badge(day_label(entry.day_label)))
        ),
        rx.cond(STATE.day.schools.length() > 1, rx.el.span(entry.school, class_name="text-soft")),
        class_name="term-name",
    )


def _year() -> rx.Component:
    nothing = empty_state(
        title=t("No schedule yet"),
        text=t("The classes appear here when the school has made the schedule."),
    )
    return rx.cond(STATE.grids.length() > 0, rx.foreach(STATE.grids, _school), nothing)


def _school(grid: Any) -> rx.Component:
    return card(
        timetable(grid, student=STATE.student),
        heading=t("Classes of {year}", year=grid.year),
        aside=rx.el.span(school_and_grade(school=grid.school, grade=grid.grade_level), class_name="text-soft"),
    )
