"""The portal that is attacked: behind a proxy, so that each test may come from an address of its own."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.e2e.conftest import chromium, playwright  # noqa: F401 - some attacks need a real browser
from tests.portal_fixtures import SCHOOL_MORNING
from tests.running import RunningPortal, running_portal

_homes = count(1)


@pytest.fixture(scope="module")
def portal(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Yield a running portal that trusts one proxy in front; without its header, the peer's own address counts."""
    data = tmp_path_factory.mktemp("portal")
    shutil.copytree(demonstration, data, dirs_exist_ok=True)
    with running_portal(data, TODAY=SCHOOL_MORNING, TRUSTED_PROXY_HOPS="1") as running:
        yield running


@pytest.fixture
def address() -> str:
    """Return an address from which nobody has come yet: limits count by network."""
    return f"2001:db8:0:{next(_homes):x}::1"
