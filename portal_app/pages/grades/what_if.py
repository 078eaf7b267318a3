"""The what-if of a class page: its bar, the fields of a score, and a form for added assignments.

The fields are the browser's own and keep what is typed; they are reset with each round, and when the school posts
another score.
"""

from typing import Any

import reflex as rx

from portal_app.infrastructure.translation import gettext_noop
from portal_app.pages.grades.class_state import MAX_NUMBER_LENGTH, ClassState
from portal_app.ui.cards import alert
from portal_app.ui.forms import button, icon_button
from portal_app.ui.i18n import t

STATE: Any = ClassState
EFFECTS = (
    ("counts", gettext_noop("Counts")),
    ("missing", gettext_noop("Missing")),
    ("exempt", gettext_noop("Exempt")),
    ("dropped", gettext_noop("Dropped")),
    ("cheated", gettext_noop("Academic honesty: counts as 0")),
)


def begin_button() -> rx.Component:
    """Return the button that starts a what-if; nothing while one is open."""
    begin = button(t("What if?"), icon_name="pencil", on_click=STATE.start_what_if)
    hint = t("Change scores and see the effect on the grade. Nothing is saved.")
    return rx.cond(
        STATE.in_what_if | STATE.detail.is_earlier,
        rx.fragment(),
        rx.el.p(begin, rx.el.span(hint, class_name="text-soft"), class_name="begin-what-if"),
    )


def what_if_bar() -> rx.Component:
    """Return the bar of a what-if: what this is, and the way back."""
    bar = rx.el.div(
        rx.el.p(
            rx.el.b(t("This is a what-if.")), " ", t("Change scores below; nothing is saved, and only you see it.")
        ),
        button(t("Back to the real grades"), kind="primary", icon_name="back", on_click=STATE.end_what_if),
        alert(t(STATE.what_if_problem), tone="bad"),
        role="status",
        class_name="what-if-bar",
    )
    return rx.cond(STATE.in_what_if, bar)


def points_field(assignment: Any) -> rx.Component:
    """Return the field of an assignment's points."""
    return rx.el.input(
        default_value=assignment.points,
        on_change=lambda text: STATE.change_points(assignment.id, text),
        input_mode="decimal",
        max_length=MAX_NUMBER_LENGTH,
        aria_label=t("Points for {name}", name=assignment.name),
        class_name="control points",
        key=_begun(assignment) + assignment.real_points,
        auto_complete="off",
    )


def effect_field(assignment: Any) -> rx.Component:
    """Return the choice of how an assignment counts."""
    return rx.el.select(
        *[rx.el.option(t(words), value=key) for key, words in EFFECTS],
        value=assignment.effect,
        on_change=lambda effect: STATE.change_effect(assignment.id, effect),
        aria_label=t("How {name} counts", name=assignment.name),
        class_name="control effect",
    )


def reset_button(assignment: Any) -> rx.Component:
    """Return the button that resets one assignment."""
    label = rx.cond(
        assignment.is_added, t("Remove {name}", name=assignment.name), t("{name} as it is", name=assignment.name)
    )
    return icon_button(label, icon_name="close", on_click=STATE.reset_assignment(assignment.id))


def _begun(assignment: Any) -> Any:
    return assignment.id.to_string() + "/" + STATE.what_if_round.to_string() + "/"


def add_assignment_form() -> rx.Component:
    """Return the form of one more assignment."""

    def number(name: str, label: Any) -> rx.Component:
        field = rx.el.input(
            id=f"added-{name}",
            name=name,
            input_mode="decimal",
            max_length=MAX_NUMBER_LENGTH,
            required=True,
            auto_complete="off",
            class_name="control points",
        )
        return rx.el.div(rx.el.label(label, html_for=f"added-{name}"), field, class_name="field")

    category = rx.el.select(
        rx.foreach(STATE.detail.categories, lambda one: rx.el.option(one.name, value=one.id.to_string())),
        id="added-category",
        name="category",
        class_name="control",
    )
    name = rx.el.input(id="added-name", name="name", max_length=60, auto_complete="off", class_name="control")
    form = rx.el.form(
        rx.el.h2(t("Add an assignment")),
        rx.el.div(rx.el.label(t("Category"), html_for="added-category"), category, class_name="field"),
        rx.el.div(rx.el.label(t("Name, if you like"), html_for="added-name"), name, class_name="field"),
        number("points", t("Points")),
        number("possible", t("Points possible")),
        button(t("Add it to the what-if"), type="submit"),
        on_submit=STATE.add_assignment,
        reset_on_submit=True,
        class_name="card added-assignment",
    )
    return rx.cond(STATE.detail.categories.length() > 0, form)
