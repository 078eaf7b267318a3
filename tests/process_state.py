"""What the program keeps for as long as its process lives. Each test starts with none of it (`fresh_process`)."""

from portal_app import database
from portal_app.domain.changes import cache
from portal_app.infrastructure import throttle
from portal_app.settings import settings


def reset_process_state() -> None:
    """Be as a process that has just started: settings unread, no database open, nothing cached, no attempt counted.

    A test calls this after it has changed `PORTAL_*` variables that the program has read already.
    """
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    for cached in (settings, database.engine, throttle._limiter, throttle._fallback_limiter):
        cached.cache_clear()
    cache._cache.clear()
