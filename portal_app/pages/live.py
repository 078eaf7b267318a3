"""Open screens follow the database, also across processes: one task per worker looks once a second.

A session that ended anywhere (signed out, disabled, timed out, password changed) empties its screens; a change that
concerns a screen makes its page ask its question again, through the door, and says so quietly. Nobody's action is
counted by it, so a screen left open still times out.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
import structlog

from portal_app.database import in_thread
from portal_app.domain.accounts.sessions import still_live
from portal_app.domain.changes.feed import changes_since, last_change
from portal_app.metrics import FAILURES, FEED_CHECKS, OPEN_TABS
from portal_app.pages import open_tabs
from portal_app.pages.base import PortalState
from portal_app.pages.gate import SIGN_IN, empty
from portal_app.pages.open_tabs import OpenTab
from portal_app.reflex_adapter.sockets import send, sockets_by_token

SECONDS = 1.0
AT_ONCE = 8
"""Screens that are worked on at the same time: a notice to a whole district must not queue behind one slow page."""
PATIENCE = 10.0
"""Seconds after which a screen that does not answer is left for the next look."""
HOME = "/home/"
log = structlog.get_logger()


async def follow(app: rx.App) -> None:
    """Keep this worker's screens up to date until the server stops."""
    follower = Follower(app, seen=await in_thread(last_change))
    while True:
        await asyncio.sleep(SECONDS)
        try:
            with FEED_CHECKS.time():
                await follower.look()
        except Exception:  # the database or Redis may be away for a moment: the next look tries again
            log.exception("live_look_failed")
            FAILURES.labels("live look").inc()


@dataclass
class Follower:
    """How far one worker has read the change feed, and which screens (by token) have yet to ask anew."""

    app: rx.App
    seen: int
    owed: set[str] = field(default_factory=set)

    async def look(self) -> None:
        """Bring all screens up to date with the database. A screen that fails keeps no other one waiting."""
        _forget_closed_tabs(self.app)
        # first the news, then who is there: whoever comes in between asks for themselves afterwards
        latest, news = await in_thread(changes_since, self.seen)
        shown = open_tabs.shown()
        OPEN_TABS.set(len(shown))
        live = await in_thread(still_live, {screen.viewer.sign_in_id for screen in shown.values()}) if shown else set()
        ended = [token for token, screen in shown.items() if screen.viewer.sign_in_id not in live]
        concerned = {token for token, screen in shown.items() if screen.is_affected_by(news)}
        self.owed = (self.owed | concerned) & shown.keys() - set(ended)
        self.seen = latest
        await _all(_empty_screen(self.app, token) for token in ended)
        await _all(self._pay(token, shown[token]) for token in list(self.owed))

    async def _pay(self, token: str, screen: OpenTab) -> None:
        await _refresh(self.app, token, screen)
        self.owed.discard(token)  # not before: when it fails, the next look tries again


async def _all(works: Iterable[Awaitable[None]]) -> None:
    """Have all of it done, some at a time; log what fails."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(work: Awaitable[None]) -> None:
        try:
            async with room, asyncio.timeout(PATIENCE):
                await work
        except Exception:
            log.exception("live_screen_failed")
            FAILURES.labels("live screen").inc()

    await asyncio.gather(*map(one, works))


def _forget_closed_tabs(app: rx.App) -> None:
    sockets = sockets_by_token(app)
    for token, screen in open_tabs.shown().items():
        if sockets.get(token) != screen.socket:
            open_tabs.close(token)


async def _empty_screen(app: rx.App, token: str) -> None:
    async with app.modify_state(_key(token, PortalState)) as state:
        await empty(state)
    await send(app, token, rx.redirect(SIGN_IN, replace=True))
    open_tabs.close(token)  # not before: when Redis is away, the next look must find the screen again


async def _refresh(app: rx.App, token: str, screen: OpenTab) -> None:
    async with app.modify_state(_key(token, screen.page)) as state:
        page: Any = await state.get_state(screen.page)
        looked_at = page.student.id
        if page._bound_to == screen.viewer:
            await page._follow()
        elif page._bound_to is None:
            await _ask_anew(app, token)
        is_gone = looked_at not in (0, page.student.id) and page.shown != "home"
    if is_gone:  # the school has withdrawn the child: no other child's page takes its place unasked
        await send(app, token, rx.redirect(HOME, replace=True))


async def _ask_anew(app: rx.App, token: str) -> None:
    """Have a tab whose state is gone (Redis lost it) load its page again, past the gate like every other event."""
    await send(app, token, rx.State.hydrate_and_load())


def _key(token: str, kind: type[rx.State]) -> rx.BaseStateToken:
    return rx.BaseStateToken(ident=token, cls=kind)
