"""The tabs that are connected to this process."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from portal_app.reflex_adapter.events import update_with


def sockets_by_token(app: rx.App) -> Mapping[str, str]:
    """Return the id of each connected tab's socket by the token of the tab."""
    return app.event_namespace.token_to_sid if app.event_namespace else {}


async def send(app: rx.App, token: str, event: Any) -> None:
    """Have the tab `token` run an event."""
    assert app.event_namespace
    await app.event_namespace.emit_update(update_with(event), token=token)
