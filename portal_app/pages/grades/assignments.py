"""A category with its assignments: a table on desktops, cards on phones; in a what-if the scores are fields."""

from typing import Any

import reflex as rx

from portal_app.pages.grades.class_state import ClassState
from portal_app.pages.grades.grid import percent
from portal_app.pages.grades.what_if import effect_field, points_field, reset_button
from portal_app.ui.badges import badge, flag_badges
from portal_app.ui.i18n import date_text, number_text, t
from portal_app.ui.tables import Column, data_table
from portal_app.ui.text import when

STATE: Any = ClassState


def assignment_anchor(assignment_id: Any) -> Any:
    """Return the id of an assignment's row on the page."""
    return "assignment-" + assignment_id.to_string()


def category_card(category: Any) -> rx.Component:
    """Return a category (a Var of `CategoryView`) with its subtotal and its assignments."""
    nothing = rx.el.p(t("No assignments in this category in this term."), class_name="text-soft")
    return rx.el.section(
        rx.el.div(rx.el.h2(category.name), _subtotal(category), class_name="card-heading"),
        _rules(category),
        rx.cond(category.assignments.length() > 0, _assignments_table(category), nothing),
        class_name="card category",
        key=category.id.to_string(),
    )


def _subtotal(category: Any) -> rx.Component:
    points = t(
        "{earned} of {possible} points", earned=number_text(category.earned), possible=number_text(category.possible)
    )
    return rx.el.p(
        when(category.was, rx.el.s(percent(category.was))),
        rx.cond(category.percent != "", rx.el.b(percent(category.percent)), rx.el.span(t("nothing counts yet"))),
        rx.cond((category.percent != "") & ~category.by_percent, rx.el.span(points, class_name="text-soft")),
        class_name="subtotal",
        aria_live="polite",
    )


def _rules(category: Any) -> rx.Component:
    several = t("the lowest {count} are left out", count=category.drop_lowest)
    lowest = rx.cond(category.drop_lowest == 1, t("the lowest is left out"), several)
    return rx.el.p(
        when(category.weight, badge(t("weight {weight}", weight=number_text(category.weight)))),
        when(category.share, badge(t("{share} of this grade", share=percent(category.share)), tone="info")),
        rx.cond(category.drop_lowest > 0, badge(lowest)),
        rx.cond(category.by_percent, badge(t("the mean of percents"))),
        when(category.note, rx.el.span(t(category.note))),
        class_name="rules",
    )


def _assignments_table(category: Any) -> rx.Component:
    columns = [
        Column(heading=t("Assignment"), cell=_name, names_row=True),
        Column(heading=t("Assigned"), cell=lambda assignment: _date(assignment.assigned_on)),
        Column(heading=t("Due"), cell=lambda assignment: _date(assignment.due_on)),
        Column(heading=t("Score"), cell=_score),
        Column(heading=t("Percent"), cell=_percent, align="end"),
        Column(heading=t("Comments"), cell=_remarks),
    ]
    caption = t("Assignments: {category}", category=category.name)
    return rx.el.div(
        data_table(caption=caption, caption_hidden=True, columns=columns, rows=category.assignments),
        class_name="assignments",
    )


def _name(assignment: Any) -> rx.Component:
    name = rx.cond(assignment.name != "", assignment.name, t("Added in this what-if"))
    return rx.el.span(
        rx.el.span(name),
        when(assignment.description, rx.el.small(assignment.description)),
        rx.el.span(
            flag_badges(assignment.flags, is_counted=assignment.is_counted),
            rx.cond(assignment.is_what_if, badge(t("what if"), tone="warn", provisional=True)),
            class_name="flags",
        ),
        class_name="assignment-name",
        id=assignment_anchor(assignment.id),
        data_counts=assignment.is_counted.to_string(),
        data_opened=(assignment.id == STATE.detail.opened_assignment).to_string(),
    )


def _date(iso: Any) -> rx.Component:
    return rx.el.time(date_text(iso, "short", today=STATE.detail.as_of), date_time=iso, title=date_text(iso, "long"))


def _percent(assignment: Any) -> rx.Component:
    return rx.el.span(percent(assignment.percent), class_name="number")


def _score(assignment: Any) -> rx.Component:
    return rx.el.span(
        rx.cond(STATE.in_what_if & ~STATE.detail.by_letters, _fields(assignment), _value(assignment)),
        when(assignment.multiplier, rx.el.small(t("counts {times} times", times=number_text(assignment.multiplier)))),
        class_name="score",
    )


def _value(assignment: Any) -> Any:
    possible = number_text(assignment.possible)
    points = t("{points} of {possible}", points=number_text(assignment.points), possible=possible)
    out_of = rx.cond(assignment.possible != "", t("no score, of {possible}", possible=possible), t("no score"))
    blank = rx.el.span(out_of, class_name="text-soft")
    marked = rx.cond(assignment.letter_grade != "", rx.el.b(assignment.letter_grade), blank)
    return rx.cond(assignment.points != "", rx.el.span(points), marked)


def _fields(assignment: Any) -> rx.Component:
    return rx.el.span(
        points_field(assignment),
        rx.el.span(t("of {possible}", possible=number_text(assignment.possible)), class_name="of"),
        effect_field(assignment),
        rx.cond(assignment.is_what_if, reset_button(assignment)),
        class_name="what-if-fields",
    )


def _remarks(assignment: Any) -> rx.Component:
    return rx.el.span(
        when(assignment.why, rx.el.span(t(assignment.why), class_name="why")),
        when(assignment.comment, rx.el.q(assignment.comment)),
        class_name="remarks",
    )
