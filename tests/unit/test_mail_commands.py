"""`portal mail`: staff see what became of each message, and never what it says."""

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from portal_app import models as m
from portal_app.cli import app
from portal_app.database import in_session
from portal_app.domain.mail_queue.claims import mark_as_bouncing
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.domain.notifications.preferences import wants
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting import post_notice
from tests.running import body_of
from tests.unit.account_builders import a_family, rows
from tests.unit.builders import an_id

pytestmark = pytest.mark.usefixtures("database_file", "outbox", "wednesday")


@pytest.fixture
def wednesday(pinned: Callable[[str], None]) -> None:
    """Let it be a day on which no weekly digest is planned."""
    pinned("2026-10-07T10:00")


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


@pytest.fixture
def news(key_request) -> None:
    """Let there be a notice, which is something to report."""
    in_session(lambda session: post_notice(session, title="Picture day"))


def test_a_preview_writes_the_digests_and_sends_and_stores_nothing(news, tmp_path: Path) -> None:
    folder = tmp_path / "preview"
    assert "1 messages are in" in portal("preview", "weekly-digest", "--out", str(folder))
    [file] = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Picture day" in body_of(message_from_bytes(file.read_bytes(), policy=default))
    assert in_session(rows, m.UnsubscribeToken) == []
    assert "1 messages" in portal("preview", "weekly-digest", "--out", str(folder), "--guardian", "Minnie Clayton")
    with pytest.raises(Refused, match="No guardian is called 'Nobody'"):
        portal("preview", "weekly-digest", "--out", str(folder), "--guardian", "Nobody")


def test_staff_end_the_digest_of_a_guardian_who_asks_and_send_it_again(news) -> None:
    [guardian] = in_session(rows, m.Guardian)
    portal("subscribe", "--guardian", "minnie@example.org", "--off")
    assert not in_session(wants, guardian.id, m.MessageKind.WEEKLY_DIGEST)
    portal("subscribe", "--guardian", "minnie@example.org")
    assert in_session(wants, guardian.id, m.MessageKind.WEEKLY_DIGEST)


def test_settings_are_shown_and_changed(key_request) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["setting", "get", "digest-hour"]).output.strip() == "17"
    assert "digest-hour is 8." in runner.invoke(app, ["setting", "set", "digest-hour", "08"]).output
    assert runner.invoke(app, ["setting", "get", "digest-hour"]).output.strip() == "8"
    assert "Whether guardians get the weekly digest" in runner.invoke(app, ["setting", "get"]).output
