"""The to-do page: missing first, then by when it is due; each piece of work can be ticked off."""

from typing import Any

import reflex as rx

from portal_app.pages.frame import about_student
from portal_app.pages.grades.address import class_href
from portal_app.pages.todo.state import TodoState
from portal_app.ui.badges import child_chip, status_badge
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, t

STATE: Any = TodoState
"""The state as its view sees it: every field a Var."""


def todo_page() -> rx.Component:
    """Return the page at `/todo`."""
    todo = STATE.todo
    groups = (
        (t("Missing"), todo.missing),
        (t("Due today"), todo.today),
        (t("Due tomorrow"), todo.tomorrow),
        (t("Due this week"), todo.this_week),
        (t("Due later"), todo.later),
    )
    return about_student(
        _answer(),
        *[rx.cond(items.length() > 0, _group(heading, items)) for heading, items in groups],
        rx.cond(_count() == 0, _nothing()),
        active="todo",
        title=t("To Do List"),
    )


def _count() -> Any:
    todo = STATE.todo
    lists = (todo.missing, todo.today, todo.tomorrow, todo.this_week, todo.later)
    return sum((items.length() for items in lists[1:]), lists[0].length())


def _answer() -> rx.Component:
    count, child = STATE.todo.open, STATE.student.first_name
    of_child = t("{child} has {n} thing to do.", "{child} has {n} things to do.", n=count, child=child)
    of_all = t("There is {n} thing to do for all children.", "There are {n} things to do for all children.", n=count)
    done = rx.cond(STATE.of_all, t("Nothing is left to do."), t("Nothing is left to do for {child}.", child=child))
    note = t("Ticking off is your own note: the school does not see it, and it changes no grade.")
    return rx.el.div(
        page_header(title=t("To Do List"), answer=rx.cond(count > 0, rx.cond(STATE.of_all, of_all, of_child), done)),
        rx.cond(STATE.students.length() > 1, _whose()),
        rx.cond(_count() > 0, rx.el.p(note, class_name="text-soft")),
        class_name="grid gap-3 justify-items-start",
    )


def _whose() -> rx.Component:
    child = "/todo/?student=" + STATE.student.id.to_string()
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


def _group(heading: Any, items: Any) -> rx.Component:
    return card(rx.el.ul(rx.foreach(items, _item), class_name="todo"), heading=heading)


def _item(item: Any) -> rx.Component:
    box = rx.el.input(
        type="checkbox",
        checked=item.is_ticked,
        on_change=lambda done: STATE.mark_done(item.student_id, item.assignment_id, done),
        aria_label=t("{name} is dealt with", name=item.name),
    )
    work = page_link(item.name, href=class_href(student=item.student_id, section=item.section_id), class_name="name")
    return rx.el.li(
        rx.el.label(box, class_name="tick"),
        rx.el.div(
            rx.cond(STATE.of_all, _whose_work(item)),
            work,
            rx.el.span(item.class_title, class_name="text-soft"),
            rx.el.span(
                rx.cond(item.due_on != "", _due(item)),
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


def _whose_work(item: Any) -> rx.Component:
    def chip(one: Any) -> rx.Component:
        who = child_chip(name=one.first_name, initials=one.initials, colour=one.colour, small=True)
        return rx.cond(one.id == item.student_id, who)

    return rx.foreach(STATE.students, chip)
