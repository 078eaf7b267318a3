"""School years: the choice of a year on pages about records, and what a family reads between two years."""

from typing import Any

import reflex as rx

from portal_app.domain.schedule import Where
from portal_app.ui.enrollment import school_and_grade
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, t
from portal_app.ui.links import year_page
from portal_app.ui.text import Text


def year_selector(*, student: Any, school_year: Any, path: str = "") -> rx.Component:
    """Return the links to a student's school years (`FamilyStudent`), on the open page or on that of `path`.

    `school_year` is the one in view. Nothing for a student with one year only.
    """

    def one(year: Any) -> rx.Component:
        return page_link(
            year.name,
            href=year_page(path, student.id, year.id),
            aria_current=rx.cond(year.id == school_year.id, "true", "false"),
        )

    links = rx.el.nav(rx.foreach(student.years, one), class_name="choice", aria_label=t("School year"))
    return rx.cond(student.years.length() > 1, links)


def between_years(*, student: Any, where: Any) -> rx.Var[bool]:
    """Return whether a student is between two school years, or has left: none of them is running, and no class now."""
    no_school = (where.where == Where.NO_SCHOOL.value) | (where.where == Where.NOT_ENROLLED.value)
    return (student.ended_on != "") & no_school


def between_sentence(student: Any) -> rx.Var[str]:
    """Return which school year ended when, and what comes next, as far as it is known."""
    ended_on, coming = date_text(student.ended_on, "long"), student.next_year
    begins_on = date_text(coming.starts_on, "long")
    ended = t("The school year ended on {date}.", date=ended_on)
    place = school_and_grade(school=coming.school, grade=coming.grade_level)
    enrolled = t(
        "The school year ended on {date}. {name} begins the next one on {next}: {place}.",
        date=ended_on,
        name=student.first_name,
        next=begins_on,
        place=place,
    )
    not_enrolled = t("The school year ended on {date}. The next one begins on {next}.", date=ended_on, next=begins_on)
    left = t(
        "{name}'s last school year ended on {date}. No later enrollment is recorded.",
        name=student.first_name,
        date=ended_on,
    )
    known = rx.cond(coming.starts_on == "", ended, rx.cond(coming.school == "", not_enrolled, enrolled))
    return rx.cond(student.is_former, left, known)


def unless_between(sentence: Text, *, student: Any, where: Any) -> Any:
    """Return the sentence about where a student is, or between two school years the one about these."""
    return rx.cond(between_years(student=student, where=where), between_sentence(student), sentence)
