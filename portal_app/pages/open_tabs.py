"""Which screens are open in this process: what `pages/live.py` keeps up to date.

A page notes itself when it is shown. The client token names a browser tab; the socket of a tab ends in the process that
runs its events, so no other process needs to know.
"""

from dataclasses import dataclass

import reflex as rx

from portal_app.domain.access import Viewer
from portal_app.domain.changes.feed import NO_CHANGES, Changes, Subscription


@dataclass(frozen=True, slots=True)
class OpenTab:
    """A shown page: the socket it came by, whose it is, which state drew it, and which changes concern it.

    A tab's token can be copied, a socket can't: news goes only to the very socket whose cookie was asked.
    """

    socket: str
    viewer: Viewer
    page: type[rx.State]
    watch: Subscription | None = None
    """What concerns it; None while the page asks that."""

    def is_affected_by(self, news: Changes) -> bool:
        """Return whether its page has to ask again: after any news at all while it is not known which concern it."""
        return news != NO_CHANGES if self.watch is None else self.watch.sees(news)


_open: dict[str, OpenTab] = {}


def show(token: str, screen: OpenTab) -> None:
    """Note that the tab `token` shows this page now, in place of any other."""
    _open[token] = screen


def page_of(token: str) -> type[rx.State] | None:
    """Return which state drew what the tab shows now, None for a tab that shows nothing yet."""
    screen = _open.get(token)
    return screen.page if screen else None


def close(token: str) -> None:
    """Forget a tab."""
    _open.pop(token, None)


def shown() -> dict[str, OpenTab]:
    """Return the open screens by token, as they are at this moment."""
    return dict(_open)
