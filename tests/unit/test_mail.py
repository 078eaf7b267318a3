"""Email: its parts and headers, and the outbox, into which it is written while there is no mail server."""

from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from portal_app import models as m
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.infrastructure.mail import Email, compose
from portal_app.infrastructure.mail_content import Content, bullets, html_of, link, paragraph, text_of
from tests.running import body_of
from tests.unit.account_builders import a_family, an_account, rows
from tests.unit.builders import an_id

HOSTILE = "<script>alert(1)</script> & {{ 7*7 }}"
NEWS = Content(
    language="es",
    subject="¡Hola!",
    blocks=(paragraph(HOSTILE), bullets("one", HOSTILE), link("Open the portal", "https://portal.example.org/home/")),
)


EMAIL = Email(
    to="minnie@example.org", subject="Grüße", text="¡Hola!\n", html="<p>¡Hola!</p>", name="one", list_name="news"
)


@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_line_break_in_a_header_is_refused(pinned, field: str) -> None:
    broken: dict[str, Any] = {field: "a@example.org\nBcc: b@example.org"}
    with pytest.raises(ValueError, match=r"linefeed|invalid|CR|address"):
        compose(replace(EMAIL, **broken))


def test_a_message_says_that_it_is_automatic_and_has_the_same_id_each_time(pinned) -> None:
    first, again = compose(EMAIL), compose(EMAIL)
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Id"] == "<news.localhost>"
    assert first["Message-ID"] == again["Message-ID"] == "<one@localhost>"


def test_the_html_loads_nothing_and_runs_nothing() -> None:
    html = html_of(NEWS)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html
    for loading in ("src=", "url(", "<link", "@import", "<img"):
        assert loading not in html
    assert 'lang="es"' in html


def test_the_html_has_its_styles_in_the_elements_and_those_of_dark_mode_in_the_head() -> None:
    html = html_of(NEWS)
    assert '<main style="' in html
    assert "prefers-color-scheme: dark" in html.replace("prefers-color-scheme:dark", "prefers-color-scheme: dark")


def test_the_text_says_what_the_html_says() -> None:
    assert text_of(NEWS) == (f"{HOSTILE}\n\n- one\n- {HOSTILE}\n\nOpen the portal\nhttps://portal.example.org/home/\n")


@pytest.fixture
def written(session, outbox) -> EmailMessage:
    """Return the one email about an MFA that is on, as the outbox has it."""
    guardian = a_family(session)
    an_account(session, guardian=guardian)
    queue_for_guardian(session, m.MessageKind.MFA_ENABLED, an_id(guardian))
    [message] = outbox.messages()
    return message


def test_the_outbox_is_readable_by_nobody_else(written, outbox) -> None:
    [file] = outbox.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert outbox.folder.stat().st_mode & 0o777 == 0o700


def test_a_message_in_the_outbox_counts_as_written_and_not_as_sent(written, session) -> None:
    [row] = rows(session, m.OutboundMessage)
    assert row.status is m.MessageStatus.WRITTEN


def test_an_email_has_a_text_and_an_html_part(written) -> None:
    assert [part.get_content_type() for part in written.iter_parts()] == ["text/plain", "text/html"]
    assert "Two-step sign-in is now on" in body_of(written)


def test_no_row_of_the_queue_holds_what_a_message_says(written, session) -> None:
    [row] = rows(session, m.OutboundMessage)
    assert "minnie" not in row.model_dump_json().lower()
