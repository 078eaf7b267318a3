"""Rate limits per network. They apply before the lockout, so that no attacker can disable all accounts of a district.

All workers count together in Redis. Without Redis, or while it is unavailable, each worker counts in its own memory and
allows its share of the limit, so several workers allow hardly more than one. An attempt that succeeds is given back:
many families behind a school's one address, all activating on the same evening, are not an attack.
"""

from enum import Enum
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any

import structlog
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from portal_app.settings import settings

_TIMEOUT = 0.5  # seconds
_IPV6_PREFIX = 64  # bits: one home has a whole /64, and may use a new address for every attempt

log = structlog.get_logger()


class Limit(Enum):
    """What is limited, and to how many attempts."""

    SIGN_IN = "30 per 10 minutes"
    ACTIVATION = "20 per hour"
    KEY_REQUEST = "5 per hour"
    KEY_MAIL = "3 per day"
    PASSWORD_CHANGE = "10 per hour"  # noqa: S105
    CALENDAR = "30 per 10 minutes"
    UNKNOWN_CALENDAR = "60 per 10 minutes"
    UNKNOWN_UNSUBSCRIBE = "30 per 5 minutes"


def allow(limit: Limit, who: str) -> bool:
    """Count an attempt of `who` (a network, or whatever is limited); return whether it is within the limit."""
    return _hit(limit, who, cost=1)


def give_back(limit: Limit, who: str) -> None:
    """Take back the count of an attempt that turned out to be legitimate."""
    _hit(limit, who, cost=-1)


def network(address: str) -> str:
    """Return the part of an address that identifies one home: all of IPv4, the first half of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or IPv6Address(int(parsed) >> _IPV6_PREFIX << _IPV6_PREFIX))
    return address


def store_is_available() -> bool:
    """Return whether attempts can be counted: False only while a configured Redis does not answer."""
    try:
        return bool(_limiter().storage.check())
    except StorageError:
        return False


def _hit(limit: Limit, who: str, *, cost: int) -> bool:
    workers = settings().workers
    counting_separately = 1 if settings().redis_url else workers
    try:
        return _limiter().hit(_share(limit, workers=counting_separately), limit.name, who, cost=cost)
    except StorageError as error:
        log.error("redis does not answer", reason=type(error.storage_error).__name__)
        return _fallback_limiter().hit(_share(limit, workers=workers), limit.name, who, cost=cost)


@lru_cache
def _share(limit: Limit, *, workers: int) -> RateLimitItem:
    """Return the share of one of `workers` that count separately: rounded up, so never zero."""
    whole = parse(limit.value)
    return type(whole)(ceil(whole.amount / workers), whole.multiples)


@lru_cache(maxsize=1)
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(_store())


@lru_cache(maxsize=1)
def _fallback_limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


def _store() -> Any:
    if not settings().redis_url:
        return MemoryStorage()
    # the event loop waits for the reply: a Redis that hangs must not block it
    timeouts: dict[str, Any] = {"socket_timeout": _TIMEOUT, "socket_connect_timeout": _TIMEOUT}
    return storage_from_string(settings().redis_url, wrap_exceptions=True, **timeouts)
