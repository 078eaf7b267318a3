"""A child on the home page: where they are now, what is missing and due, what is new."""

from typing import Any

import reflex as rx

from portal_app.domain.access import Right
from portal_app.domain.home import ActivityKind
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from portal_app.ui.badges import badge, child_chip, child_color, flag_badges
from portal_app.ui.cards import card
from portal_app.ui.enrollment import school_and_grade
from portal_app.ui.excuses import attendance_mark
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, moment_text, number_text, t
from portal_app.ui.links import assignment_page, grade_page, student_page
from portal_app.ui.text import when
from portal_app.ui.whereabouts import attendance_note, call_school, tone_of, where_sentence
from portal_app.ui.years import unless_between

STATE: Any = HomeState

AT_ONCE = 4
"""How many activity items are shown before the parent opens the rest."""


def children() -> rx.Component:
    """Return a card for each child, oldest first."""
    return rx.el.div(rx.foreach(PortalState.students, _child), class_name="home-children")


def _child(student: Any) -> rx.Component:
    """Return a student's card. `home_of` has the child's activity, the state of every page has name and rights."""
    return rx.foreach(STATE.children, lambda child: rx.cond(child.student_id == student.id, _card(student, child)))


def _card(student: Any, child: Any) -> rx.Component:
    return card(
        rx.el.h2(_name(student), class_name="home-name"),
        rx.cond(child.where, _where(student, child)),
        _missing(student, child),
        _activity(student, child),
        _due(student, t("Due today"), child.due_today),
        _due(student, t("Due tomorrow"), child.due_tomorrow),
        data_child=child_color(student.color),
        key=student.id.to_string(),
    )


def _where(student: Any, child: Any) -> rx.Component:
    """Return where the child is, and what that rests on."""
    note = attendance_note(child.where)
    return rx.fragment(
        rx.el.p(
            unless_between(
                where_sentence(name=child.first_name, where=child.where, today=STATE.today),
                student=student,
                where=child.where,
            ),
            class_name="where-line",
            data_tone=tone_of(child.where),
        ),
        call_school(child.where),
        when(note, rx.el.p(note, class_name="hint")),
    )


def _name(student: Any) -> rx.Component:
    chip = child_chip(
        name=student.full_name,
        initials=student.initials,
        color=student.color,
        detail=school_and_grade(school=student.school, grade=student.grade_level),
    )
    link = page_link(chip, href=student_page("/schedule/", student.id), class_name="home-link")
    return rx.cond(student.rights.contains(Right.SCHEDULE.value), link, chip)


def _missing(student: Any, child: Any) -> rx.Component:
    count = child.missing.to(int)
    words = badge(t("{n} missing assignment", "{n} missing assignments", n=count), tone="bad", icon_name="missing")
    return rx.cond(
        count > 0, rx.el.p(page_link(words, href=student_page("/todo/", student.id), class_name="home-link"))
    )


def _due(student: Any, heading: Any, items: Any) -> rx.Component:
    def one(item: Any) -> rx.Component:
        return rx.el.li(
            _linked(rx.el.span(item.name), student, assignment_page(item, student_id=student.id)),
            rx.el.span(item.class_title, class_name="text-soft"),
            rx.cond(item.is_ticked, badge(t("Checked off by you"), tone="good", icon_name="check")),
            key=item.assignment_id.to_string(),
        )

    shown = rx.el.div(rx.el.h3(heading), rx.el.ul(rx.foreach(items, one), class_name="home-lines"))
    return rx.cond(items.length() > 0, shown)


def _activity(student: Any, child: Any) -> rx.Component:
    """Return the recent activity: the latest items, and the rest in a details element."""
    heading = rx.cond(STATE.since == "", t("New in the last week"), t("New since your last visit"))
    rest = rx.el.details(
        rx.el.summary(t("Show {n} more", "Show {n} more", n=child.activity.length() - AT_ONCE), class_name="home-more"),
        _items(student, child.activity[AT_ONCE:]),
        rx.cond(
            child.more_activity > 0,
            rx.el.p(t("and {n} earlier entry", "and {n} earlier entries", n=child.more_activity), class_name="hint"),
        ),
    )
    shown = rx.el.div(
        rx.el.h3(heading),
        _items(student, child.activity[:AT_ONCE]),
        rx.cond(child.activity.length() > AT_ONCE, rest),
    )
    return rx.cond(child.activity.length() > 0, shown)


def _items(student: Any, items: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(items, lambda item: _item(student, item)), class_name="home-lines")


def _item(student: Any, item: Any) -> rx.Component:
    content = rx.match(
        item.kind,
        (ActivityKind.SCORE.value, _score(student, item)),
        (ActivityKind.GRADE.value, _grade(student, item)),
        _attendance(student, item),
    )
    return rx.el.li(content)


def _line(name: Any, *result: Any, about: tuple[Any, ...], at: Any) -> rx.Component:
    """Return an activity item: its name, at the end of the line the result, below the class or task and the moment."""
    posted_at = rx.el.span(moment_text(at, "short", today=STATE.today))
    return rx.fragment(
        rx.el.span(name, rx.el.span(*result, class_name="result"), class_name="head"),
        rx.el.span(*about, posted_at, class_name="foot"),
    )


def _score(student: Any, item: Any) -> rx.Component:
    of = t("{points} of {possible}", points=item.points, possible=item.possible)
    points = rx.cond(item.possible != "", of, item.points)
    return _line(
        _linked(rx.el.span(item.title), student, assignment_page(item, student_id=student.id)),
        flag_badges(item.flags, is_counted=~(item.flags.contains("exempt") | item.flags.contains("dropped"))),
        when(item.points, rx.el.strong(points)),
        when(item.letter_grade, rx.el.strong(item.letter_grade)),
        about=(rx.el.span(item.class_title),),
        at=item.at,
    )


def _grade(student: Any, item: Any) -> rx.Component:
    task = t("{task}, {term}", task=item.title, term=item.term)
    return _line(
        _linked(rx.el.span(item.class_title), student, grade_page(item, student_id=student.id)),
        badge(t("Final")),
        rx.el.strong(rx.cond(item.letter_grade != "", item.letter_grade, number_text(item.percent, percent=True))),
        about=(rx.el.span(task),),
        at=item.at,
    )


def _attendance(student: Any, item: Any) -> rx.Component:
    on = date_text(item.on, "short", today=STATE.today)
    words = rx.el.span(t("{date}, period {periods}", date=on, periods=item.periods))
    link = page_link(words, href=student_page("/attendance/", student.id))
    return _line(link, about=(attendance_mark(item.status, item.excuse),), at=item.at)


def _linked(words: Any, student: Any, address: Any) -> Any:
    """Return the words, as a link to a grade or an assignment if the viewer may see the grades."""
    return rx.cond(student.rights.contains(Right.GRADES.value), page_link(words, href=address), words)
