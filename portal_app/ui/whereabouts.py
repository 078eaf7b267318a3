"""Where a child is now, in a sentence: the first line of the schedule and of each child on the home page.

`where` is a Var of `domain.schedule.Whereabouts`, `name` the child's first name.
"""

from typing import Any

import reflex as rx

from portal_app.domain.enrollment.academic_calendar import WhyNoSchool
from portal_app.domain.schedule import Where
from portal_app.ui.i18n import date_text, t, time_text
from portal_app.ui.text import Text


def where_sentence(*, name: Text, where: Any, today: Text = "") -> rx.Var[str]:
    """Return the sentence for "where is my child now?"; with `today` (ISO) near dates are "today" or "tomorrow"."""
    return rx.match(
        where.where,
        (Where.IN_CLASS.value, _in_class(name, where.now)),
        (Where.BREAK.value, _until_class(name, where.next)),
        (Where.BEFORE_SCHOOL.value, _first_class(name, where.next)),
        (Where.AFTER_SCHOOL.value, t("{name} has no more classes today.", name=name)),
        (Where.NO_CLASSES.value, t("{name} has no classes today.", name=name)),
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
        lambda **more: t("{name} is in {course}, room {room}, until {time}.", **more),
        lambda **more: t("{name} is in {course} until {time}.", **more),
        name=name,
        time=time_text(entry.ends_time),
    )


def _until_class(name: Text, entry: Any) -> rx.Var[str]:
    return _with_room(
        entry,
        lambda **more: t("{name} has no class until {time}; then {course}, room {room}.", **more),
        lambda **more: t("{name} has no class until {time}; then {course}.", **more),
        name=name,
        time=time_text(entry.starts_time),
    )


def _first_class(name: Text, entry: Any) -> rx.Var[str]:
    return _with_room(
        entry,
        lambda **more: t("School begins for {name} at {time}: {course}, room {room}.", **more),
        lambda **more: t("School begins for {name} at {time}: {course}.", **more),
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
