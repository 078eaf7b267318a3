"""The bridge to the scripts in `client/`: components without children of their own and handlers that need no server."""

from typing import Any

import reflex as rx

from portal_app.reflex_adapter.variables import imported

DIALOGS = "$/utils/portal/dialogs"
DRAWING = "$/utils/portal/drawing"


def handler(name: str, *, library: str = DIALOGS, event: str = "onClick") -> dict[str, Any]:
    """Return `custom_attrs` that hand a browser event, as it is, to the function `name` of a script."""
    return {event: imported(name, library=library)}


class ModalDialog(rx.Component):
    """A native modal `<dialog>`, open while `open` is true."""

    library = DIALOGS
    tag = "ModalDialog"
    open: rx.Var[bool]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


class Deferred(rx.Component):
    """Shows its first child until `ready`, then the others, rendered in small steps: taps are handled in between."""

    library = DRAWING
    tag = "Deferred"
    ready: rx.Var[bool]


class BringIntoView(rx.Component):
    """Shows nothing; scrolls to the element with the id `target` once it is drawn, and focuses it."""

    library = "$/utils/portal/opened"
    tag = "BringIntoView"
    target: rx.Var[str]


class Drawer(rx.Component):
    """A pop-up whose content is rendered when it is opened for the first time."""

    library = DRAWING
    tag = "Drawer"


class OnDesktop(rx.Component):
    """Renders its children on a desktop only."""

    library = DRAWING
    tag = "OnDesktop"


class SessionWarning(rx.Component):
    """A modal dialog that opens `warn_seconds` before `ends_at` and leaves for `afterwards` when time is up."""

    library = "$/utils/portal/session"
    tag = "SessionWarning"
    ends_at: rx.Var[str]
    server_now: rx.Var[str]
    warn_seconds: rx.Var[int]
    afterwards: rx.Var[str]


class SchoolAccent(rx.Component):
    """Renders nothing; gives the page the school's `color` (#rrggbb; "" is the portal's own)."""

    library = "$/utils/portal/page"
    tag = "SchoolAccent"
    color: rx.Var[str]


class RouteFocus(rx.Component):
    """Renders nothing; moves the focus to the element `target` after a change of page."""

    library = "$/utils/portal/page"
    tag = "RouteFocus"
    target: rx.Var[str]


class KeyFromLetter(rx.Component):
    """Renders nothing; fills the field `field` (an id) with the key of an address `...#key=`, whatever was `typed`."""

    library = "$/utils/portal/activation"
    tag = "KeyFromLetter"
    field: rx.Var[str]
    typed: rx.Var[str]
