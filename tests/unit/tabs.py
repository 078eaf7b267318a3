"""Browser tabs without a browser: the application itself in this process, gate included; only the sockets are played.

tab = await application.connect("first", cookie)
await tab.opens("/home")
assert tab.sees(PortalState, "shown") == "home"
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from sqlalchemy import event
from sqlmodel import SQLModel

from portal_app.database import engine
from portal_app.pages import open_tabs
from portal_app.pages.live import Follower
from portal_app.portal_app import app

HYDRATE = "reflex___state____state.hydrate_and_load"
PATIENCE = 60
"""Seconds after which a test fails that waits for what never happens."""


class Tab:
    """A browser tab: what it was sent, and how it calls the application."""

    def __init__(self, token: str, socket: str, cookie: str) -> None:
        self.token, self.socket, self.cookie = token, socket, cookie
        self.breaks = False
        """Whether what is sent to the tab gets lost, as when Redis is away."""
        self._state: dict[str, dict[str, Any]] = {}
        self._led_to: list[str] = []

    async def connect(self) -> None:
        """Open the socket, with the cookie that the browser has now."""
        headers = [(b"cookie", f"portal_session={self.cookie}".encode())]
        scope = {"headers": headers, "client": ("203.0.113.7", 1)}
        await _namespace().on_connect(self.socket, {"QUERY_STRING": f"token={self.token}", "asgi.scope": scope})

    async def disconnect(self) -> None:
        """Close the socket."""
        closing = _namespace().on_disconnect(self.socket)
        if closing:
            await closing

    async def opens(self, path: str, *, query: str = "") -> None:
        """Open a page, and return when it is loaded."""
        await self.calls(HYDRATE, path=path, query=query)

    async def calls(self, handler: Any, *, path: str = "/home", query: str = "", **payload: Any) -> None:
        """Call a handler as a click does, and return when all that follows from it is done."""
        await self.begins(handler, path=path, query=query, **payload)
        await all_done()

    async def begins(self, handler: Any, *, path: str = "/home", query: str = "", **payload: Any) -> None:
        """Call a handler, and wait for nothing."""
        name = handler if isinstance(handler, str) else f"{handler.state_full_name}.{handler.fn.__name__}"
        where = {"pathname": path, "asPath": path + query, "query": {}}
        await _namespace().on_event(self.socket, {"name": name, "payload": payload, "router_data": where})

    def sees(self, state: type[rx.State], name: str) -> Any:
        """Return the value of a var that the browser was sent last."""
        return self._state[state.get_full_name()][f"{name}_rx_state_"]

    def led_to(self) -> list[str]:
        """Return where the browser was led since the last time that this was asked."""
        paths, self._led_to = self._led_to, []
        return paths

    def hear(self, update: Any) -> None:
        """Take an update in, as the browser does."""
        if self.breaks:
            raise ConnectionError("Redis is away")
        for state, values in update.delta.items():
            self._state.setdefault(state, {}).update(values)
        self._led_to += [one.payload["path"] for one in update.events if one.name == "_redirect"]


class Application:
    """The portal's application as one worker runs it, with the tabs that are connected to it."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}

    async def connect(self, token: str, cookie: str) -> Tab:
        """Return a new socket of the tab `token`."""
        tab = Tab(token, f"socket {len(self._tabs)}", cookie)
        self._tabs[tab.socket] = tab
        await tab.connect()
        return tab

    async def disconnect_all(self) -> None:
        """Close what is open, and forget it."""
        for tab in self._tabs.values():
            await tab.disconnect()

    async def emit(self, _event: str, update: Any = None, *, to: str, **_more: Any) -> None:
        """Deliver what the application sends to a socket."""
        self._tabs[to].hear(update)

    def follower(self, *, seen: int) -> Follower:
        """Return the task behind open pages, which has read the change feed up to `seen`."""
        return Follower(app, seen=seen)


def memory() -> Any:
    """Return a state manager that keeps states in memory."""
    manager: Any = StateManagerMemory
    return manager()


@asynccontextmanager
async def running_application() -> AsyncIterator[Application]:
    """Yield the application with nothing in its memory, its events running in this event loop."""
    application = Application()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_tabs, "_tabs", {})
        patch.setattr(app, "_state_manager", memory())
        patch.setattr(_namespace(), "emit", application.emit)
        async with app._setup_event_processor():
            yield application
            await application.disconnect_all()


async def all_done() -> None:
    """Return when no event is under way any more."""
    async with asyncio.timeout(PATIENCE):
        while begun := [future for future in app.event_processor._futures.values() if future.parent is None]:
            await asyncio.gather(*[future.wait_all() for future in begun], return_exceptions=True)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Yield a list to which every statement is added that the portal sends meanwhile."""
    sent: list[str] = []
    with _before_each_statement(sent.append):
        yield sent


class Held:
    """A statement that the database does not answer until it is let go."""

    def __init__(self) -> None:
        self._reached, self._let_go = threading.Event(), threading.Event()

    def hold(self) -> None:
        """Wait, in the thread that has sent the statement."""
        self._reached.set()
        assert self._let_go.wait(PATIENCE)

    async def reached(self) -> None:
        """Return when the statement has been sent."""
        assert await asyncio.to_thread(self._reached.wait, PATIENCE)

    def let_go(self) -> None:
        """Let the database answer."""
        self._let_go.set()


@contextmanager
def held_at(table: type[SQLModel]) -> Iterator[Held]:
    """Let the database answer no statement about a table until it is let go, at the end of the block at the latest."""
    held = Held()
    with _before_each_statement(lambda statement: held.hold() if table.__tablename__ in statement.split() else None):
        try:
            yield held
        finally:
            held.let_go()


@contextmanager
def _before_each_statement(act: Any) -> Iterator[None]:
    def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        act(statement)

    event.listen(engine(), "before_cursor_execute", listen)
    try:
        yield
    finally:
        event.remove(engine(), "before_cursor_execute", listen)


def _namespace() -> Any:
    return app.event_namespace
