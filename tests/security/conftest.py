"""The portal that is attacked: behind a proxy, so that each test may come from an address of its own."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.e2e.conftest import chromium, playwright  # noqa: F401 - some attacks need a real browser
from tests.portal_fixtures import Serves
from tests.running import RunningPortal

_homes = count(1)


@pytest.fixture(scope="module")
def portal(serves: Serves) -> Iterator[RunningPortal]:
    """Yield a running portal that trusts one proxy in front; without its header, the peer's own address counts."""
    with serves(TRUSTED_PROXY_HOPS="1") as running:
        yield running


@pytest.fixture
def address() -> str:
    """Return an address from which nobody has come yet: limits count by network."""
    return f"2001:db8:0:{next(_homes):x}::1"
