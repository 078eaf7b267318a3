"""Results cached until the change feed invalidates them.

The change feed names every write that a parent could see, and whom it affects (`domain/changes/feed.py`). Open pages
follow it, and by the same rule a cached result is dropped. Access rights are never cached: callers check access first,
each time. A cached result may depend on the records and on the arguments, the date included, and on nothing else: not
on the time of day, not on the viewer, unless they are part of `key`.

    entry = lookup(session, StudentGrades, student_id, as_of)
    if entry.result is not None:
        return entry.result
    return entry.store(grades_of(session, student, as_of=as_of), student_subscription(session, student))

Each worker process has its own cache of the most recently used results. Nothing stays for longer than
`MAX_AGE_SECONDS`, which is enough for one visit.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from cachetools import TTLCache
from sqlmodel import Session

from portal_app.domain.changes.feed import Subscription, changes_since, last_change

R = TypeVar("R")
MAX_RESULTS, MAX_AGE_SECONDS = 256, 300
MAX_CHANGES = 1000
"""A result is dropped after this many changes: computing it anew is faster than reading them all."""


@dataclass(slots=True)
class _Cached:
    """A result, what invalidates it, and the id of the latest change that is known not to have done so."""

    result: Any
    subscription: Subscription
    change_id: int


_cache: TTLCache[Hashable, _Cached] = TTLCache(MAX_RESULTS, MAX_AGE_SECONDS)
_lock = Lock()  # TTLCache is not thread-safe, and queries run in several threads
_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry(Generic[R]):
    """A place in the cache: its result while that is valid, else None until `store`."""

    result: R | None
    _key: _Key
    _change_id: int

    def store(self, result: R, subscription: Subscription) -> R:
        """Cache the result of the caller's queries until a change matches `subscription`, and return it."""
        # the change id was read before those queries: a change in between invalidates the result at the next lookup
        with _lock:
            _cache[self._key] = _Cached(result, subscription, self._change_id)
        return result


def lookup(session: Session, kind: type[R], *key: Hashable) -> Entry[R]:
    """Return the entry of the result of type `kind` for `key`. One query, two after a change by anybody."""
    latest = last_change(session)
    # by database, too: tests, and a restored backup, have several in one process
    full_key: _Key = (session.get_bind(), kind, *key)
    with _lock:
        cached = _cache.get(full_key)
    if cached is None or not _is_valid(session, cached, latest):
        return Entry(None, full_key, latest)
    cached.change_id = latest
    return Entry(cached.result, full_key, latest)


def _is_valid(session: Session, cached: _Cached, latest: int) -> bool:
    if latest == cached.change_id:
        return True
    # a lower id than before: the database was replaced by an older one
    if not 0 < latest - cached.change_id <= MAX_CHANGES:
        return False
    return not cached.subscription.matches(changes_since(session, cached.change_id)[1])
