"""Email: sent through the mail server of `PORTAL_SMTP_URL`, or written to the outbox as `.eml` files.

A background thread sends a message once the transaction that queued it has committed. So no request waits for a mail
server, response times do not reveal whether a message was sent, and a rolled-back transaction sends nothing. A message
that the server does not accept is written to the outbox.
"""

import os
import smtplib
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import structlog
from sqlalchemy import event
from sqlmodel import Session

from portal_app.clock import local, now
from portal_app.settings import settings

_SENDER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_TIMEOUT = 20  # seconds for a mail server to answer
_QUEUE = "emails"
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A plain-text message to one address."""

    to: str
    subject: str
    text: str


def send_email(session: Session, email: Email) -> None:
    """Send the message when the session's transaction commits, in the background."""
    session.info.setdefault(_QUEUE, []).append(email)


def wait_until_sent() -> None:
    """Block until every message queued so far is sent (for tests, and for a command before it ends)."""
    _SENDER.submit(lambda: None).result()


def compose(email: Email) -> EmailMessage:
    """Return the MIME message.

    Raises:
        ValueError: an invalid address or subject, such as one with a line break (header injection).
    """
    sender = Address(addr_spec=settings().mail_from)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = email.subject
    message["From"] = sender
    message["To"] = Address(addr_spec=email.to)
    message["Date"] = format_datetime(local(now()))
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.text)
    return message


@event.listens_for(Session, "after_commit")
def _send_queued(session: Session) -> None:
    for email in session.info.pop(_QUEUE, ()):
        _SENDER.submit(_send, email)


@event.listens_for(Session, "after_rollback")
def _discard_queued(session: Session) -> None:
    session.info.pop(_QUEUE, None)


def _send(email: Email) -> None:
    try:
        message = compose(email)
    except (ValueError, IndexError) as error:  # the address parser raises both
        log.warning("mail not written", reason=type(error).__name__)
        return
    try:
        if settings().smtp_url:
            with mail_server(settings().smtp_url) as server:
                server.send_message(message)
            return
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail not taken, kept in the outbox", reason=type(error).__name__)
    _write_to_outbox(message)


@contextmanager
def mail_server(address: str) -> Iterator[smtplib.SMTP]:
    """Yield a connection to the mail server, encrypted if the server offers it; a password is only sent encrypted.

    Raises:
        OSError: the server does not answer.
        smtplib.SMTPException: the server refuses the sign-in, or offers no encryption for the password.
    """
    server = urlsplit(address)
    host, secure = server.hostname or "localhost", ssl.create_default_context()
    is_tls = server.scheme == "smtps"
    with (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=_TIMEOUT, context=secure)
        if is_tls
        else smtplib.SMTP(host, server.port or 25, timeout=_TIMEOUT)
    ) as smtp:
        smtp.ehlo()
        if not is_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=secure)
            is_tls = True
        if server.username:
            if not is_tls and host not in _LOCAL_HOSTS:
                raise smtplib.SMTPException("the server offers no encryption for the password")
            smtp.login(unquote(server.username), unquote(server.password or ""))
        yield smtp


def _write_to_outbox(message: EmailMessage) -> None:
    """Write the message to the outbox, readable by the portal's user only: it may contain an activation key."""
    outbox = settings().outbox
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{local(now()):%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
    with os.fdopen(os.open(outbox / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(message.as_bytes())
