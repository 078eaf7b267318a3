"""Where a child is now, in a sentence: the first line of the schedule and of each child on the home page.

Each sentence says whether the school has recorded it or the timetable says so; the domain decides which.
`where` is a Var of `domain.schedule.Whereabouts`, `name` the child's first name.
"""

import functools
import operator
from typing import Any

import reflex as rx

from portal_app.domain.attendance.words import AttendanceStatus, Excuse
from portal_app.domain.enrollment.academic_calendar import WhyNoSchool
from portal_app.domain.schedule import Where
from portal_app.ui.contact import phone_address
from portal_app.ui.i18n import date_text, t, time_text
from portal_app.ui.text import Text, when


def where_sentence(*, name: Text, where: Any, today: Text = "") -> rx.Var[str]:
    """Return the sentence for "where is my child now?"; with `today` (ISO) near dates are "today" or "tomorrow".

    What the school has recorded for the class in progress comes first, then the timetable with the day's other entries.
    """
    return rx.cond(
        where.recorded,
        _recorded(name, where),
        rx.cond(_has_entries(where), _scheduled_with_entries(where), _by_timetable(name, where, today)),
    )


def tone_of(where: Any) -> rx.Var[str]:
    """Return the tone of the sentence: "bad" for a warning."""
    return rx.cond(where.is_missed, "bad", "")


def call_school(where: Any) -> rx.Component:
    """Return the link that calls the school, if it misses the student and has a phone number."""
    phone = where.recorded.phone
    link = rx.el.a(
        t("Call the school: {phone}", phone=phone), href=phone_address(phone), class_name="button where-call"
    )
    return rx.cond(where.is_missed, when(phone, link))


def attendance_note(where: Any) -> rx.Var[str]:
    """Return what stands behind the sentence: nothing recorded, or attendance that the viewer may not see; else ""."""
    during = _is_in(where.where, (Where.IN_CLASS.value, Where.BREAK.value, Where.AFTER_SCHOOL.value))
    nothing = ~where.recorded.bool() & ~_has_entries(where)
    return rx.cond(
        during & ~where.has_attendance,
        t("This is the timetable only: attendance is not shared with you."),
        rx.cond(during & nothing, t("The school has recorded no absence today."), ""),
    )


def _is_in(value: Any, words: tuple[str, ...]) -> Any:
    return functools.reduce(operator.or_, [value == word for word in words])


def _has_entries(where: Any) -> Any:
    return (where.absent.length() > 0) | (where.tardy.length() > 0) | (where.left_early.length() > 0)


def _recorded(name: Text, where: Any) -> rx.Var[str]:
    """Return what the school recorded for the class in progress, and the reason."""
    of = {"name": name, "period": where.recorded.period, "course": where.now.title}
    reason = where.recorded.reason
    fact = rx.match(
        where.recorded.status,
        (AttendanceStatus.ABSENT.value, t("{name} was marked absent in period {period} ({course}).", **of)),
        (AttendanceStatus.TARDY.value, t("{name} was marked tardy in period {period} ({course}).", **of)),
        (AttendanceStatus.EARLY_RELEASE.value, t("{name} left early in period {period} ({course}).", **of)),
        t("{name} was marked present in period {period} ({course}).", **of),
    )
    why = rx.match(
        where.recorded.excuse,
        (Excuse.EXCUSED.value, t("Excused: {reason}.", reason=reason)),
        (Excuse.EXEMPT.value, t("Exempt, so it does not count: {reason}.", reason=reason)),
        t("No reason recorded."),
    )
    explained = t("{fact} {reason}", fact=fact, reason=why)
    return rx.cond(where.recorded.status == AttendanceStatus.PRESENT.value, fact, explained)


def _scheduled_with_entries(where: Any) -> rx.Var[str]:
    """Return what the timetable says, and in brackets what was recorded for other periods of the day."""
    scheduled = rx.match(
        where.where,
        (Where.IN_CLASS.value, _scheduled_class(where.now)),
        (Where.BREAK.value, t("no class until {time}", time=time_text(where.next.starts_time))),
        (Where.BEFORE_SCHOOL.value, t("school from {time}", time=time_text(where.next.starts_time))),
        (Where.AFTER_SCHOOL.value, t("no more classes today")),
        (Where.NO_CLASSES.value, t("no classes today")),
        t("times not published"),
    )
    return t("Scheduled: {class} ({recorded}).", **{"class": scheduled, "recorded": _entries(where)})


def _scheduled_class(entry: Any) -> rx.Var[str]:
    return _with_room(
        entry,
        lambda **more: t("{course}, room {room}, until {time}", **more),
        lambda **more: t("{course} until {time}", **more),
        time=time_text(entry.ends_time),
    )


