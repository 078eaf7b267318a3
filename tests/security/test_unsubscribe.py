"""The links that end messages: they need no sign-in, change nothing when they are opened, and end one thing only."""

import secrets

import pytest
import requests
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.domain.notifications import preferences
from tests.running import RunningPortal
from tests.security.district import records

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
DIGEST = m.MessageKind.WEEKLY_DIGEST


def a_token(portal: RunningPortal, guardian_id: int) -> str:
    """Return the token of an email to a guardian who gets all messages."""
    with records(portal) as session:
        preferences.set_preference(session, guardian_id, DIGEST, is_on=True)
        period = secrets.token_hex(8)
        queue_for_guardian(session, DIGEST, guardian_id, period=period)
        message = session.exec(select(m.OutboundMessage).where(m.OutboundMessage.period == period)).one()
        message.status, message.not_before = m.MessageStatus.SENT, None
        return preferences.new_token(session, message)


def wants(portal: RunningPortal, guardian_id: int) -> bool:
    with records(portal) as session:
        return preferences.wants(session, guardian_id, DIGEST)


@pytest.fixture(scope="module")
def guardians(portal: RunningPortal) -> list[int]:
    """Return the ids of some guardians."""
    with records(portal) as session:
        return [guardian or 0 for guardian in session.exec(select(m.Guardian.id).limit(3))]


def test_opening_the_link_changes_nothing_however_often_a_scanner_does(portal, guardians) -> None:
    url = f"{portal.url}/unsubscribe/{a_token(portal, guardians[0])}"
    for method in ("GET", "HEAD", "GET"):
        answer = requests.request(method, url, timeout=10, headers={"Accept-Language": "en"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "<script" not in answer.text
    assert wants(portal, guardians[0])


def test_one_click_from_a_mail_program_works_at_once_without_signing_in_and_twice(portal, guardians) -> None:
    url = f"{portal.url}/unsubscribe/{a_token(portal, guardians[0])}"
    for _ in range(2):
        answer = requests.post(url, data=ONE_CLICK, headers={"Origin": "https://mail.example.com"}, timeout=10)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    assert not wants(portal, guardians[0])


def test_a_token_ends_the_messages_of_its_own_guardian_only(portal, guardians) -> None:
    token, others = a_token(portal, guardians[0]), guardians[1:]
    for other in others:
        a_token(portal, other)
    requests.post(f"{portal.url}/unsubscribe/{token}", data=ONE_CLICK, timeout=10)
    assert [wants(portal, guardian) for guardian in guardians] == [False, True, True]


@pytest.mark.parametrize("token", ["x", "preview", "%00", "..%2f..", "a" * 5000, "' OR 1=1 --"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_guessed_token_is_not_found_and_changes_nothing(portal, guardians, method: str, token: str) -> None:
    a_token(portal, guardians[0])
    answer = requests.request(method, f"{portal.url}/unsubscribe/{token}", timeout=10)
    assert answer.status_code in (404, 405, 429)
    assert token not in answer.text or len(token) < 8
    assert wants(portal, guardians[0])


def test_the_page_names_nobody(portal, guardians) -> None:
    with records(portal) as session:
        guardian = session.get_one(m.Guardian, guardians[0])
    page = requests.get(f"{portal.url}/unsubscribe/{a_token(portal, guardians[0])}", timeout=10).text
    for secret in (guardian.first_name, guardian.last_name, guardian.email):
        assert secret not in page


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(portal, guardians, method: str) -> None:
    url = f"{portal.url}/unsubscribe/{a_token(portal, guardians[0])}"
    assert requests.request(method, url, timeout=10).status_code == 405
    assert wants(portal, guardians[0])


def test_the_database_holds_no_token(portal, guardians) -> None:
    token = a_token(portal, guardians[0])
    assert all(token not in text for text in portal.texts())


def test_a_repeated_email_replaces_its_token(portal, guardians) -> None:
    def twice(session: Session) -> tuple[str, str]:
        message = session.exec(select(m.OutboundMessage).where(m.OutboundMessage.kind == DIGEST)).first()
        assert message
        return preferences.new_token(session, message), preferences.new_token(session, message)

    a_token(portal, guardians[0])
    with records(portal) as session:
        first, second = twice(session)
    assert requests.get(f"{portal.url}/unsubscribe/{first}", timeout=10).status_code in (404, 429)
    assert requests.get(f"{portal.url}/unsubscribe/{second}", timeout=10).status_code == 200
