"""A class on the schedule page, in today's list and in the grid: its name, its teachers, its day label."""

from typing import Any

import reflex as rx

from portal_app.domain.access import Right
from portal_app.ui.contact import mail_link
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import t
from portal_app.ui.links import class_page


def class_name(entry: Any, *, student: Any) -> rx.Component:
    """Return a class's code and title, as a link to its page if the viewer may see the grades."""
    name = [rx.el.span(entry.code, class_name="class-code"), rx.el.span(entry.title)]
    plain = rx.el.span(*name, class_name="class-name")
    href = class_page(student_id=student.id, section_id=entry.section_id)
    link = page_link(*name, href=href, class_name="class-name")
    return rx.cond(student.rights.contains(Right.GRADES.value), link, plain)


def teachers(entry: Any, *, student: Any) -> rx.Component:
    """Return the teachers' names; each opens an email with the student and the class in its subject."""
    subject = student.full_name + ", " + entry.code + " " + entry.title
    return rx.el.span(
        rx.foreach(entry.teachers, lambda one: mail_link(name=one.name, email=one.email, subject=subject)),
        class_name="class-teachers",
    )


def day_label(label: Any) -> rx.Var[str]:
    """Return "Day A": which of the rotating days."""
    return t("Day {label}", label=label)
