"""All classes of a student: a list on a phone, whose rows lead to the class; on a desktop a table with all terms."""

from typing import Any

import reflex as rx

from portal_app.pages.grades.grid import grade
from portal_app.pages.grades.state import NOW, GradesState
from portal_app.ui.badges import badge
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, t
from portal_app.ui.icons import icon
from portal_app.ui.links import class_page, grade_page

STATE: Any = GradesState


def class_list() -> rx.Component:
    """Return the list of a phone."""
    rows = rx.foreach(STATE.grades.classes, lambda one: rx.cond(one.by_term.length() > 0, _row(one)))
    return rx.el.ul(rows, class_name="grade-rows", aria_label=t("Classes"))


def _row(one: Any) -> rx.Component:
    now = rx.cond(one.now, _link(one, one.now, term=_earlier(one.now)), _link(one, None))
    return rx.el.li(rx.cond(STATE.term_at == NOW, now, _link(one, one.by_term[STATE.term_at])))


def _earlier(cell: Any) -> rx.Component:
    """Return the term of a grade that is not of the current one."""
    return rx.cond(~cell.is_current, rx.el.span(cell.term, class_name="text-soft"))


def _link(one: Any, cell: Any, *, term: Any = None) -> rx.Component:
    """Return the row as a link; `cell` is its grade, None for none yet."""
    given = rx.el.span(t("not yet"), class_name="grade", data_state="not_yet") if cell is None else grade(cell)
    return page_link(
        rx.el.span(
            rx.el.span(one.title, class_name="row-title"),
            rx.el.span(_missing(one), _left(one), term or rx.fragment(), class_name="row-facts"),
            class_name="row-name",
        ),
        given,
        icon("forward", size=16, class_name="row-chevron"),
        href=_address(one, cell),
        class_name="grade-row",
    )


def _address(one: Any, cell: Any) -> Any:
    whole = class_page(student_id=STATE.student.id, section_id=one.section_id)
    return whole if cell is None else rx.cond(cell.task_id > 0, grade_page(cell, student_id=STATE.student.id), whole)


def _missing(one: Any) -> rx.Component:
    words = t("{n} missing", "{n} missing", n=one.missing)
    return rx.cond(one.missing > 0, badge(words, tone="bad", icon_name="missing"))


def _left(one: Any) -> rx.Component:
    return rx.cond(one.left_on != "", badge(t("left on {date}", date=date_text(one.left_on, "medium"))))


def class_table() -> rx.Component:
    """Return the table of a desktop: the grade of each class in each term."""
    return rx.el.table(
        rx.el.caption(t("Grades by class and term"), class_name="visually-hidden"),
        rx.el.thead(
            rx.el.tr(
                rx.el.th(t("Class"), scope="col"),
                rx.foreach(STATE.grades.terms, _heading),
            )
        ),
        rx.el.tbody(rx.foreach(STATE.grades.classes, lambda one: rx.cond(one.by_term.length() > 0, _table_row(one)))),
        class_name="class-table card",
    )


def _heading(term: Any) -> rx.Component:
    dates = t("{first} to {last}", first=date_text(term.starts_on, "day"), last=date_text(term.ends_on, "day"))
    return rx.el.th(
        rx.el.span(term.name, rx.cond(term.is_current, badge(t("current"), tone="info")), class_name="term-name"),
        rx.el.span(dates, class_name="term-dates"),
        scope="col",
        data_current=term.is_current.to_string(),
    )


def _table_row(one: Any) -> rx.Component:
    name = page_link(
        one.title, href=class_page(student_id=STATE.student.id, section_id=one.section_id), class_name="row-title"
    )
    return rx.el.tr(
        rx.el.th(rx.el.div(name, _missing(one), _left(one), class_name="row-facts"), scope="row"),
        rx.foreach(one.by_term, _table_cell),
    )


def _table_cell(cell: Any) -> rx.Component:
    """Return a grade as a link; where none can be opened yet, only its word."""
    link = page_link(grade(cell), href=grade_page(cell, student_id=STATE.student.id), class_name="grade-link")
    has_grade = (cell.state.to(str) == "posted") | (cell.state.to(str) == "in_progress")
    return rx.el.td(rx.cond(has_grade, link, grade(cell)), data_current=cell.is_current.to_string())
