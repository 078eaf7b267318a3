"""What if, on the screen: the bar that says so, the fields of a score, and a form for made-up work.

The fields are the browser's own and keep what is typed; they begin anew with each round, and when the school posts
another score.
"""

from typing import Any

import reflex as rx

from portal_app.infrastructure.translation import gettext_noop
from portal_app.pages.grades.class_state import LONGEST_NUMBER, ClassState
from portal_app.ui.cards import alert
from portal_app.ui.forms import button, icon_button
from portal_app.ui.i18n import t

STATE: Any = ClassState
EFFECTS = (
    ("counts", gettext_noop("Counts")),
    ("missing", gettext_noop("Missing")),
    ("exempt", gettext_noop("Exempt")),
    ("dropped", gettext_noop("Dropped")),
    ("cheated", gettext_noop("Honesty: 0")),
)


def begin_button() -> rx.Component:
    """Return the way into a trial; nothing during one."""
    begin = button(t("What if?"), icon_name="pencil", on_click=STATE.try_out)
    hint = t("Try other scores and see what becomes of the grade. Nothing is saved.")
    return rx.cond(
        STATE.is_trying,
        rx.fragment(),
        rx.el.p(begin, rx.el.span(hint, class_name="text-soft"), class_name="begin-trial"),
    )


def what_if_bar() -> rx.Component:
    """Return the bar over a trial: what this is, and the one tap back."""
    bar = rx.el.div(
        rx.el.p(rx.el.b(t("This is a trial.")), " ", t("Change scores below; nothing is saved, and only you see it.")),
        button(t("Back to the real grades"), kind="primary", icon_name="back", on_click=STATE.back_to_real),
        alert(t(STATE.what_if_problem), tone="bad"),
        role="status",
        class_name="trial-bar",
    )
    return rx.cond(STATE.is_trying, bar)


def points_field(work: Any) -> rx.Component:
    """Return the field of an assignment's points."""
    return rx.el.input(
        default_value=work.points,
        on_change=lambda text: STATE.try_points(work.id, text),
        input_mode="decimal",
        max_length=LONGEST_NUMBER,
        aria_label=t("Points for {name}", name=work.name),
        class_name="control points",
        key=_begun(work) + work.real_points,
        auto_complete="off",
    )


def effect_field(work: Any) -> rx.Component:
    """Return the choice of how an assignment counts."""
    return rx.el.select(
        *[rx.el.option(t(words), value=key) for key, words in EFFECTS],
        value=work.effect,
        on_change=lambda effect: STATE.try_effect(work.id, effect),
        aria_label=t("How {name} counts", name=work.name),
        class_name="control effect",
    )


def take_back_button(work: Any) -> rx.Component:
    """Return the way back for one assignment."""
    label = rx.cond(work.is_added, t("Remove {name}", name=work.name), t("{name} as it is", name=work.name))
    return icon_button(label, icon_name="close", on_click=STATE.take_back(work.id))


def _begun(work: Any) -> Any:
    return work.id.to_string() + "/" + STATE.what_if_round.to_string() + "/"


def add_work_form() -> rx.Component:
    """Return the form of one more assignment."""

    def number(name: str, label: Any) -> rx.Component:
        field = rx.el.input(
            id=f"made-up-{name}",
            name=name,
            input_mode="decimal",
            max_length=LONGEST_NUMBER,
            required=True,
            auto_complete="off",
            class_name="control points",
        )
        return rx.el.div(rx.el.label(label, html_for=f"made-up-{name}"), field, class_name="field")

    category = rx.el.select(
        rx.foreach(STATE.detail.categories, lambda one: rx.el.option(one.name, value=one.id.to_string())),
        id="made-up-category",
        name="category",
        class_name="control",
    )
    name = rx.el.input(id="made-up-name", name="name", max_length=60, auto_complete="off", class_name="control")
    form = rx.el.form(
        rx.el.h2(t("Try one more assignment")),
        rx.el.div(rx.el.label(t("Category"), html_for="made-up-category"), category, class_name="field"),
        rx.el.div(rx.el.label(t("Name, if you like"), html_for="made-up-name"), name, class_name="field"),
        number("points", t("Points")),
        number("possible", t("Points possible")),
        button(t("Add it to the trial"), type="submit"),
        on_submit=STATE.add_work,
        reset_on_submit=True,
        class_name="card made-up",
    )
    return rx.cond(STATE.detail.categories.length() > 0, form)
