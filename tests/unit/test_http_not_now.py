"""While the database is unavailable, every form leads back to its page with one sentence and changes nothing."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal_app import database
from portal_app import models as m
from portal_app.database import in_session
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.form_errors import Problem
from portal_app.http import account, activation, auth, unavailable
from portal_app.http.app import http_app
from tests.running import free_port
from tests.unit.account_builders import GOOD, WRONG, a_key, an_account, rows
from tests.unit.builders import a_guardian

OURS = "http://localhost:3000"
CREDENTIALS = {"user_name": "Minnie1", "password": GOOD}
FORMS: dict[str, dict[str, str]] = {
    "/auth/sign-in": CREDENTIALS,
    "/auth/mfa-code": {"code": "123456"},
    "/auth/district": {"district": "ABCDEF"},
    "/auth/activate": {"key": "{E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7}"},
    "/auth/change-password": {"old_password": GOOD, "password": GOOD + " 2", "password_again": GOOD + " 2"},
    "/auth/mfa": {"salt": "x", "code": "123456", "present_password": GOOD},
    "/auth/sign-out-everywhere": {"end_calendar_addresses": "on"},
}
"""The form of each route that responds after its work is done."""
ANSWERED_BEFORE = {"/auth/sign-out", "/auth/request-key"}
"""Routes that respond without waiting for the database; the work is retried in the background."""

Trouble = Callable[[], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch, database_file: Path, outbox: object) -> None:
    """Let no test wait seconds for a lock that it holds itself."""
    monkeypatch.setattr(database, "_BUSY_TIMEOUT", 20)
    monkeypatch.setattr(unavailable, "_PAUSES", (0.0, 0.0))
    database.engine().dispose()


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A browser of a guardian who is signed in."""
    in_session(an_account)
    client = TestClient(http_app(Starlette(), pages=tmp_path), base_url=OURS, headers={"Origin": OURS})
    client.follow_redirects = False
    assert client.post("/auth/sign-in", data=CREDENTIALS).headers["location"] == "/home/"
    return client


@pytest.fixture
def locked(database_file: Path) -> Trouble:
    """Return a block during which another program holds the database's one write lock."""

    @contextmanager
    def hold() -> Iterator[None]:
        with closing(sqlite3.connect(database_file / "portal.db", check_same_thread=False)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            yield

    return hold


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Trouble:
    """Return a block during which no database answers."""

    @contextmanager
    def leave() -> Iterator[None]:
        with monkeypatch.context() as patch:
            gone = database.make_engine(f"postgresql://portal@127.0.0.1:{free_port()}/portal")
            patch.setattr(database, "engine", lambda: gone)
            yield

    return leave


def ends(trouble: AbstractContextManager[None]) -> Callable[[float], Awaitable[None]]:
    """Return a pause in which the trouble ends."""

    async def pause(_seconds: float) -> None:
        trouble.__exit__(None, None, None)

    return pause


def mike(session: Session) -> m.Guardian:
    """Return a second guardian of the family's student, who has no account yet."""
    return a_guardian(session, of=session.exec(select(m.Student)).one(), email="mike@example.org")


def test_every_form_is_looked_at_here() -> None:
    assert {
        f"/auth{route.path}" for route in [*auth.ROUTES, *activation.ROUTES, *account.ROUTES]
    } == FORMS.keys() | ANSWERED_BEFORE


@pytest.mark.parametrize("path", FORMS)
def test_without_a_database_every_form_leads_back_to_its_page_and_says_so(client, away, path) -> None:
    with away():
        answer = client.post(path, data=FORMS[path])
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(unavailable.PAGES[path])
    assert "error=not-now" in answer.headers["location"]
    assert "x-request-id" in answer.headers


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/change-password", "/auth/sign-out-everywhere"])
def test_while_the_database_is_locked_what_would_write_leads_back_and_nothing_is_half_done(
    client, locked, path
) -> None:
    before = client.cookies["portal_session"], in_session(rows, m.SignIn), in_session(rows, m.Account)
    with locked():
        answer = client.post(path, data=FORMS[path])
    assert "error=not-now" in answer.headers["location"]
    assert (client.cookies["portal_session"], in_session(rows, m.SignIn), in_session(rows, m.Account)) == before
    assert in_session(sessions.resolve, before[0])


def test_nobody_learns_whether_a_password_was_right_when_the_attempt_could_not_be_counted(client, locked) -> None:
    with locked():
        places = {
            client.post("/auth/sign-in", data={"user_name": name, "password": password}).headers["location"]
            for name, password in [("Minnie1", GOOD), ("Minnie1", WRONG), ("Nobody1", WRONG)]
        }
    assert {place.partition("&")[0] for place in places} == {"/sign-in/?error=not-now"}
    assert in_session(rows, m.Account)[0].failed_sign_ins == 0


def test_an_attempt_that_was_not_stored_does_not_count_against_a_network(client, locked) -> None:
    with locked():
        for _ in range(31):
            client.post("/auth/sign-in", data={"user_name": "Nobody1", "password": WRONG})
    assert client.post("/auth/sign-in", data=CREDENTIALS).headers["location"] == "/home/"


def test_a_key_stays_good_when_its_account_could_not_be_made(client, locked) -> None:
    key = in_session(lambda session: a_key(session, mike(session)))
    assert client.post("/auth/activate", data={"key": key}).headers["location"] == "/activate/?step=2"
    chosen = {"user_name": "Mike1", "password": GOOD, "password_again": GOOD}
    with locked():
        assert "error=not-now" in client.post("/auth/activate", data=chosen).headers["location"]
    assert "done=activated" in client.post("/auth/activate", data=chosen).headers["location"]


def test_who_signs_out_while_the_database_is_locked_is_out_here_at_once_and_everywhere_soon(
    client, locked, monkeypatch
) -> None:
    token, over = client.cookies["portal_session"], locked()
    over.__enter__()
    monkeypatch.setattr(unavailable, "sleep", ends(over))
    answer = client.post("/auth/sign-out")
    assert answer.headers["location"] == "/sign-in/?done=signed-out"
    assert "portal_session" not in client.cookies
    assert in_session(sessions.resolve, token) is None


def test_an_email_with_a_key_is_sent_once_the_database_is_available(client, locked, outbox, monkeypatch) -> None:
    in_session(mike)
    [student] = in_session(rows, m.Student)
    over = locked()
    over.__enter__()
    monkeypatch.setattr(unavailable, "sleep", ends(over))
    asked = {"student_number": "604822", "birth_date": student.birth_date.isoformat(), "last_name": "Clayton"}
    assert client.post("/auth/request-key", data=asked).headers["location"] == "/request-key/?done=sent"
    assert outbox.messages()


@pytest.mark.parametrize("path", ["/reports/1/schedule.pdf", "/calendar/secret.ics"])
def test_a_document_that_can_not_be_made_now_is_offered_for_later(client, away, path) -> None:
    with away():
        answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"


def test_the_right_password_signs_in_once_the_lock_is_gone(client, locked) -> None:
    with locked():
        client.post("/auth/sign-in", data={"user_name": "Minnie1", "password": WRONG})
    assert in_session(accounts.sign_in, "Minnie1", WRONG, address="", device="").problem is Problem.WRONG_SIGN_IN
    assert in_session(rows, m.Account)[0].failed_sign_ins == 1
    assert client.post("/auth/sign-in", data=CREDENTIALS).headers["location"] == "/home/"
