"""Months drawn as tables: weeks from Sunday to Saturday, as the guide draws them, and the ways from month to month."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from portal_app.ui.client import handler
from portal_app.ui.forms import icon_button
from portal_app.ui.i18n import t
from portal_app.ui.text import Flag, Text

LIBRARY = "$/utils/portal/months"


class Swipe(rx.Component):
    """What can be swiped with a finger; arrows must do the same."""

    library = LIBRARY
    tag = "Swipe"
    on_earlier: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]
    on_later: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


swipe: Callable[..., rx.Component] = Swipe.create


def month_table(*, weeks: Any, cell: Callable[[Any], Any], caption: Text, **props: Any) -> rx.Component:
    """Return a table of `weeks`, seven days each; `cell` draws what is in a day's `td`. Arrow keys go between them."""
    return rx.el.table(
        rx.el.caption(caption),
        rx.el.thead(rx.el.tr(*[_weekday(short, name) for short, name in _weekdays()])),
        rx.el.tbody(rx.foreach(weeks, lambda week: rx.el.tr(rx.foreach(week, lambda day: rx.el.td(cell(day)))))),
        class_name="month",
        custom_attrs=handler("moveByArrows", library=LIBRARY, event="onKeyDown"),
        **props,
    )


def stepper(
    title: Text,
    *,
    earlier: Text,
    later: Text,
    on_earlier: Any,
    on_later: Any,
    is_first: Flag = False,
    is_last: Flag = False,
    **props: Any,
) -> rx.Component:
    """Return what is shown between an arrow back and an arrow on, called `earlier` and `later`."""
    return rx.el.div(
        icon_button(earlier, icon_name="back", on_click=on_earlier, disabled=is_first),
        rx.el.p(title, aria_live="polite"),
        icon_button(later, icon_name="forward", on_click=on_later, disabled=is_last),
        class_name="stepper",
        **props,
    )


def _weekday(short: Text, name: Text) -> rx.Component:
    return rx.el.th(rx.el.span(short, aria_hidden="true"), rx.el.span(name, class_name="visually-hidden"), scope="col")


def _weekdays() -> list[tuple[Text, Text]]:
    return [
        (t("Su"), t("Sunday")),
        (t("Mo"), t("Monday")),
        (t("Tu"), t("Tuesday")),
        (t("We"), t("Wednesday")),
        (t("Th"), t("Thursday")),
        (t("Fr"), t("Friday")),
        (t("Sa"), t("Saturday")),
    ]
