"""The two choices that a parent makes about the portal itself: its language and its appearance."""

from collections.abc import Callable
from typing import Any, Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode

from portal_app.infrastructure.translation import gettext_noop, language_name, languages
from portal_app.ui.forms import choice
from portal_app.ui.i18n import language, set_language, t

_APPEARANCES: tuple[tuple[Literal["system", "light", "dark"], str], ...] = (
    ("system", gettext_noop("As the device")),
    ("light", gettext_noop("Light")),
    ("dark", gettext_noop("Dark")),
)


def language_choice(*, on_choose: Callable[[str], Any] | None = None) -> rx.Component:
    """Return the choice of language. It acts on this device at once; `on_choose(code)` keeps it with the account."""
    options = []
    for code in languages():
        acts = [set_language(code), *([on_choose(code)] if on_choose else [])]
        options.append((language() == code, language_name(code), {"on_click": acts, "lang": code}))
    return choice(t("Language"), options=options)


def appearance_choice(*, on_choose: Callable[[str], Any] | None = None) -> rx.Component:
    """Return the choice of the device's appearance, light or dark; `on_choose(name)` keeps it with the account."""
    options = []
    for name, words in _APPEARANCES:
        acts = [set_color_mode(name), *([on_choose(name)] if on_choose else [])]
        options.append((color_mode == name, t(words), {"on_click": acts}))
    return choice(t("Appearance"), options=options)
