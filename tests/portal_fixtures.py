"""Fixtures for tests against a portal that really runs (a plugin of `tests/conftest.py`)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import RunningPortal, command_in, running_portal

SCHOOL_MORNING = "2026-10-06T10:15"
"""Where the clock of the running portal stands: a Tuesday in the demonstration district's first term."""


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the demonstration district, to be copied and never changed."""
    data = tmp_path_factory.mktemp("demonstration")
    for name in ("migrate", "demo"):
        done = command_in(data, name, TODAY=SCHOOL_MORNING)
        assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="module")
def portal(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Yield a running portal with a demonstration district of its own, its clock standing on a school morning."""
    data = tmp_path_factory.mktemp("portal")
    shutil.copytree(demonstration, data, dirs_exist_ok=True)
    with running_portal(data, TODAY=SCHOOL_MORNING) as running:
        yield running
