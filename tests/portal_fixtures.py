"""Fixtures for tests against a portal that really runs (a plugin of `tests/conftest.py`).

A portal is one worker on SQLite, or, with PORTAL_TEST_CLUSTER=1 in the environment, two workers on PostgreSQL and
Redis: the same tests then run against the bigger installation (`make cluster`).
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from tests.running import RunningPortal, command_in, database_of, running_portal
from tests.schema import mark_as_test_database
from tests.servers import PostgreSQL, Redis

SCHOOL_MORNING = "2026-10-06T10:15"
"""Where the clock of the running portal stands: a Tuesday in the demonstration district's first term."""

IN_USE = {"TODAY": SCHOOL_MORNING, "TEST_BCRYPT_COST": "4"}
"""The settings of a running portal and of its commands, unless a test says otherwise."""

Serves = Callable[..., AbstractContextManager[RunningPortal]]
"""`with serves(TODAY=..., ...) as portal:` runs a portal with these settings, and a demonstration of its own."""


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the demonstration district, to be copied and never changed.

    The workers of pytest-xdist share it: the first that wants it makes it, and the others wait.
    """
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    made = folder / "demonstration"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _with_demonstration(tmp_path_factory.mktemp("demonstration")).rename(made)
    return made


def _with_demonstration(data: Path, **settings: str) -> Path:
    mark_as_test_database(database_of(data, settings))
    for name in ("migrate", "demo"):
        done = command_in(data, name, **IN_USE, **settings)
        assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="session")
def serves_one_worker(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Serves:
    """Return what runs a portal of one worker on SQLite."""

    @contextmanager
    def serve(**settings: str) -> Iterator[RunningPortal]:
        data = tmp_path_factory.mktemp("portal")
        shutil.copytree(demonstration, data, dirs_exist_ok=True)
        with running_portal(data, **{**IN_USE, **settings}) as running:
            yield running

    return serve


@pytest.fixture(scope="session")
def serves_workers_without_redis(serves_one_worker: Serves) -> Serves:
    """Return what runs a portal of two workers on SQLite, which share nothing but the database."""
    return partial(serves_one_worker, WORKERS="2")


@pytest.fixture(scope="session")
def serves_several_workers(
    postgresql_server: PostgreSQL, redis_server: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Serves:
    """Return what runs a portal of two workers on PostgreSQL and Redis."""
    filled = postgresql_server.create("demonstration")
    _with_demonstration(tmp_path_factory.mktemp("demonstration"), DATABASE_URL=filled)
    numbers = count()

    @contextmanager
    def serve(**settings: str) -> Iterator[RunningPortal]:
        number = next(numbers)
        name = f"demonstration_{number}"
        stores = {
            "DATABASE_URL": postgresql_server.create(name, template="demonstration"),
            "REDIS_URL": f"{redis_server.url}/{number % 16}",  # Redis has sixteen
            "WORKERS": "2",
        }
        data = tmp_path_factory.mktemp("portal")
        with running_portal(data, **{**IN_USE, **stores, **settings}) as running:
            yield running
        postgresql_server.drop(name)

    return serve


@pytest.fixture(scope="session")
def serves(request: pytest.FixtureRequest) -> Serves:
    """Return what runs a portal of the kind that the environment asks for."""
    is_cluster = os.environ.get("PORTAL_TEST_CLUSTER") == "1"
    return request.getfixturevalue("serves_several_workers" if is_cluster else "serves_one_worker")


@pytest.fixture(scope="module")
def portal(serves: Serves) -> Iterator[RunningPortal]:
    """Yield a running portal with a demonstration district of its own, its clock stopped on a school morning."""
    with serves() as running:
        yield running
