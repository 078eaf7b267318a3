"""The gate: it runs before every event and stops those without a live session, except for a short list of handlers.

Reflex lets a browser call any public handler of any state with any arguments, and `on_load` guards nothing. So the gate
resolves the cookie that came with the socket at each event, and binds its session to the state. A state that was bound
to another session is emptied before anything else happens.
"""

from typing import Any

import reflex as rx
from sqlmodel import Session

from portal_app.database import in_thread
from portal_app.domain.accounts.sessions import LiveSession, act, resolve
from portal_app.infrastructure.cookies import SESSION, cookie_value
from portal_app.infrastructure.tokens import token_hash
from portal_app.metrics import EVENTS
from portal_app.pages.base import PortalState
from portal_app.pages.validation import is_storable
from portal_app.reflex_adapter.events import (
    ERROR_REPORTS,
    LOAD_STEPS,
    PAGE_START,
    BaseState,
    Event,
    Middleware,
    StateUpdate,
    full_name,
    is_reflexes_own,
    parameters,
    whole_update,
)

OPEN_TO_ALL = PAGE_START | LOAD_STEPS
"""Handlers that need no session, by full name. How a page starts: Reflex sends the (empty) state, then the page's own
loader passes the gate like every other event. `open_to_all` adds what the signed-out pages need."""

_opened: set[str] = set()
_by_itself: set[str] = set()
SIGN_IN = "/sign-in/"


def open_to_all(handler: rx.EventHandler) -> None:
    """Let a handler of a signed-out page be called without a session. It must show nothing that is anybody's."""
    _opened.add(full_name(handler))


def by_itself(*handlers: Any) -> None:
    """Let handlers that a page calls by itself, without its person, keep no session alive."""
    _by_itself.update(map(full_name, handlers))


def is_open(name: str) -> bool:
    """Return whether an event of this name may pass without a session."""
    return name in OPEN_TO_ALL or name in _opened


class Gate(Middleware):
    """Resolves the session of each event, and stops the event when there is none."""

    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:
        """Return None to let the event pass, or the update that empties the page and leads to the sign-in page."""
        portal = await state.get_state(PortalState)
        token = session_token(state.router_data)
        if event.name in LOAD_STEPS and portal._bound_by == token_hash(token):
            return None
        live = await in_thread(_admit, token, acted=_is_action(portal, event))
        if portal._bound_to != (live.viewer if live else None):
            await empty(state)
        if live is not None:
            portal._bind(live, by=token_hash(token))
        if live is None and not is_open(event.name):
            EVENTS.labels("stopped").inc()
            return await whole_update(state, rx.redirect(SIGN_IN, replace=True))
        if not _may_run(event):
            EVENTS.labels("stopped").inc()
            return await whole_update(state)
        EVENTS.labels("let in").inc()
        return None


def _admit(session: Session, token: str, *, acted: bool) -> LiveSession | None:
    return act(session, token) if acted else resolve(session, token)


def _may_run(event: Event) -> bool:
    """Return whether a page of the portal can have sent this event: a known handler, its arguments, storable texts."""
    if event.name in PAGE_START | LOAD_STEPS:
        return True
    if event.name in ERROR_REPORTS:
        return all(isinstance(value, str) for value in event.payload.values())
    is_ours = not is_reflexes_own(event.name)
    return is_ours and parameters(event.name).issuperset(event.payload) and is_storable(event.payload)


def _is_action(portal: PortalState, event: Event) -> bool:
    """Return whether a person did something: a handler of a page was called, or another page was opened.

    A page's loader runs again by itself whenever the socket reconnects, so it counts only for another address.
    """
    if is_open(event.name) or event.name in ERROR_REPORTS or event.name in _by_itself:
        return False
    if not event.name.endswith(".load"):
        return True
    before, portal._last_opened = portal._last_opened, str(portal.router.url)
    return before != portal._last_opened


async def empty(state: BaseState) -> None:
    """Put every state of this browser back to its defaults: nothing of another session may remain."""
    for kind in PortalState.get_substates():
        await state.get_state(kind)
    portal: Any = await state.get_state(PortalState)
    portal.reset()


def session_token(router_data: dict[str, Any]) -> str:
    """Return the session cookie's value from the headers of the socket's handshake; empty when there is none."""
    return cookie_value(router_data.get("headers", {}).get("cookie", ""), SESSION)
