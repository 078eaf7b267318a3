"""Excused, unexcused, unknown, exempt: each a word, a color, a shape and a letter, the same everywhere.

`state` is a word of `models.Excuse`; colors and shapes are in `css/months.css`.
"""

from typing import Any

import reflex as rx

from portal_app.infrastructure.translation import gettext_noop
from portal_app.ui.badges import STATUSES
from portal_app.ui.i18n import t

EXCUSES = {
    "unexcused": (gettext_noop("Unexcused"), "U"),
    "unknown": (gettext_noop("Unknown"), "?"),
    "excused": (gettext_noop("Excused"), "E"),
    "exempt": (gettext_noop("Exempt"), "X"),
}
"""The guide's words and the letters of `domain.attendance`, the worst first."""


def excuse_words(state: Any) -> rx.Var[str]:
    """Return the word; "" for none."""
    return rx.match(state, *[(key, t(words)) for key, (words, _) in EXCUSES.items()], "")


def status_words(status: Any) -> rx.Var[str]:
    """Return "Absent", "Tardy" ...; "" for none."""
    keys = ("absent", "tardy", "early_release", "present")
    return rx.match(status, *[(key, t(STATUSES[key][0])) for key in keys], "")


def excuse_sign(state: Any) -> rx.Component:
    """Return the letter in its color and shape, hidden from screen readers: a word or a label must go with it."""
    letter = rx.match(state, *[(key, letter) for key, (_, letter) in EXCUSES.items()], "")
    return rx.el.span(letter, class_name="excuse-sign", data_state=state, aria_hidden="true")


def excuse_mark(state: Any) -> rx.Component:
    """Return letter and word together; nothing for no state."""
    return rx.cond(state != "", rx.el.span(excuse_sign(state), excuse_words(state), class_name="excuse"))


def excuse_legend() -> rx.Component:
    """Return the four of them, with what the two less obvious ones mean."""
    items = [rx.el.li(excuse_sign(state), t(words), class_name="excuse") for state, (words, _) in EXCUSES.items()]
    meaning = t("Unknown: no excuse is recorded yet. Exempt: away for the school, which does not count.")
    return rx.el.div(
        rx.el.ul(*items, class_name="legend", aria_label=t("What the letters mean")),
        rx.el.p(meaning, class_name="hint"),
    )
