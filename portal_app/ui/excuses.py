"""The signs of attendance, the same on every page: a letter for the status, a color and a shape for the excuse.

`status` and `excuse` are words of `models.AttendanceStatus` and `models.Excuse`; colors and shapes are in
`css/months.css`.
"""

from typing import Any

import reflex as rx

from portal_app.domain.attendance.words import EXCUSE_WORDS, STATUS_LETTERS, STATUS_WORDS
from portal_app.ui.i18n import t


def excuse_words(excuse: Any) -> rx.Var[str]:
    """Return the word; "" for none."""
    return rx.match(excuse, *[(key.value, t(words)) for key, words in EXCUSE_WORDS.items()], "")


def status_words(status: Any) -> rx.Var[str]:
    """Return "Absent", "Tardy" ...; "" for none."""
    return rx.match(status, *[(key.value, t(words)) for key, words in STATUS_WORDS.items()], "")


def attendance_words(status: Any, excuse: Any) -> rx.Var[str]:
    """Return "Absent, Unexcused"."""
    return t("{status}, {excuse}", status=status_words(status), excuse=excuse_words(excuse))


def attendance_sign(status: Any, excuse: Any) -> rx.Component:
    """Return the letter in its color and shape, hidden from screen readers: words or a label must go with it."""
    letter = rx.match(status, *[(key.value, t(letter)) for key, letter in STATUS_LETTERS.items()], "")
    return rx.el.span(letter, class_name="excuse-sign", data_state=excuse, aria_hidden="true")


def attendance_mark(status: Any, excuse: Any) -> rx.Component:
    """Return the letter and the words; nothing for no excuse."""
    words = rx.el.span(attendance_words(status, excuse))
    return rx.cond(excuse != "", rx.el.span(attendance_sign(status, excuse), words, class_name="excuse"))


def attendance_legend() -> rx.Component:
    """Return what the letters and the shapes mean."""
    letters = [
        rx.el.li(rx.el.span(t(letter), class_name="excuse-letter"), t(STATUS_WORDS[status]), class_name="excuse")
        for status, letter in STATUS_LETTERS.items()
    ]
    shapes = [
        rx.el.li(attendance_sign("absent", excuse.value), t(words), class_name="excuse")
        for excuse, words in EXCUSE_WORDS.items()
    ]
    return rx.el.div(
        rx.el.ul(*letters, class_name="legend", aria_label=t("What the letters mean")),
        rx.el.ul(*shapes, class_name="legend", aria_label=t("What the colors and frames mean")),
        rx.el.p(t("Exempt: away for the school, which does not count."), class_name="hint"),
        class_name="legends",
    )
