"""Recent activity by day (`domain.recent`): each item with its child, result and time; groups unfold on a tap."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from portal_app.domain.recent import ActivityKind, Importance
from portal_app.ui.badges import avatar, badge, flag_badges, unread_dot
from portal_app.ui.cards import card
from portal_app.ui.excuses import attendance_mark
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, number_text, t, time_text
from portal_app.ui.icons import icon
from portal_app.ui.links import assignment_page, grade_page, student_page
from portal_app.ui.notices import notice
from portal_app.ui.text import when


def activity_days(days: Any, *, students: Any, today: Any, on_open: Callable[[Any], Any]) -> rx.Component:
    """Return a card for each day (`RecentDay`); `on_open(id)` tells that a notice was opened."""
    return rx.foreach(days, lambda day: _day(day, students, today, on_open))


def activity_lines(days: Any, *, students: Any, today: Any) -> rx.Component:
    """Return the days' groups under small headings, for a card among others."""

    def lines(day: Any) -> rx.Component:
        return rx.el.div(
            rx.el.h3(date_text(day.on, "day", today=today), class_name="activity-day"),
            _groups(day.groups, students, today),
            key=day.on,
        )

    return rx.foreach(days, lines)


def _day(day: Any, students: Any, today: Any, on_open: Callable[[Any], Any]) -> rx.Component:
    return card(
        _groups(day.groups, students, today),
        rx.foreach(day.notices, lambda one: notice(one, on_open)),
        _groups(day.minor_groups, students, today),
        heading=rx.el.span(date_text(day.on, "long", today=today), class_name="activity-day"),
        key=day.on,
    )


def _groups(groups: Any, students: Any, today: Any) -> rx.Component:
    def group(one: Any) -> rx.Component:
        return rx.cond(one.is_folded, _folded(one, students, today), _items(one.activity, students, today))

    return rx.cond(groups.length() > 0, rx.el.div(rx.foreach(groups, group), class_name="activity"))


def _folded(group: Any, students: Any, today: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            _child(group, students, lambda child: avatar(initials=child.initials, color=child.color, small=True)),
            rx.el.span(
                _sentence(group),
                rx.el.span(_first_name(group, students), unread_dot(group.unread > 0), class_name="foot"),
            ),
            icon("chevron", class_name="chevron"),
        ),
        _items(group.activity, students, today),
        class_name="activity-group",
    )


def _sentence(group: Any) -> rx.Var[str]:
    n, of = group.activity.length(), {"task": group.title, "term": group.term}
    grades = rx.cond(
        group.below_passing > 0,
        t(
            "{task}, {term}: {n} grade posted, {below} below passing",
            "{task}, {term}: {n} grades posted, {below} below passing",
            n=n,
            below=group.below_passing,
            **of,
        ),
        t("{task}, {term}: {n} grade posted", "{task}, {term}: {n} grades posted", n=n, **of),
    )
    return rx.match(
        group.importance,
        (Importance.TURNED_IN.value, t("{n} assignment turned in", "{n} assignments turned in", n=n)),
        (Importance.SCORE.value, t("{n} score posted", "{n} scores posted", n=n)),
        grades,
    )


def _items(items: Any, students: Any, today: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(items, lambda item: _item(item, students, today)), class_name="activity-lines")


def _item(item: Any, students: Any, today: Any) -> rx.Component:
    content = rx.match(
        item.kind,
        (ActivityKind.SCORE.value, _score(item, students)),
        (ActivityKind.GRADE.value, _grade(item, students)),
        (ActivityKind.SCHEDULE.value, _schedule(item, students)),
        _attendance(item, students, today),
    )
    return rx.el.li(
        _child(item, students, lambda child: avatar(initials=child.initials, color=child.color, small=True)),
        content,
        data_unread=rx.cond(item.is_unread, item.change_ids.to(list[str]).join(" "), ""),
        key=item.change_ids.to(list[str]).join(" "),
    )


def _line(item: Any, students: Any, link: Any, *result: Any, about: tuple[Any, ...] = ()) -> rx.Component:
    """Return an item: what it is, at the end of the line the result; below it whose it is, what about, and when."""
    return rx.el.div(
        rx.el.span(link, rx.el.span(*result, unread_dot(item.is_unread), class_name="result"), class_name="head"),
        rx.el.span(_first_name(item, students), *about, rx.el.span(time_text(item.at)), class_name="foot"),
        class_name="line",
    )


def _score(item: Any, students: Any) -> rx.Component:
    of = t("{points} of {possible}", points=item.points, possible=item.possible)
    points = rx.cond(item.possible != "", of, item.points)
    return _line(
        item,
        students,
        page_link(rx.el.span(item.title), href=assignment_page(item, student_id=item.student_id)),
        flag_badges(item.flags, is_counted=~(item.flags.contains("exempt") | item.flags.contains("dropped"))),
        when(item.points, rx.el.strong(points)),
        when(item.letter_grade, rx.el.strong(item.letter_grade)),
        about=(rx.el.span(item.class_title),),
    )


def _grade(item: Any, students: Any) -> rx.Component:
    is_low = item.importance == Importance.LOW_GRADE.value
    return _line(
        item,
        students,
        page_link(rx.el.span(item.class_title), href=grade_page(item, student_id=item.student_id)),
        rx.cond(is_low, badge(t("Below passing"), tone="bad", icon_name="alert"), badge(t("Final"))),
        rx.el.strong(rx.cond(item.letter_grade != "", item.letter_grade, number_text(item.percent, percent=True))),
        about=(rx.el.span(t("{task}, {term}", task=item.title, term=item.term)),),
    )


def _attendance(item: Any, students: Any, today: Any) -> rx.Component:
    on = date_text(item.on, "short", today=today)
    words = rx.el.span(t("{date}, period {periods}", date=on, periods=item.periods))
    link = page_link(words, href=student_page("/attendance/", item.student_id), class_name="on")
    return _line(item, students, link, about=(attendance_mark(item.status, item.excuse),))


def _schedule(item: Any, students: Any) -> rx.Component:
    link = page_link(rx.el.span(t("Classes were changed")), href=student_page("/schedule/", item.student_id))
    return _line(item, students, link)


def _first_name(item: Any, students: Any) -> rx.Component:
    return _child(item, students, lambda child: rx.el.span(child.first_name))


def _child(item: Any, students: Any, shown: Callable[[Any], rx.Component]) -> rx.Component:
    return rx.foreach(students, lambda child: rx.cond(child.id == item.student_id, shown(child)))
