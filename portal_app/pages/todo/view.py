"""The to-do page: missing assignments first, then by due date; each can be ticked off."""

from typing import Any

import reflex as rx

from portal_app.pages.layout import about_student
from portal_app.pages.todo.state import TodoState
from portal_app.ui.badges import badge, child_chip, status_badge
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, t
from portal_app.ui.icons import icon
from portal_app.ui.links import TODO_PAGE, assignment_page, student_page

STATE: Any = TodoState
"""The state as its view sees it: every field a Var."""


def todo_page() -> rx.Component:
    """Return the page at `/todo`."""
    todo = STATE.todo
    groups = (
        (t("Missing"), todo.missing, True),
        (t("Due today"), todo.today, False),
        (t("Due tomorrow"), todo.tomorrow, False),
        (t("Due this week"), todo.this_week, True),
    )
    return about_student(
        _summary(),
        *[rx.cond(items.length() > 0, _group(heading, items, dated)) for heading, items, dated in groups],
        rx.cond(todo.later.length() > 0, _later()),
        rx.cond(_count() == 0, _nothing()),
        active="todo",
        title=t("To Do List"),
    )


def _count() -> Any:
    todo = STATE.todo
    lists = (todo.missing, todo.today, todo.tomorrow, todo.this_week, todo.later)
    return sum((items.length() for items in lists[1:]), lists[0].length())


def _summary() -> rx.Component:
    note = t("Ticking off is your own note: the school does not see it, and it changes no grade.")
    return rx.el.div(
        page_header(title=t("To Do List"), summary=rx.cond(STATE.of_all, _of_all(), _of_child())),
        rx.cond(STATE.soon > 0, rx.el.p(_soon(), class_name="text-soft")),
        rx.cond(STATE.students.length() > 1, _choice()),
        rx.cond(_count() > 0, rx.el.p(note, class_name="text-soft")),
        class_name="grid gap-3 justify-items-start",
    )


def _of_child() -> Any:
    missing, ticked, child = STATE.missing, STATE.missing_ticked, STATE.student.first_name
    some = t("{child} has {n} missing assignment.", "{child} has {n} missing assignments.", n=missing, child=child)
    some_ticked = t(
        "{child} has {n} missing assignment, {ticked} checked off by you.",
        "{child} has {n} missing assignments, {ticked} checked off by you.",
        n=missing,
        ticked=ticked,
        child=child,
    )
    nothing = t("Nothing is missing for {child}.", child=child)
    return rx.cond(missing > 0, rx.cond(ticked > 0, some_ticked, some), nothing)


def _of_all() -> Any:
    missing, ticked = STATE.missing, STATE.missing_ticked
    some = t("{n} assignment is missing.", "{n} assignments are missing.", n=missing)
    some_ticked = t(
        "{n} assignment is missing, {ticked} checked off by you.",
        "{n} assignments are missing, {ticked} checked off by you.",
        n=missing,
        ticked=ticked,
    )
    nothing = t("Nothing is missing for any of your children.")
    return rx.cond(missing > 0, rx.cond(ticked > 0, some_ticked, some), nothing)


def _soon() -> Any:
    due, ticked = STATE.soon, STATE.soon_ticked
    some = t("{n} assignment is due by tomorrow.", "{n} assignments are due by tomorrow.", n=due)
    some_ticked = t(
        "{n} assignment is due by tomorrow, {ticked} checked off by you.",
        "{n} assignments are due by tomorrow, {ticked} checked off by you.",
        n=due,
        ticked=ticked,
    )
    return rx.cond(ticked > 0, some_ticked, some)


def _choice() -> rx.Component:
    child = student_page(TODO_PAGE, STATE.student.id)
    return rx.el.nav(
        page_link(STATE.student.first_name, href=child, aria_current=rx.cond(STATE.of_all, "false", "true")),
        page_link(t("All children"), href="/todo/?all=1", aria_current=rx.cond(STATE.of_all, "true", "false")),
        aria_label=t("Whose to-do list"),
        class_name="choice",
    )


def _nothing() -> rx.Component:
    return empty_state(
        title=t("Nothing to do"),
        text=t("Missing work, and work that is due soon, appears here from all classes as teachers enter it."),
    )


def _group(heading: Any, items: Any, dated: bool) -> rx.Component:
    """Return the assignments under one heading; `dated` shows each one's due date, where the heading does not."""
    return card(rx.el.ul(rx.foreach(items, lambda item: _item(item, dated)), class_name="todo"), heading=heading)


def _later() -> rx.Component:
    items = STATE.todo.later
    return rx.el.details(
        rx.el.summary(t("Due later"), badge(items.length().to_string()), icon("chevron", class_name="chevron")),
        rx.el.ul(rx.foreach(items, lambda item: _item(item, True)), class_name="todo"),
        class_name="card later",
    )


def _item(item: Any, dated: bool) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        checked=item.is_ticked,
        on_change=lambda done: STATE.mark_done(item.student_id, item.assignment_id, done),
        aria_label=t("{name} is dealt with", name=item.name),
    )
    link = page_link(item.name, href=assignment_page(item, student_id=item.student_id), class_name="name")
    return rx.el.li(
        rx.el.label(box, class_name="tick"),
        rx.el.div(
            rx.cond(STATE.of_all, _child_of(item)),
            link,
            rx.el.span(item.class_title, class_name="text-soft"),
            rx.el.span(
                rx.cond(item.due_on != "", _due(item)) if dated else rx.fragment(),
                rx.cond(item.is_missing, status_badge("missing")),
                class_name="due",
            ),
        ),
        data_ticked=item.is_ticked.to_string(),
        key=item.student_id.to_string() + "/" + item.assignment_id.to_string(),
    )


def _due(item: Any) -> rx.Component:
    day = date_text(item.due_on, "short", today=STATE.as_of)
    words = rx.cond(item.is_missing, t("was due {date}", date=day), t("due {date}", date=day))
    return rx.el.time(words, date_time=item.due_on, title=date_text(item.due_on, "long"))


def _child_of(item: Any) -> rx.Component:
    def chip(one: Any) -> rx.Component:
        who = child_chip(name=one.first_name, initials=one.initials, color=one.color, small=True)
        return rx.cond(one.id == item.student_id, who)

    return rx.foreach(STATE.students, chip)
