"""One class opened: its grade in a sentence, how it came about, its assignments, and the what-if."""

from typing import Any

import reflex as rx

from portal_app.pages.grades.assignments import assignment_anchor, category_card
from portal_app.pages.grades.class_state import ClassState
from portal_app.pages.grades.goals import goals_panel
from portal_app.pages.grades.grid import grade, grade_grid, legend, percent
from portal_app.pages.grades.trend import trend_picture
from portal_app.pages.grades.view import class_facts
from portal_app.pages.grades.what_if import add_assignment_form, begin_button, what_if_bar
from portal_app.pages.layout import about_student
from portal_app.ui.cards import alert, card, page_header
from portal_app.ui.client import BringIntoView
from portal_app.ui.forms import page_link
from portal_app.ui.i18n import date_text, step_text, t
from portal_app.ui.icons import icon
from portal_app.ui.links import GRADES_PAGE, grade_page, year_page
from portal_app.ui.text import when
from portal_app.ui.years import year_selector

STATE: Any = ClassState
"""The state as its view sees it: every field a Var."""


def class_page() -> rx.Component:
    """Return the page at `/class`."""
    return about_student(
        _top(),
        what_if_bar(),
        rx.cond(STATE.detail.problem != "", alert(t(STATE.detail.problem), tone="warn")),
        rx.cond(STATE.detail.grade.task_id != 0, _open_grade()),
        rx.foreach(STATE.detail.categories, category_card),
        rx.cond(STATE.in_what_if, add_assignment_form()),
        rx.cond(STATE.trend.count > 0, card(trend_picture(STATE.trend), heading=t("Scores over time"))),
        rx.cond(STATE.detail.tasks.length() > 0, _all_grades()),
        BringIntoView.create(target=_opened()),
        active="class",
        within="grades",
        title=t("Grades"),
    )


def _opened() -> Any:
    """Return which row a link led to; "" for none."""
    opened = STATE.detail.opened_assignment
    return rx.cond(opened > 0, assignment_anchor(opened), "")


def _top() -> rx.Component:
    detail = STATE.detail
    back = page_link(
        icon("back"),
        t("All grades of {child}", child=STATE.student.first_name),
        href=year_page(GRADES_PAGE, STATE.student.id, STATE.school_year.id),
        class_name="back-link",
    )
    return rx.el.div(
        back,
        page_header(title=t("{title}, {code}", title=detail.title, code=detail.code), summary=_answer()),
        class_facts(detail),
        year_selector(student=STATE.student, school_year=STATE.school_year, path=GRADES_PAGE),
        class_name="grid gap-2 justify-items-start",
    )


def _answer() -> rx.Var[str]:
    """Return the grade that is open as a sentence."""
    cell = STATE.detail.grade
    names = {"task": cell.task, "term": cell.term}
    values = {**names, "letter_grade": cell.letter_grade, "percent": percent(cell.percent)}
    has_both = (cell.letter_grade != "") & (cell.percent != "")
    posted = rx.cond(
        has_both,
        t("{task} in {term}: {letter_grade}, {percent}. This is final.", **values),
        t("{task} in {term}: {grade}. This is final.", **names, grade=_either(cell)),
    )
    so_far = rx.cond(
        has_both,
        t("{task} in {term}: {letter_grade}, {percent} so far.", **values),
        t("{task} in {term}: {grade} so far.", **names, grade=_either(cell)),
    )
    if_so = rx.cond(
        has_both,
        t("{task} in {term} would be {letter_grade}, {percent}.", **values),
        t("{task} in {term} would be {grade}.", **names, grade=_either(cell)),
    )
    given = rx.match(
        cell.state.to(str),
        ("posted", posted),
        ("in_progress", rx.cond(cell.is_what_if, if_so, so_far)),
        ("not_yet", t("There is no grade for {task} in {term} yet.", **names)),
        t("No grade was given for {task} in {term}.", **names),
    )
    return rx.cond(cell.task_id == 0, t("No grades are given in this class."), given)


def _either(cell: Any) -> Any:
    return rx.cond(cell.letter_grade != "", cell.letter_grade, percent(cell.percent))


