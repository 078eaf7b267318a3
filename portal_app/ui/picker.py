"""The student picker: whose page this is, on every page, and the way to the same page of another child."""

from typing import Any

import reflex as rx

from portal_app.ui.badges import child_chip, child_color
from portal_app.ui.client import handler
from portal_app.ui.enrollment import school_and_grade
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.links import student_page

_LIST = "students"


def student_picker(*, students: rx.Var[list[Any]], student: Any) -> rx.Component:
    """Return the picker for `students` (`FamilyStudent`s) with `student` in view.

    Choosing one follows a link to the same page with `?student=ID`, so a child's page can be bookmarked.
    """
    return rx.el.div(
        rx.cond(student.id == 0, _waiting(), _button(student)),
        rx.el.div(
            rx.el.p(t("Choose a student"), class_name="pop-heading", id=f"{_LIST}-heading"),
            rx.el.ul(rx.foreach(students, lambda one: _item(one, student)), aria_labelledby=f"{_LIST}-heading"),
            id=_LIST,
            class_name="pop",
            custom_attrs={"popover": "auto"},
        ),
        class_name="min-w-0",
    )


def _button(student: Any) -> rx.Component:
    return rx.el.button(
        child_chip(name=student.full_name, initials=student.initials, color=student.color, small=True),
        rx.el.span(t("choose another student"), class_name="visually-hidden"),
        icon("chevron", class_name="chevron"),
        type="button",
        class_name="picker",
        data_child=child_color(student.color),
        custom_attrs={"popoverTarget": _LIST},
    )


def _waiting() -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name="skeleton h-6 w-6 rounded-full"),
        rx.el.span(class_name="skeleton h-4 w-32"),
        class_name="picker",
        aria_hidden="true",
    )


def _item(one: Any, student: Any) -> rx.Component:
    return rx.el.li(
        page_link(
            child_chip(
                name=one.full_name,
                initials=one.initials,
                color=one.color,
                detail=school_and_grade(school=one.school, grade=one.grade_level),
            ),
            icon("check", class_name="check"),
            href=student_page("", one.id),
            class_name="pop-item",
            aria_current=rx.cond(one.id == student.id, "true", "false"),
            custom_attrs=handler("closePopover"),
        )
    )
