"""Results cached until the change feed invalidates them.

The change feed names every write that a parent could see, and whom it affects (`domain/changes/feed.py`). Open pages
follow it, and by the same rule a cached result is dropped. Access rights are never cached: the access check runs first,
each time. A cached result may depend on the records and on the arguments, the date included, and on nothing else: not
on the time of day, not on the viewer, unless they are part of `key`.

Each worker keeps its own, the latest used, and none for longer than `SECONDS`: long enough for one visit.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from cachetools import TTLCache
from sqlmodel import Session

from portal_app.domain.changes.feed import Subscription, changes_since, last_change

R = TypeVar("R")
MOST, SECONDS = 256, 300
FAR = 1000
"""Changes since an answer that are not looked through for one that concerns it: asking anew is quicker."""


@dataclass(slots=True)
class _Kept:
    """An answer, what concerns it, and the latest change of which it is known that it still stood then."""

    answer: Any
    watch: Subscription
    number: int


_kept: TTLCache[Hashable, _Kept] = TTLCache(MOST, SECONDS)
_one_at_a_time = Lock()


def cached(session: Session, key: Hashable, ask: Callable[[], tuple[R, Subscription]]) -> R:
    """Return the answer that is known by `key` if it stands, else the one that `ask` returns with what concerns it."""
    key, latest = (session.get_bind(), key), last_change(session)
    with _one_at_a_time:
        kept = _kept.get(key)
    if kept is None or not _stands(session, kept, latest):
        # the number was read before it is asked: what changes meanwhile is looked at again
        answer, watch = ask()
        kept = _Kept(answer, watch, latest)
        with _one_at_a_time:
            _kept[key] = kept
    kept.number = latest
    return kept.answer


def _stands(session: Session, kept: _Kept, latest: int) -> bool:
    if latest == kept.number:
        return True
    if not 0 < latest - kept.number <= FAR:  # a lower number: another database has taken the place of this one
        return False
    return not kept.watch.sees(changes_since(session, kept.number)[1])
