"""How often one network may knock. In front of the five strikes, so that one attacker can't disable a whole district.

Counted in Redis by all workers together, or, without one, by each worker in its memory. Then each allows its share of
the limit, so that several workers let in hardly more than one does. While Redis is away it is the same: a lost Redis
opens no door. A try that succeeds is given back: a school on one address, on the evening when everybody activates, is
no attack.
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

_PATIENCE = 0.5  # seconds
_IPV6_HOME = 64  # bits: one home has a whole /64, and may use a new address for every try

log = structlog.get_logger()


class Limit(Enum):
    """What is limited, and to how many tries."""

    SIGN_IN = "30 per 10 minutes"
    ACTIVATION = "20 per hour"
    KEY_REQUEST = "5 per hour"
    KEY_MAIL = "3 per day"


def allow(limit: Limit, who: str) -> bool:
    """Count a try of `who` (an address, or whoever the limit is about) and return whether it is within the limit."""
    return _hit(limit, who, cost=1)


def give_back(limit: Limit, who: str) -> None:
    """Uncount a try that turned out to be honest."""
    _hit(limit, who, cost=-1)


def network(address: str) -> str:
    """Return the part of an address that stands for one home: all of IPv4, the first half of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or IPv6Address(int(parsed) >> _IPV6_HOME << _IPV6_HOME))
    return address


def store_answers() -> bool:
    """Return whether the tries can be counted together: in Redis, if it is set and there."""
    try:
        return bool(_limiter().storage.check())
    except StorageError:
        return False


def _hit(limit: Limit, who: str, *, cost: int) -> bool:
    workers = settings().workers
    counting_apart = 1 if settings().redis_url else workers
    try:
        return _limiter().hit(_share(limit, workers=counting_apart), limit.name, who, cost=cost)
    except StorageError as error:
        log.error("redis does not answer", reason=type(error.storage_error).__name__)
        return _own_limiter().hit(_share(limit, workers=workers), limit.name, who, cost=cost)


@lru_cache
def _share(limit: Limit, *, workers: int) -> RateLimitItem:
    """Return what one of so many workers that count each by itself may allow: rounded up, so never nothing."""
    whole = parse(limit.value)
    return type(whole)(ceil(whole.amount / workers), whole.multiples)


@lru_cache(maxsize=1)
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(_store())


@lru_cache(maxsize=1)
def _own_limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


def _store() -> Any:
    if not settings().redis_url:
        return MemoryStorage()
    # the event loop waits for the answer: a Redis that hangs must not hold it up
    patience: dict[str, Any] = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
    return storage_from_string(settings().redis_url, wrap_exceptions=True, **patience)
