"""Tells the server which unread items have been on screen for two seconds, or were opened."""

from collections.abc import Callable

import reflex as rx


class SeenItems(rx.Component):
    """Shows nothing; triggers `on_seen` with the numbers in `data-unread` of the elements that were seen."""

    library = "$/utils/portal/seen"
    tag = "SeenItems"
    on_seen: rx.EventHandler[rx.event.passthrough_event_spec(list[int])]  # type: ignore[type-arg, valid-type]


seen_items: Callable[..., rx.Component] = SeenItems.create
