"""Blocks of a page: header, cards, alerts, empty states and skeletons."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from portal_app.ui.i18n import page_title
from portal_app.ui.icons import IconName, icon
from portal_app.ui.text import Text, when

AlertTone = Literal["info", "good", "warn", "bad"]
_ALERT_ICONS: dict[AlertTone, IconName] = {"info": "info", "good": "check", "warn": "alert", "bad": "alert"}


def page_header(
    *, title: Text, summary: Text = "", tone: Text = "", actions: Sequence[rx.Component] = ()
) -> rx.Component:
    """Return a page's top: its name, and its one question answered in a sentence. Names the browser's tab too.

    `tone="bad"`: the answer is a warning.
    """
    name = rx.el.h1(title, class_name="where") if _given(summary) else rx.el.h1(title)
    return rx.el.header(
        page_title(text=title),
        name,
        when(summary, rx.el.p(summary, class_name="page-summary", aria_live="polite", data_tone=tone)),
        rx.el.div(*actions, class_name="flex flex-wrap gap-2") if actions else rx.fragment(),
        class_name="page-header",
    )


def card(*children: Any, heading: Text = "", aside: Any = None, level: Literal[2, 3] = 2, **props: Any) -> rx.Component:
    """Return a card; `aside` is at the other end of its heading (a count, a link)."""
    make = rx.el.h2 if level == 2 else rx.el.h3
    head = rx.el.div(make(heading), aside or rx.fragment(), class_name="card-heading")
    props["class_name"] = f"card {props.get('class_name', '')}".strip()
    return rx.el.section(when(heading, head), *children, **props)


def empty_state(*, title: Text, text: Text, action: Any = None) -> rx.Component:
    """Return the content of an empty page: `text` says what will appear, when, and what to do meanwhile."""
    return rx.el.div(rx.el.h2(title), rx.el.p(text), action or rx.fragment(), class_name="empty")


def alert(text: Text, *, tone: AlertTone = "info", **props: Any) -> rx.Component:
    """Return a sentence that must not be overlooked, where it matters. Nothing while `text` is empty."""
    role = "alert" if tone == "bad" else "status"
    shown = rx.el.div(icon(_ALERT_ICONS[tone]), rx.el.div(text), class_name="alert", data_tone=tone, role=role, **props)
    return when(text, shown)


def skeleton(*, lines: int = 3, height: str = "h-4") -> rx.Component:
    """Return grey lines of about the size of what is on its way; `height` is a Tailwind class."""
    widths = ("w-full", "w-11/12", "w-4/5", "w-3/5")
    bars = [rx.el.span(class_name=f"skeleton {height} {widths[line % len(widths)]}") for line in range(lines)]
    return rx.el.div(*bars, aria_hidden="true", class_name="grid gap-3")


def page_skeleton() -> rx.Component:
    """Return the skeleton of a page that is loading: title, summary, two cards."""
    top = rx.el.div(
        rx.el.span(class_name="skeleton h-4 w-24"),
        rx.el.span(class_name="skeleton h-8 w-full max-w-xl"),
        class_name="grid gap-3",
    )
    cards = [card(skeleton(lines=lines)) for lines in (5, 3)]
    return rx.el.div(top, *cards, aria_hidden="true", class_name="grid gap-6")


def fact_list(*facts: tuple[Text, Any]) -> rx.Component:
    """Return name and value pairs: an address, a phone number."""
    return rx.el.dl(*[rx.el.div(rx.el.dt(name), rx.el.dd(value)) for name, value in facts], class_name="facts")


def _given(text: Text) -> bool:
    return isinstance(text, rx.Var) or bool(text)
