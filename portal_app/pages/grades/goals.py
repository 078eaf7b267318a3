"""What it takes to reach each letter grade of a class, beside the what-if, in which a goal can be tried out."""

from typing import Any

import reflex as rx

from portal_app.pages.grades.class_state import ClassState
from portal_app.pages.grades.grid import percent
from portal_app.ui.forms import button
from portal_app.ui.i18n import t
from portal_app.ui.icons import icon
from portal_app.ui.text import aria_bool, when

STATE: Any = ClassState


def goals_panel() -> rx.Component:
    """Return the button that shows the goals, and the goals; nothing where nothing can change the grade any more."""
    opener = rx.el.button(
        icon("grades"),
        t("What does a better grade take?"),
        icon("chevron", class_name="chevron"),
        type="button",
        on_click=STATE.show_goals,
        aria_expanded=aria_bool(STATE.shows_goals),
        class_name="disclosure",
    )
    panel = rx.el.div(opener, rx.cond(STATE.shows_goals, _goals(STATE.detail.goals)), class_name="goals")
    can_change = (STATE.detail.grade.state.to(str) != "posted") & ~STATE.detail.by_letters & ~STATE.detail.is_earlier
    return rx.cond(can_change & (STATE.detail.grade.task_id != 0), panel)


def _goals(goals: Any) -> rx.Component:
    on_each = t(
        "Needed on the {n} assignment without a score:",
        "Needed on each of the {n} assignments without a score:",
        n=goals.ungraded.length(),
    )
    return rx.el.div(
        when(goals.why_none, rx.el.p(t(goals.why_none))),
        rx.cond(goals.goals.length() > 0, rx.el.p(on_each)),
        rx.el.ul(rx.foreach(goals.goals, _goal), class_name="goal-list"),
        aria_live="polite",
    )


def _goal(goal: Any) -> rx.Component:
    possible = rx.fragment(
        rx.el.span(t("at least {percent}", percent=percent(goal.short))),
        button(
            t("Try it"),
            on_click=STATE.try_goal(goal.letter_grade),
            aria_label=t("Try it: {letter_grade}", letter_grade=goal.letter_grade),
        ),
    )
    best = rx.cond(
        goal.gives_letter_grade != "",
        t("{letter_grade}, {percent}", letter_grade=goal.gives_letter_grade, percent=percent(goal.gives_percent)),
        percent(goal.gives_percent),
    )
    words = rx.match(
        goal.result,
        ("possible", possible),
        ("reached", rx.el.span(t("reached, even with 0 on the rest"))),
        rx.el.span(t("not reachable; at most {grade}", grade=best)),
    )
    return rx.el.li(rx.el.b(goal.letter_grade), words, data_result=goal.result)
