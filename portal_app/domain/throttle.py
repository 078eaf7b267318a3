"""How often one network may knock. In front of the five strikes, so that one attacker can't disable a whole district.

Counted in memory, or in Redis when several workers share it. A try that succeeds is given back: a school on one
address, on the evening when everybody activates, is no attack.
"""

from enum import Enum
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from portal_app.settings import settings

_IPV6_HOME = 64  # bits: one home has a whole /64, and may use a new address for every try


class Limit(Enum):
    """What is limited, and to how many tries."""

    SIGN_IN = "30 per 10 minutes"
    ACTIVATION = "20 per hour"
    KEY_REQUEST = "5 per hour"
    KEY_MAIL = "3 per day"


def allow(limit: Limit, who: str) -> bool:
    """Count a try of `who` (an address, or whoever the limit is about) and return whether it is within the limit."""
    return _limiter().hit(_item(limit), limit.name, who)


def give_back(limit: Limit, who: str) -> None:
    """Uncount a try that turned out to be honest."""
    _limiter().hit(_item(limit), limit.name, who, cost=-1)


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


@lru_cache
def _item(limit: Limit) -> RateLimitItem:
    return parse(limit.value)


@lru_cache(maxsize=1)
def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage_from_string(settings().redis_url or "memory://"))
