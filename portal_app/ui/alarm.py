"""A timer that loads a page again when a statement about the current time is over."""

from collections.abc import Callable

import reflex as rx


class Alarm(rx.Component):
    """Shows nothing; triggers `on_time` once the server's clock, which is at `server_now`, shows `moment`."""

    library = "$/utils/portal/alarm"
    tag = "Alarm"
    moment: rx.Var[str]
    server_now: rx.Var[str]
    on_time: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


alarm: Callable[..., rx.Component] = Alarm.create
