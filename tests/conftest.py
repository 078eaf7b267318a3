"""What every test may ask for: a stopped clock, and a database of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine, event
from sqlmodel import Session

from portal_app import database
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.schema import make_tables

pytest_plugins = ["tests.servers", "tests.portal_fixtures"]

# pytest-xdist sets these, and a console that finds them when it is made can't be given another width by a test
for name in ("COLUMNS", "LINES"):
    os.environ.pop(name, None)

MONDAY_MORNING = "2026-10-05T10:00"
"""The time of a test unless it sets another: a school day in the first term of `builders.a_school`."""

# A busy machine is no reason to fail. `make verify` tries four times as many examples of each property.
hypothesis_settings.register_profile("thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("quick", hypothesis_settings.get_profile("thorough"), max_examples=25)
hypothesis_settings.load_profile(os.environ.get("PORTAL_TEST_PROPERTIES", "quick"))

Pin = Callable[[str], None]
Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Let no test see settings, connections, cached results or counted attempts of another one."""
    reset_process_state()
    yield
    reset_process_state()


@pytest.fixture
def pinned(monkeypatch: pytest.MonkeyPatch) -> Pin:
    """Pin the clock; call the fixture's value to pin it elsewhere: `pinned("2026-12-24")`."""

    def pin(moment: str) -> None:
        monkeypatch.setenv("PORTAL_TODAY", moment)
        settings.cache_clear()

    pin(MONDAY_MORNING)
    return pin


@pytest.fixture
def session(pinned: Pin) -> Iterator[Session]:
    """Yield a session on an empty database in memory, all tables made and foreign keys on, under a pinned clock."""
    engine = _engine_in_memory()
    make_tables(engine)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()  # and with its connection the database


@cache
def _engine_in_memory() -> Engine:
    """Return an engine that is kept for the statements that it has compiled: half the time of many tests was that."""
    return database.make_engine("sqlite://")


@pytest.fixture
def queries(session: Session) -> Queries:
    """Return a block that lists the statements sent meanwhile: `with queries() as statements: ...`."""

    @contextmanager
    def listening() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", note)
        yield statements
        event.remove(session.get_bind(), "before_cursor_execute", note)

    return listening


@pytest.fixture
def database_file(pinned: Pin, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Point the portal itself (`ask`, `read`, the HTTP routes) at an empty database on disk; return its data folder."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("PORTAL_DATABASE_URL", raising=False)
    reset_process_state()
    make_tables(database.engine())
    return tmp_path
