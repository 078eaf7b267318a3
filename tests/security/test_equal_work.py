"""Enumeration by time: the portal does the same work, hashing included, whether or not an account exists.

Times themselves are measured by `benchmarks/enumeration.py`; a test that waits for them would fail on a busy machine.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from starlette.requests import Request

from portal_app import models as m
from portal_app.database import in_session
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.activation_keys import check_key
from portal_app.domain.accounts.form_errors import FormRefused
from portal_app.http import activation, auth, unavailable
from portal_app.http.client import Client
from portal_app.infrastructure.throttle import Limit, allow, network
from tests.unit.account_builders import GOOD, HOME, WRONG, HashCounter, a_family, a_key, an_account, rows
from tests.unit.builders import a_guardian
from tests.unit.conftest import outbox  # noqa: F401 - an outbox of the test's own, and hashing with less work

pytestmark = pytest.mark.usefixtures("database_file", "outbox")
STUDENT = {"student_number": "604822", "birth_date": "2014-03-09", "last_name": "Clayton"}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """Return a function that counts the hashes of a call."""

    def hashes_of(question: Callable[[], object]) -> int:
        counter = HashCounter(monkeypatch)
        with suppress(FormRefused):
            question()
        return counter.count

    return hashes_of


def disabled() -> None:
    """Write a disabled account."""

    def write(session):
        other = a_guardian(session, of=[], email="other@example.org")
        an_account(session, user_name="Closed1", guardian=other).disabled_at = datetime(2026, 10, 1, tzinfo=UTC)

    in_session(write)


def test_sign_in_hashes_exactly_once_for_a_known_an_unknown_and_a_disabled_name(counted) -> None:
    in_session(an_account)
    disabled()
    tries = [("Minnie1", GOOD), ("Minnie1", WRONG), ("Nobody1", WRONG), ("Closed1", GOOD), ("Closed1", WRONG), ("", "")]
    costs = [counted(lambda one=one: in_session(accounts.sign_in, *one, **HOME)) for one in tries]
    assert costs == [1] * len(tries)


def test_the_placeholder_hash_takes_as_much_work_as_that_of_an_account() -> None:
    in_session(an_account)
    [account] = in_session(rows, m.Account)
    work = account.password_hash.split("$")[2]
    assert accounts.passwords._placeholder_hash(int(work)).split("$")[2] == work


def test_a_key_is_checked_without_hashing_that_would_reveal_that_it_exists(counted) -> None:
    key = in_session(lambda session: a_key(session, a_family(session)))
    assert counted(lambda: in_session(check_key, key)) == counted(lambda: in_session(check_key, str(uuid4()))) == 0


@pytest.mark.parametrize("number", ["604822", "999999"])
def test_a_key_request_gets_its_response_before_anything_is_looked_up(monkeypatch, number: str) -> None:
    """So the answer's time can't depend on what is on file."""
    looked: list[dict] = []
    monkeypatch.setattr(unavailable, "in_thread", lambda _work, **asked: looked.append(asked))
    answer = in_a_loop(posted("/auth/request-key", **{**STUDENT, "student_number": number}))
    assert answer.headers["location"] == "/request-key/?done=sent"
    assert looked == []


def posted(path: str, **fields: str) -> Request:
    """Return the request of a form."""
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    headers = [(b"origin", b"http://localhost:3000"), (b"content-type", b"application/x-www-form-urlencoded")]

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers, "client": None}
    return Request(scope, receive)


def in_a_loop(request: Request):
    """Return the answer to a key request, from an event loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, activation.submit_key_request(request)).result()


def test_a_network_that_guessed_too_often_costs_no_hash_at_all(counted) -> None:
    """Otherwise the limit itself would be a way to keep the server busy."""
    in_session(an_account)
    while allow(Limit.SIGN_IN, network(HOME["address"])):
        pass
    client = Client(**HOME, session_token="")
    assert counted(lambda: auth._check_password("Minnie1", WRONG, client)) == 0
    assert counted(lambda: auth._check_code("a challenge", "000000", client)) == 0
