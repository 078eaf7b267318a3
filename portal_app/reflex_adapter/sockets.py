"""The tabs that are connected to this process."""

import asyncio
from collections.abc import Callable, Mapping
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


def call_at_socket_end(app: rx.App, ended: Callable[[str, Mapping[str, Any]], None]) -> None:
    """From now on, call `ended` with the tab's token and the socket's ASGI scope whenever a tab's socket ends."""
    namespace, server = app.event_namespace, app.sio
    assert namespace
    assert server
    disconnect = namespace.on_disconnect

    def on_disconnect(sid: str) -> asyncio.Task[None] | None:
        token = namespace.sid_to_token.get(sid)
        if token:
            environment = server.get_environ(sid, namespace.namespace) or {}
            ended(token, environment.get("asgi.scope", {}))
        return disconnect(sid)

    namespace.on_disconnect = on_disconnect  # type: ignore[method-assign]
