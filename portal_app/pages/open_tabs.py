"""Which pages are open in this process, by browser tab: what `pages/live.py` keeps up to date.

A page registers itself when it is opened. A tab has a client token; its socket ends in the process that runs its
events, so no other process needs to know.
"""

from dataclasses import dataclass

import reflex as rx

from portal_app.domain.access import Viewer
from portal_app.domain.changes.feed import NO_CHANGES, Changes, Subscription


@dataclass(frozen=True, slots=True)
class OpenTab:
    """What a tab shows: the socket that it came by, who looks, the page's state, and which changes affect it.

    A tab's token can be copied, a socket can't: updates go only to the very socket whose cookie was checked.
    """

    socket: str
    viewer: Viewer
    page: type[rx.State]
    subscription: Subscription | None = None
    """None while the page is still loading its family."""

    def is_affected_by(self, changes: Changes) -> bool:
        """Return whether the page has to load again: after any change while its subscription is not known."""
        return changes != NO_CHANGES if self.subscription is None else self.subscription.matches(changes)


_tabs: dict[str, OpenTab] = {}


def register(token: str, tab: OpenTab) -> None:
    """Note what the tab `token` shows now, in place of what it showed before."""
    _tabs[token] = tab


def page_of(token: str) -> type[rx.State] | None:
    """Return the state of the page that a tab shows now, None for a tab that shows nothing yet."""
    tab = _tabs.get(token)
    return tab.page if tab else None


def close(token: str) -> None:
    """Forget a tab."""
    _tabs.pop(token, None)


def snapshot() -> dict[str, OpenTab]:
    """Return the open tabs by token, as they are at this moment."""
    return dict(_tabs)