def _open_grade() -> rx.Component:
    detail = STATE.detail
    inside = rx.el.div(
        rx.foreach(detail.tasks, lambda row: rx.cond(row.task_id == detail.grade.task_id, _terms(row))),
        rx.cond(detail.so_far_percent != "", rx.el.p(_beside_posted(), class_name="text-soft")),
        when(detail.grade.comment, rx.el.blockquote(detail.grade.comment, class_name="teacher-comment")),
        rx.cond(detail.is_what_if, _also_moved()),
        rx.cond(detail.parts.length() > 0, _parts()),
        rx.cond(detail.steps.length() > 0, _explanation()),
        goals_panel(),
        rx.cond(~detail.by_letters & (detail.categories.length() > 0), begin_button()),
        class_name="open-grade",
    )
    return card(inside, heading=detail.grade.task)


def _terms(row: Any) -> rx.Component:
    """Return the open task's grade in each term; each leads to that term."""
    return rx.el.ul(
        rx.foreach(
            row.cells,
            lambda cell: rx.el.li(
                page_link(
                    rx.el.span(cell.term, class_name="term-label"),
                    grade(cell),
                    href=grade_page(cell, student_id=STATE.student.id),
                    aria_current=rx.cond(cell.is_chosen, "true", "false"),
                    class_name="grade-link",
                )
            ),
        ),
        class_name="term-strip",
    )


def _beside_posted() -> Any:
    detail = STATE.detail
    both = t(
        "The scores alone give {letter_grade}, {percent}.",
        letter_grade=detail.so_far_letter_grade,
        percent=percent(detail.so_far_percent),
    )
    alone = t("The scores alone give {percent}.", percent=percent(detail.so_far_percent))
    return rx.cond(detail.so_far_letter_grade != "", both, alone)


def _also_moved() -> rx.Component:
    """Return every grade of the class that the what-if moves, beside the real one."""

    def moved(cell: Any) -> rx.Component:
        real = rx.el.s(cell.was_letter_grade, " ", percent(cell.was_percent))
        return rx.cond(
            cell.is_what_if,
            rx.el.li(
                rx.el.span(t("{task}, {term}", task=cell.task, term=cell.term)),
                rx.el.span(t("really"), class_name="visually-hidden"),
                rx.cond((cell.was_letter_grade != "") | (cell.was_percent != ""), real),
                icon("forward", size=16),
                grade(cell),
            ),
        )

    rows = rx.foreach(STATE.detail.tasks, lambda row: rx.foreach(row.cells, moved))
    return rx.el.ul(rows, class_name="moved", aria_live="polite", aria_label=t("What this what-if changes"))


def _parts() -> rx.Component:
    def part(one: Any) -> rx.Component:
        name = t("{task}, {term}", task=one.task, term=one.term)
        share = t("counts {share} of this grade", share=percent(one.share))
        value = rx.match(
            one.source,
            ("posted", t("{percent}, final", percent=percent(one.percent))),
            ("computed", t("{percent} so far", percent=percent(one.percent))),
            t("no grade yet, so it takes no weight"),
        )
        link = page_link(name, href=grade_page(one, student_id=STATE.student.id), class_name="part-name")
        return rx.el.li(
            rx.cond(one.section_id > 0, link, rx.el.span(name)),
            rx.el.span(value),
            when(one.share, rx.el.span(share, class_name="text-soft")),
        )

    return rx.el.div(
        rx.el.h3(t("This grade is made of")),
        rx.el.ul(rx.foreach(STATE.detail.parts, part), class_name="parts"),
    )


def _explanation() -> rx.Component:
    """Return the explanation: the result first (the last of the steps), then the steps that lead to it."""
    steps = STATE.detail.steps
    result = steps[-1]
    way = rx.foreach(steps[:-1], lambda step: rx.el.li(step_text(step.text, step.params)))
    return rx.el.details(
        rx.el.summary(icon("info"), t("How was this computed?"), icon("chevron", class_name="chevron")),
        rx.el.p(step_text(result.text, result.params), class_name="explanation-result"),
        rx.cond(steps.length() > 1, rx.el.ol(way, class_name="explanation-steps")),
        class_name="explanation",
    )


def _all_grades() -> rx.Component:
    detail = STATE.detail
    grid = grade_grid(title=detail.title, terms=detail.terms, tasks=detail.tasks, student=STATE.student.id)
    as_of = t("As of {date}", date=date_text(detail.as_of, "medium"))
    return card(
        legend(),
        grid,
        heading=t("All grades of this class"),
        aside=rx.el.span(as_of, class_name="text-soft"),
    )