def _entries(where: Any) -> rx.Var[str]:
    """Return "marked absent in periods HR, 1; tardy in period 3"."""
    absent = t("marked absent in period {periods}", "marked absent in periods {periods}", **_periods(where.absent))
    tardy = t("marked tardy in period {periods}", "marked tardy in periods {periods}", **_periods(where.tardy))
    left = t("left early in period {periods}", "left early in periods {periods}", **_periods(where.left_early))
    first = _both(rx.cond(where.absent.length() > 0, absent, ""), rx.cond(where.tardy.length() > 0, tardy, ""))
    return _both(first, rx.cond(where.left_early.length() > 0, left, ""))


def _periods(names: Any) -> dict[str, Any]:
    return {"n": names.length(), "periods": names.join(", ")}


def _both(first: Any, second: Any) -> Any:
    """Return two independent remarks as one; each may be empty."""
    return rx.cond(
        second == "", first, rx.cond(first == "", second, t("{first}; {second}", first=first, second=second))
    )


def _by_timetable(name: Text, where: Any, today: Text) -> rx.Var[str]:
    return rx.match(
        where.where,
        (Where.IN_CLASS.value, _in_class(name, where.now)),
        (Where.BREAK.value, _until_class(name, where.next)),
        (Where.BEFORE_SCHOOL.value, _first_class(name, where.next)),
        (Where.AFTER_SCHOOL.value, t("By the timetable, {name} has no more classes today.", name=name)),
        (Where.NO_CLASSES.value, t("By the timetable, {name} has no classes today.", name=name)),
        (Where.NO_SCHOOL.value, _no_school(name, where)),
        (Where.NOT_ENROLLED.value, _not_enrolled(name, where, today)),
        t("The school has not published its daily times, so the portal can't say where {name} is now.", name=name),
    )


def school_again(*, where: Any, today: Text = "") -> rx.Var[str]:
    """Return when school is again, on a day without school; "" where that is not known or not the question."""
    known = (where.where == Where.NO_SCHOOL.value) & (where.school_again_on != "")
    date = date_text(where.school_again_on, "long")
    return rx.cond(known, t("The next school day is {date}.", date=date), "")


def next_class(*, where: Any) -> rx.Var[str]:
    """Return what follows the class in progress; "" when nothing does."""
    known = (where.where == Where.IN_CLASS.value) & where.next.bool()
    following = where.next
    return rx.cond(
        known,
        _with_room(
            following,
            lambda **more: t("Next: {course} at {time}, room {room}", **more),
            lambda **more: t("Next: {course} at {time}", **more),
            time=time_text(following.starts_time),
        ),
        "",
    )


def _in_class(name: Text, entry: Any) -> rx.Var[str]:
    return _with_room(
        entry,
        lambda **more: t("By the timetable, {name} is in {course}, room {room}, until {time}.", **more),
        lambda **more: t("By the timetable, {name} is in {course} until {time}.", **more),
        name=name,
        time=time_text(entry.ends_time),
    )


def _until_class(name: Text, entry: Any) -> rx.Var[str]:
    return _with_room(
        entry,
        lambda **more: t("By the timetable, {name} has no class until {time}; then {course}, room {room}.", **more),
        lambda **more: t("By the timetable, {name} has no class until {time}; then {course}.", **more),
        name=name,
        time=time_text(entry.starts_time),
    )


def _first_class(name: Text, entry: Any) -> rx.Var[str]:
    return _with_room(
        entry,
        lambda **more: t("By the timetable, school begins for {name} at {time}: {course}, room {room}.", **more),
        lambda **more: t("By the timetable, school begins for {name} at {time}: {course}.", **more),
        name=name,
        time=time_text(entry.starts_time),
    )


def _with_room(entry: Any, with_room: Any, without: Any, **more: Any) -> rx.Var[str]:
    """Return the one sentence or the other: not every class has a room."""
    more = {**more, "course": entry.title}
    return rx.cond(entry.room != "", with_room(**more, room=entry.room), without(**more))


def _no_school(name: Text, where: Any) -> rx.Var[str]:
    return rx.match(
        where.why,
        (WhyNoSchool.CALENDAR.value, t("No school for {name} today: {reason}.", name=name, reason=where.remark)),
        (WhyNoSchool.WEEKEND.value, t("It is the weekend: no school for {name}.", name=name)),
        (WhyNoSchool.YEAR_OVER.value, t("The school year is over: no school for {name}.", name=name)),
        (WhyNoSchool.YEAR_NOT_BEGUN.value, t("The school year has not begun: no school for {name} yet.", name=name)),
        t("No school for {name} today.", name=name),
    )


def _not_enrolled(name: Text, where: Any, today: Text) -> rx.Var[str]:
    date = date_text(where.school_again_on, "long")
    return rx.cond(
        (where.school_again_on != ""),
        t("{name} begins at {school} on {date}.", name=name, school=where.next_school, date=date),
        t("{name} is not enrolled at a school at the moment.", name=name),
    )
