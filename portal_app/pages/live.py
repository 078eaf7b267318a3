"""Open tabs follow the database, also across processes: one task per worker polls the change feed once a second.

When a session ends anywhere (signed out, disabled, timed out, password changed), its tabs are emptied. After a change
that affects a tab, its page loads again, access check included, and announces that quietly. This counts as no action of
the guardian's, so an unattended tab still times out.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
import structlog

from portal_app.clock import now
from portal_app.database import in_thread
from portal_app.domain.accounts.sessions import still_live
from portal_app.domain.changes.feed import changes_since, last_change
from portal_app.domain.recent import readers_since
from portal_app.metrics import FAILURES, FEED_CHECKS, OPEN_TABS
from portal_app.pages import open_tabs
from portal_app.pages.base import PortalState
from portal_app.pages.gate import SIGN_IN, empty
from portal_app.pages.open_tabs import OpenTab
from portal_app.reflex_adapter.sockets import send, sockets_by_token

POLL_SECONDS = 1.0
CONCURRENT_TABS = 8
"""Tabs that are refreshed at the same time: a notice to a whole district must not queue behind one slow page."""
TIMEOUT_SECONDS = 10.0
"""After this long a tab is left for the next poll."""
HOME = "/home/"
log = structlog.get_logger()


async def follow(app: rx.App) -> None:
    """Keep this worker's tabs up to date until the server stops."""
    follower = Follower(app, seen=await in_thread(last_change))
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            with FEED_CHECKS.time():
                await follower.poll()
        except Exception:  # the database or Redis may be away for a moment: the next poll tries again
            log.exception("live_poll_failed")
            FAILURES.labels("live poll").inc()


@dataclass
class Follower:
    """How far one worker has read the change feed, and which tabs (by token) have yet to be refreshed."""

    app: rx.App
    seen: int
    pending: set[str] = field(default_factory=set)
    readers: dict[int, int] = field(default_factory=dict)
    """The guardians who read something in the last seconds, each with the version that their tabs know of."""

    async def poll(self) -> None:
        """Bring all tabs up to date with the database. A tab that fails keeps no other one waiting."""
        _forget_closed_tabs(self.app)
        # first the changes, then the tabs: a page that is opened in between runs its queries after the changes
        latest, changes = await in_thread(changes_since, self.seen)
        readers = await self._readers()
        tabs = open_tabs.snapshot()
        OPEN_TABS.set(len(tabs))
        live = await in_thread(still_live, {tab.viewer.sign_in_id for tab in tabs.values()}) if tabs else set()
        ended = [token for token, tab in tabs.items() if tab.viewer.sign_in_id not in live]
        affected = {token for token, tab in tabs.items() if tab.is_affected_by(changes)}
        self.pending = (self.pending | affected) & tabs.keys() - set(ended)
        self.seen = latest
        await _run_all(_empty_tab(self.app, token) for token in ended)
        await _run_all(self._bring_up_to_date(token, tabs[token]) for token in list(self.pending))
        reading = {
            token: tab for token, tab in tabs.items() if tab.viewer.guardian_id in readers and token not in ended
        }
        await _run_all(
            _follow_reading(self.app, token, tab, readers[tab.viewer.guardian_id]) for token, tab in reading.items()
        )

    async def _readers(self) -> dict[int, int]:
        """Return the guardians, with the version, who have read something since the last poll."""
        readers = await in_thread(readers_since, now())
        news = {guardian: version for guardian, version in readers.items() if self.readers.get(guardian) != version}
        self.readers = readers
        return news

    async def _bring_up_to_date(self, token: str, tab: OpenTab) -> None:
        await _refresh(self.app, token, tab)
        self.pending.discard(token)  # not before: after a failure the next poll tries again


async def _run_all(tasks: Iterable[Awaitable[None]]) -> None:
    """Run all tasks, some at a time; log what fails."""
    slots = asyncio.Semaphore(CONCURRENT_TABS)

    async def run(task: Awaitable[None]) -> None:
        try:
            async with slots, asyncio.timeout(TIMEOUT_SECONDS):
                await task
        except Exception:
            log.exception("live_tab_failed")
            FAILURES.labels("live tab").inc()

    await asyncio.gather(*map(run, tasks))


def _forget_closed_tabs(app: rx.App) -> None:
    sockets = sockets_by_token(app)
    for token, tab in open_tabs.snapshot().items():
        if sockets.get(token) != tab.socket:
            open_tabs.close(token)


async def _empty_tab(app: rx.App, token: str) -> None:
    async with app.modify_state(_key(token, PortalState)) as state:
        await empty(state)
    await send(app, token, rx.redirect(SIGN_IN, replace=True))
    open_tabs.close(token)  # not before: when Redis is away, the next poll must find the tab again


async def _refresh(app: rx.App, token: str, tab: OpenTab) -> None:
    async with app.modify_state(_key(token, tab.page)) as state:
        page: Any = await state.get_state(tab.page)
        student_id = page.student.id
        if page._bound_to == tab.viewer:
            await page._follow_changes()
        elif page._bound_to is None:
            await _load_again(app, token)
        is_gone = student_id not in (0, page.student.id) and page.shown != "home"
    if is_gone:  # access to the student was withdrawn: never show another child's page unasked
        await send(app, token, rx.redirect(HOME, replace=True))


async def _follow_reading(app: rx.App, token: str, tab: OpenTab, version: int) -> None:
    async with app.modify_state(_key(token, tab.page)) as state:
        page: Any = await state.get_state(tab.page)
        if page._bound_to == tab.viewer:
            await page._follow_reading(version)


async def _load_again(app: rx.App, token: str) -> None:
    """Have a tab whose state is gone (Redis lost it) load its page again, through the gate like every other event."""
    await send(app, token, rx.State.hydrate_and_load())


def _key(token: str, kind: type[rx.State]) -> rx.BaseStateToken:
    return rx.BaseStateToken(ident=token, cls=kind)
