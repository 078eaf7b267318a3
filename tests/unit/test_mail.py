"""Mail: through a server when one is set, encrypted when it can be, and never lost."""

import smtplib
from typing import Any, ClassVar

import pytest

from portal_app.infrastructure import mail
from portal_app.infrastructure.mail import Email, compose, send_email
from portal_app.settings import settings

LETTER = Email(to="minnie@example.org", subject="Grüße", text="¡Hola!\n")


class Server:
    """Stands in for a mail server's connection; notes what it is asked."""

    extensions: tuple[str, ...] = ("starttls",)
    is_down = False
    asked: ClassVar[list[Any]] = []

    def __init__(self, host, port, timeout, context=None):
        if Server.is_down:
            raise ConnectionRefusedError
        Server.asked = [(type(self).__name__, host, port)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def ehlo(self):
        """Greet."""

    def has_extn(self, name):
        return name in Server.extensions

    def starttls(self, context):
        Server.asked.append("starttls")

    def login(self, user, password):
        Server.asked.append(("login", user, password))

    def send_message(self, message):
        Server.asked.append(("to", message["To"]))


@pytest.fixture
def server(monkeypatch):
    """Replace both kinds of connection."""
    monkeypatch.setattr(smtplib, "SMTP", type("Plain", (Server,), {}))
    monkeypatch.setattr(smtplib, "SMTP_SSL", type("Encrypted", (Server,), {}))
    monkeypatch.setattr(Server, "extensions", ("starttls",))
    monkeypatch.setattr(Server, "is_down", False)
    Server.asked = []
    return Server


def _send(session, monkeypatch, url) -> None:
    monkeypatch.setenv("PORTAL_SMTP_URL", url)
    settings.cache_clear()
    session.connection()
    send_email(session, LETTER)
    session.commit()
    mail.wait_until_sent()


def test_a_plain_connection_turns_to_tls_before_the_password(session, outbox, server, monkeypatch):
    _send(session, monkeypatch, "smtp://office:p%40ss@mail.example.org:587")

    assert server.asked == [
        ("Plain", "mail.example.org", 587),
        "starttls",
        ("login", "office", "p@ss"),
        ("to", "minnie@example.org"),
    ]
    assert outbox.messages() == []


def test_smtps_is_encrypted_from_the_start(session, outbox, server, monkeypatch):
    _send(session, monkeypatch, "smtps://mail.example.org")

    assert server.asked == [("Encrypted", "mail.example.org", 465), ("to", "minnie@example.org")]


def test_a_password_is_never_sent_in_the_clear_and_the_email_is_kept(session, outbox, server, monkeypatch):
    server.extensions = ()

    _send(session, monkeypatch, "smtp://office:pass@mail.example.org")

    assert server.asked == [("Plain", "mail.example.org", 25)]
    assert len(outbox.messages()) == 1


def test_an_email_is_kept_when_the_server_is_down(session, outbox, server, monkeypatch):
    server.is_down = True

    _send(session, monkeypatch, "smtp://mail.example.org")

    assert len(outbox.messages()) == 1


def test_the_outbox_is_readable_by_nobody_else(session, outbox, monkeypatch):
    _send(session, monkeypatch, "")

    [file] = outbox.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert outbox.folder.stat().st_mode & 0o777 == 0o700
    [letter] = outbox.messages()
    assert (letter["Subject"], letter.get_content().strip()) == ("Grüße", "¡Hola!")


def test_a_line_break_in_a_subject_is_refused(pinned):
    with pytest.raises(ValueError, match="linefeed"):
        compose(Email(to="a@example.org", subject="a\nBcc: b@example.org", text=""))
