"""A child on the home page: where they are now, what is missing and due."""

from typing import Any

import reflex as rx

from portal_app.domain.access import Right
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from portal_app.ui.badges import badge, child_chip, child_color
from portal_app.ui.cards import card
from portal_app.ui.enrollment import school_and_grade
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import t
from portal_app.ui.links import assignment_page, student_page
from portal_app.ui.text import when
from portal_app.ui.whereabouts import attendance_note, call_school, tone_of, where_sentence
from portal_app.ui.years import unless_between

STATE: Any = HomeState


def children() -> rx.Component:
    """Return a card for each child, oldest first."""
    return rx.el.div(rx.foreach(PortalState.students, _child), class_name="home-children")


def _child(student: Any) -> rx.Component:
    """Return a student's card. `home_of` has where the child is, the state of every page has name and rights."""
    return rx.foreach(STATE.children, lambda child: rx.cond(child.student_id == student.id, _card(student, child)))


def _card(student: Any, child: Any) -> rx.Component:
    return card(
        rx.el.h2(_name(student), class_name="home-name"),
        rx.cond(child.where, _where(student, child)),
        _missing(student, child),
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


def _linked(words: Any, student: Any, address: Any) -> Any:
    """Return the words, as a link to an assignment if the viewer may see the grades."""
    return rx.cond(student.rights.contains(Right.GRADES.value), page_link(words, href=address), words)
