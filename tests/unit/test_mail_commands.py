"""`portal mail`: staff see what became of each message, and never what it says."""

import re

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from portal_app import models as m
from portal_app.cli import app
from portal_app.database import in_session
from portal_app.domain.mail_queue.claims import mark_as_bouncing
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.domain.refusal import Refused
from tests.unit.account_builders import a_family
from tests.unit.builders import an_id

pytestmark = pytest.mark.usefixtures("database_file", "outbox")


def portal(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["mail", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


@pytest.fixture
def key_request() -> None:
    """Queue an email with an activation key for Minnie."""

    def write(session: Session) -> None:
        guardian = a_family(session, email="minnie@example.org")
        queue_for_guardian(session, m.MessageKind.ACTIVATION_KEY, an_id(guardian))

    in_session(write)


def test_what_is_due_is_sent_once(key_request) -> None:
    assert "1 written to the outbox" in portal("deliver", "--once")
    assert "No message is due" in portal("deliver", "--once")


def test_the_list_names_kind_recipient_and_status_and_can_be_narrowed(key_request) -> None:
    assert re.search(r"activation-key.*Minnie Clayton.*queued", portal("list"))
    assert "There is no message" in portal("list", "--status", "sent")
    assert "There is no message" in portal("list", "--kind", "mfa-reset")
    portal("deliver", "--once")
    assert "written" in portal("list", "--status", "written")


def test_a_message_is_shown_without_its_text_or_key(key_request, outbox) -> None:
    portal("deliver", "--once")
    shown = portal("show", "1")
    assert "minnie@example.org" in shown
    assert "written" in shown
    assert "{" not in shown
    with pytest.raises(Refused, match="no message 2"):
        portal("show", "2")


def test_rejected_addresses_are_listed_with_their_guardians_and_can_be_cleared(key_request) -> None:
    in_session(mark_as_bouncing, "Minnie@example.org", 550)
    assert re.search(r"minnie@example.org.*550.*Minnie Clayton", portal("bouncing"))
    assert "1 not to be sent" in portal("deliver", "--once")
    portal("bouncing", "--clear", "minnie@example.org")
    assert "No address" in portal("bouncing")
    with pytest.raises(Refused, match="not marked"):
        portal("bouncing", "--clear", "minnie@example.org")
