"""The grades page: all classes of a child with their grades, a list on a phone and a table on a desktop."""

from typing import Any

import reflex as rx

from portal_app.pages.grades.class_list import class_list, class_table
from portal_app.pages.grades.grid import legend
from portal_app.pages.grades.state import NOW, GradesState
from portal_app.pages.layout import about_student
from portal_app.ui.badges import badge
from portal_app.ui.cards import empty_state, page_header
from portal_app.ui.client import OnDesktop
from portal_app.ui.contact import mail_link
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, list_text, t
from portal_app.ui.icons import icon
from portal_app.ui.links import TODO_PAGE, student_page
from portal_app.ui.text import aria_bool
from portal_app.ui.years import year_selector

STATE: Any = GradesState
"""The state as its view sees it: every field a Var."""


def grades_page() -> rx.Component:
    """Return the page at `/grades`."""
    nothing = empty_state(
        title=t("No classes yet"),
        text=t("Grades appear here class by class, as soon as the school has put {child} into classes.", child=_name()),
    )
    classes = rx.el.div(
        _term_choice(),
        class_list(),
        OnDesktop.create(class_table()),
        _without_grades(),
        class_name="classes",
    )
    return about_student(
        _answer(),
        rx.cond(STATE.grades.classes.length() > 0, classes, nothing),
        active="grades",
        title=t("Grades"),
    )


def _name() -> Any:
    return STATE.student.first_name


def _answer() -> rx.Component:
    grades = STATE.grades
    missing = t(
        "{child} has {n} missing assignment.",
        "{child} has {n} missing assignments.",
        n=grades.missing,
        child=_name(),
    )
    nothing = t("Nothing is missing for {child}.", child=_name())
    now = rx.cond(grades.missing > 0, missing, rx.cond(grades.classes.length() > 0, nothing, ""))
    earlier = t("Grades of {child} in {year}.", child=_name(), year=STATE.school_year.name)
    to_do = page_link(
        t("See what is missing"), href=student_page(TODO_PAGE, STATE.student.id), class_name="missing-link"
    )
    return rx.el.div(
        page_header(
            title=t("Grades"),
            summary=rx.cond(STATE.school_year.is_earlier, earlier, now),
        ),
        rx.el.div(
            rx.cond(grades.term != "", rx.el.span(_term(grades), class_name="text-soft")),
            rx.cond(grades.missing > 0, to_do),
            rx.cond(grades.classes.length() > 0, _meaning()),
            class_name="below-answer",
        ),
        year_selector(student=STATE.student, school_year=STATE.school_year),
        class_name="grid gap-2 justify-items-start",
    )


def _term(grades: Any) -> rx.Var[str]:
    """Return which term it is, and in the holidays which one comes or was the last."""
    starts_on, ends_on = date_text(grades.term_starts_on, "medium"), date_text(grades.term_ends_on, "medium")
    return rx.cond(
        grades.as_of < grades.term_starts_on,
        t("{term} begins on {date}.", term=grades.term, date=starts_on),
        rx.cond(
            grades.as_of > grades.term_ends_on,
            t("{term} ended on {date}.", term=grades.term, date=ends_on),
            t("It is {term}, until {date}.", term=grades.term, date=ends_on),
        ),
    )


def _term_choice() -> rx.Component:
    """Return the choice of a term, which a phone needs."""

    def choice(words: Any, at: Any) -> rx.Component:
        return rx.el.button(
            words,
            type="button",
            on_click=STATE.choose_term(at),
            aria_pressed=aria_bool(STATE.term_at == at),
        )

    return rx.el.div(
        choice(t("Now"), NOW),
        rx.foreach(STATE.grades.terms, lambda term, at: choice(term.name, at)),
        role="group",
        aria_label=t("Term"),
        class_name="choice term-choice",
    )


def _meaning() -> rx.Component:
    """Return, behind a button, what the looks of a grade and letter grades mean."""
    return rx.el.details(
        rx.el.summary(icon("info"), rx.el.span(t("What the grades mean"), class_name="visually-hidden")),
        rx.el.div(legend(), _letter_grades(), class_name="grid gap-2"),
        class_name="meaning",
    )


def _letter_grades() -> rx.Component:
    """Return what the letter grades mean where they are all that a grade says."""

    def one(entry: Any) -> rx.Component:
        return rx.el.li(rx.el.b(entry.letter_grade), " ", entry.meaning)

    letter_grades = STATE.grades.letter_grades
    return rx.cond(
        letter_grades.length() > 0,
        rx.el.ul(
            rx.foreach(letter_grades, one), class_name="letter-grades", aria_label=t("What the letter grades mean")
        ),
    )


def _without_grades() -> rx.Component:
    classes = STATE.grades.without_grades
    words = t("No grades are given in {classes}.", classes=list_text(classes))
    return rx.cond(classes.length() > 0, rx.el.p(words, class_name="text-soft"))


def class_facts(one: Any) -> rx.Component:
    """Return teachers and what is out of the ordinary (a Var of a class's grades or of a class that is open)."""
    subject = STATE.student.full_name + ", " + one.code + " " + one.title
    missing = t("{n} missing", "{n} missing", n=one.missing)
    to_do = student_page(TODO_PAGE, STATE.student.id)
    return rx.el.p(
        rx.foreach(one.teachers, lambda teacher: mail_link(name=teacher.name, email=teacher.email, subject=subject)),
        rx.cond(one.missing > 0, page_link(badge(missing, tone="bad", icon_name="missing"), href=to_do)),
        rx.cond(one.left_on != "", badge(t("left on {date}", date=date_text(one.left_on, "medium")))),
        class_name="class-facts",
    )
