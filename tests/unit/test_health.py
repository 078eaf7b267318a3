"""`/readyz`: parents are sent to a server only when it can let them in."""

import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal_app.database import engine
from portal_app.http import health
from portal_app.infrastructure import throttle
from portal_app.migrations import downgrade
from tests.process_state import reset_process_state
from tests.running import free_port
from tests.schema import make_tables_by_migrations

READY, NOT_READY = (200, {"status": "ready"}), (503, {"status": "unavailable"})


@pytest.fixture
def monitor(pinned, monkeypatch: pytest.MonkeyPatch, tmp_path) -> TestClient:
    """A monitor that asks a portal with every table."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    reset_process_state()
    make_tables_by_migrations(engine())
    return TestClient(Starlette(routes=health.ROUTES))


def said(monitor: TestClient) -> tuple[int, dict[str, str]]:
    """Return the status and the words of the answer."""
    answer = monitor.get("/readyz")
    return answer.status_code, answer.json()


def test_a_portal_with_every_table_is_ready(monitor: TestClient) -> None:
    assert said(monitor) == READY


def test_a_portal_with_older_tables_is_not_ready(monitor: TestClient) -> None:
    downgrade("-1")
    assert said(monitor) == NOT_READY


def test_a_portal_with_newer_tables_is_not_ready(monitor: TestClient) -> None:
    with engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    assert said(monitor) == NOT_READY


def test_a_portal_without_its_redis_is_not_ready_but_healthy(
    monitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_REDIS_URL", f"redis://127.0.0.1:{free_port()}")
    reset_process_state()
    assert said(monitor) == NOT_READY
    assert monitor.get("/healthz").status_code == 200


def test_a_portal_with_its_redis_is_ready(monitor: TestClient, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_REDIS_URL", redis_url)
    reset_process_state()
    assert said(monitor) == READY


def test_a_portal_whose_database_is_away_is_not_ready(monitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"postgresql://portal@127.0.0.1:{free_port()}/portal")
    reset_process_state()
    assert said(monitor) == NOT_READY


def test_while_redis_is_away_tries_are_still_limited(monitor: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_REDIS_URL", f"redis://127.0.0.1:{free_port()}")
    reset_process_state()
    allowed = int(throttle.Limit.KEY_REQUEST.value.split()[0])
    let_in = [throttle.allow(throttle.Limit.KEY_REQUEST, "203.0.113.7") for _ in range(allowed + 1)]
    assert let_in == [True] * allowed + [False]
