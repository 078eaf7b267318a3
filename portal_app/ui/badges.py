"""Badges: whom a row is about, and a status. Color is never the only sign: a word or a shape goes with it."""

from typing import Any, Literal

import reflex as rx

from portal_app.infrastructure.translation import gettext_noop
from portal_app.ui.i18n import t
from portal_app.ui.icons import IconName, icon
from portal_app.ui.text import Flag, Text, when

Tone = Literal["plain", "good", "warn", "bad", "info"]
CHILD_COLORS = 8
"""How many colors the palette of children has (`css/tokens.css`)."""

STATUSES: dict[str, tuple[str, Tone, IconName | None]] = {
    "missing": (gettext_noop("Missing"), "bad", "missing"),
    "late": (gettext_noop("Late"), "warn", "late"),
    "incomplete": (gettext_noop("Incomplete"), "warn", "missing"),
    "turned_in": (gettext_noop("Turned in"), "good", "check"),
    "done": (gettext_noop("Done"), "good", "check"),
    "cheated": (gettext_noop("Academic honesty: counts as 0"), "bad", "alert"),
    "exempt": (gettext_noop("Exempt"), "plain", "exempt"),
    "dropped": (gettext_noop("Dropped"), "plain", "exempt"),
}
"""The status of an assignment: its word, tone and shape. Attendance has letters (`ui/excuses.py`)."""


def badge(
    words: Text, *, tone: Tone = "plain", icon_name: IconName | None = None, provisional: bool = False, **props: Any
) -> rx.Component:
    """Return a badge of a few words; `provisional` draws it in outline, since it may still change."""
    face = [icon(icon_name, size=14), words] if icon_name else [words]
    outline = {"data_provisional": "true"} if provisional else {}
    return rx.el.span(*face, class_name="badge", data_tone=tone, **outline, **props)


def status_badge(status: str | rx.Var[str]) -> rx.Component:
    """Return the badge of one of `STATUSES`; nothing for "" and for a word that is none of them."""
    if not isinstance(status, rx.Var):
        return _status(status) if status in STATUSES else rx.fragment()
    return rx.match(status, *[(key, _status(key)) for key in STATUSES], rx.fragment())


def flag_badges(flags: Any, *, is_counted: Any) -> rx.Component:
    """Return the badges of an assignment's flags. None says that a score counts as 0 that does not count at all."""
    honesty = badge(t("Academic honesty"), tone="bad", icon_name="alert")
    return rx.foreach(flags, lambda flag: rx.cond((flag == "cheated") & ~is_counted, honesty, status_badge(flag)))


def _status(key: str) -> rx.Component:
    words, tone, icon_name = STATUSES[key]
    return badge(t(words), tone=tone, icon_name=icon_name)


def unread_dot(is_new: Flag = True) -> rx.Component:
    """Return the dot of something that the parent has not opened yet."""
    shown = rx.el.span(t("NEW"), class_name="badge", data_tone="new")
    return rx.cond(is_new, shown) if isinstance(is_new, rx.Var) else shown if is_new else rx.fragment()


def avatar(*, initials: Text, color: int | rx.Var[int], small: bool = False) -> rx.Component:
    """Return a child's initials in the child's color (place in the palette, counted round)."""
    size = {"data_size": "s"} if small else {}
    return rx.el.span(initials, class_name="avatar", data_child=child_color(color), aria_hidden="true", **size)


def child_chip(
    *, name: Text, initials: Text, color: int | rx.Var[int], detail: Text = "", small: bool = False
) -> rx.Component:
    """Return a child's avatar and name, with a second line such as the school and grade."""
    return rx.el.span(
        avatar(initials=initials, color=color, small=small),
        rx.el.span(
            rx.el.span(name, class_name="name"),
            when(detail, rx.el.span(detail, class_name="detail")),
        ),
        class_name="child-chip",
    )


def child_color(color: Any) -> Any:
    """Return the `data-child` value that gives an element and all within it the child's colors."""
    return color % CHILD_COLORS
