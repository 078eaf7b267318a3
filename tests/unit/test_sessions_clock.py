"""Sessions when the clock is not what it seems: set ahead, set back, summer time, and a database that is busy."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal_app import models as m
from portal_app.clock import now
from portal_app.database import in_session
from portal_app.domain.accounts import sessions
from tests.unit.account_builders import HOME, an_account, rows
from tests.unit.builders import an_id

pytestmark = pytest.mark.usefixtures("outbox")

Sets = Callable[[datetime], None]
NOON = datetime(2026, 10, 6, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Sets:
    """Set the clock of sessions to a moment, which a wall clock could show twice."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(sessions, "now", lambda: moment)

    return set_to


def begun(session, clock: Sets, at: datetime) -> str:
    """Return the token of a session that begins at a moment."""
    clock(at)
    return sessions.begin(session, an_id(an_account(session)), **HOME)


def test_a_clock_that_jumps_ahead_past_the_idle_time_ends_the_session(session, clock):
    token = begun(session, clock, NOON)
    clock(NOON + timedelta(hours=2))
    assert sessions.act(session, token) is None


def test_a_clock_that_is_set_back_a_little_keeps_the_session_and_counts_from_then_on(session, clock):
    token = begun(session, clock, NOON)
    clock(NOON - timedelta(minutes=30))
    assert sessions.act(session, token)
    clock(NOON + timedelta(minutes=29))
    assert sessions.resolve(session, token)
    clock(NOON + timedelta(minutes=30))
    assert sessions.resolve(session, token) is None


def test_a_session_from_a_time_when_the_clock_was_far_ahead_does_not_live_until_then(session, clock):
    token = begun(session, clock, NOON + timedelta(days=365))
    clock(NOON)
    assert sessions.act(session, token) is None
    assert sessions.still_live(session, [row.id for row in rows(session, m.SignIn)]) == set()


@pytest.mark.parametrize(
    "before_the_change",
    [datetime(2026, 11, 1, 5, 45, tzinfo=UTC), datetime(2026, 3, 8, 6, 45, tzinfo=UTC)],
    ids=["the hour that comes twice", "the hour that is left out"],
)
def test_sixty_idle_minutes_are_sixty_minutes_in_the_night_of_summer_time(session, clock, pinned, before_the_change):
    """At 1:45 in the district a person acts; 59 minutes later the wall shows 1:44 in autumn and 3:44 in spring."""
    token = begun(session, clock, before_the_change)
    clock(before_the_change + timedelta(minutes=59))
    assert sessions.resolve(session, token)
    clock(before_the_change + timedelta(minutes=60))
    assert sessions.resolve(session, token) is None


def test_while_another_program_writes_an_action_is_neither_refused_nor_kept_waiting(database_file: Path, monkeypatch):
    account = in_session(lambda session: an_id(an_account(session)))
    token = in_session(sessions.begin, account, **HOME)
    began = now()
    monkeypatch.setattr(sessions, "now", lambda: began + timedelta(minutes=10))
    with closing(sqlite3.connect(database_file / "portal.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert in_session(sessions.act, token)
        writer.rollback()
    assert in_session(rows, m.SignIn)[0].last_action_at == began
    assert in_session(sessions.act, token)
    assert in_session(rows, m.SignIn)[0].last_action_at == began + timedelta(minutes=10)
    assert in_session(lambda session: session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar()) == 5000
