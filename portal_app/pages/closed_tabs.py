"""Tabs whose socket has closed: the server keeps what they show for two minutes, and not too many of them.

Within that time a tab may come back after a break of the connection and goes on where it was. Later it is loaded
again, like a tab that comes back to another worker. Reflex would keep the states of closed tabs for two hours.
"""

import asyncio
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
import structlog

from portal_app.infrastructure.visitors import SCOPE_KEY
from portal_app.metrics import FAILURES, HELD_STATES
from portal_app.reflex_adapter.sockets import call_at_socket_end, sockets_by_token
from portal_app.reflex_adapter.state_manager import held_states, release_state

KEPT_SECONDS = 120.0
MOST_WITHOUT_VISITOR = 1000
"""Closed tabs of which nobody knows who opened them."""
_INTERVAL = 1.0  # seconds
_UNKNOWN: Mapping[str, int] = {"": MOST_WITHOUT_VISITOR}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Closed:
    """When a tab was closed, and the names of its visitor."""

    at: float
    visitors: tuple[str, ...]


@dataclass
class ClosedTabs:
    """The tokens of closed tabs, those closed first at the front. `clock` returns seconds."""

    clock: Callable[[], float] = time.monotonic
    _closed: dict[str, _Closed] = field(default_factory=dict)
    _of_visitor: dict[str, dict[str, None]] = field(default_factory=dict)
    _too_many: list[str] = field(default_factory=list)

    def add(self, token: str, visitors: Mapping[str, int] = _UNKNOWN) -> None:
        """Note that a tab's socket has closed. `visitors`: how many closed tabs are kept for each of its names."""
        self._forget(token)
        self._closed[token] = _Closed(self.clock(), tuple(visitors))
        for name, most in visitors.items():
            tabs = self._of_visitor.setdefault(name, {})
            tabs[token] = None
            if len(tabs) > most:
                oldest = next(iter(tabs))
                self._forget(oldest)
                self._too_many.append(oldest)

    def take_due(self, connected: Container[str]) -> list[str]:
        """Return the tabs whose time is over, or that are too many, and forget them and those that came back."""
        for token in [token for token in self._closed if token in connected]:
            self._forget(token)
        limit = self.clock() - KEPT_SECONDS
        over = [token for token, closed in self._closed.items() if closed.at <= limit]
        for token in over:
            self._forget(token)
        due, self._too_many = [token for token in self._too_many if token not in connected] + over, []
        return due

    def __contains__(self, token: str) -> bool:
        """Return whether a tab is kept at the moment."""
        return token in self._closed

    def __len__(self) -> int:
        """Return how many tabs are kept."""
        return len(self._closed)

    def _forget(self, token: str) -> None:
        closed = self._closed.pop(token, None)
        for name in closed.visitors if closed else ():
            tabs = self._of_visitor[name]
            tabs.pop(token, None)
            if not tabs:
                del self._of_visitor[name]


async def release_closed_tabs(app: rx.App) -> None:
    """Release the states of closed tabs until the server stops."""
    closed = ClosedTabs()
    call_at_socket_end(app, lambda token, scope: closed.add(token, scope.get(SCOPE_KEY, _UNKNOWN)))
    while True:
        await asyncio.sleep(_INTERVAL)
        try:
            await release_due(app, closed)
        except Exception:  # Redis may be away for a moment: what it has not released expires by itself
            log.exception("release_failed")
            FAILURES.labels("release of states").inc()


async def release_due(app: rx.App, closed: ClosedTabs) -> None:
    """Release the states whose time is over. A state that nobody has noted counts as closed from now on."""
    connected: Mapping[str, Any] = sockets_by_token(app)
    for token in closed.take_due(connected):
        await release_state(app, token)
    for token in held_states(app):
        if token not in connected and token not in closed:
            closed.add(token)
    HELD_STATES.set(len(connected) + len(closed))
