"""Open screens follow the database, also across processes: one task per worker looks once a second.

A session that ended anywhere (signed out, disabled, timed out, password changed) empties its screens; a change that
concerns a screen makes its page ask its question again, through the door, and says so quietly. Nobody's action is
counted by it, so a screen left open still times out.
"""

import asyncio
from typing import Any

import reflex as rx
import structlog
from reflex.state import StateUpdate
from reflex_base.event import Event

from portal_app.database import read
from portal_app.domain.changes import News, changes_since, last_change
from portal_app.domain.sessions import still_live
from portal_app.pages import screens
from portal_app.pages.base import PortalState
from portal_app.pages.gate import SIGN_IN, empty
from portal_app.pages.screens import Screen

SECONDS = 1.0
log = structlog.get_logger()


async def follow(app: rx.App) -> None:
    """Keep this worker's screens up to date until the server stops."""
    number = await read(last_change)
    while True:
        await asyncio.sleep(SECONDS)
        try:
            number = await _look(app, number)
        except Exception:  # the database may be away for a moment: the next look tries again
            log.exception("live_look_failed")


async def _look(app: rx.App, number: int) -> int:
    """Bring all screens up to date with the database; return the number of the last change seen."""
    _forget_closed_tabs(app)
    open_screens = screens.shown()
    if not open_screens:
        return await read(last_change)
    live = await read(still_live, {screen.viewer.sign_in_id for screen in open_screens.values()})
    news = await read(changes_since, number)
    for token, screen in open_screens.items():
        if screen.viewer.sign_in_id not in live:
            await _empty_screen(app, token)
        elif concerning := [item for item in news if screen.watch.sees(item)]:
            await _refresh(app, token, screen, concerning)
    return news[-1].id if news else number


def _forget_closed_tabs(app: rx.App) -> None:
    sockets = app.event_namespace.token_to_sid if app.event_namespace else {}
    for token, screen in screens.shown().items():
        if sockets.get(token) != screen.socket:
            screens.close(token)


async def _empty_screen(app: rx.App, token: str) -> None:
    screens.close(token)
    async with app.modify_state(_key(token, PortalState)) as state:
        await empty(state)
    assert app.event_namespace
    away = Event.from_event_type([rx.redirect(SIGN_IN, replace=True)])
    await app.event_namespace.emit_update(StateUpdate(events=away), token=token)


async def _refresh(app: rx.App, token: str, screen: Screen, news: list[News]) -> None:
    async with app.modify_state(_key(token, screen.page)) as state:
        page: Any = await state.get_state(screen.page)
        if page._bound_to == screen.viewer:
            await page._follow(news)


def _key(token: str, kind: type[rx.State]) -> rx.BaseStateToken:
    return rx.BaseStateToken(ident=token, cls=kind)
