"""Mail: through the mail server of `PORTAL_SMTP_URL`, else as `.eml` files in the outbox.

A letter leaves in a thread of its own, once the transaction that wrote it has committed: nobody waits for a server,
nobody can tell from the time whether a letter was written, and a rolled-back transaction sends nothing. A letter that
the server does not take is kept in the outbox.
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

_POSTMAN = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_PATIENCE = 20  # seconds for a mail server to answer
_WAITING = "letters"
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A letter in plain text to one address."""

    to: str
    subject: str
    text: str


def send_email(session: Session, letter: Email) -> None:
    """Send the letter when the session's transaction commits, in the background."""
    session.info.setdefault(_WAITING, []).append(letter)


def wait_until_sent() -> None:
    """Return when every letter posted so far has left (tests, and a command before it ends)."""
    _POSTMAN.submit(lambda: None).result()


def compose(letter: Email) -> EmailMessage:
    """Return the letter as a message.

    Raises:
        ValueError: an address or a subject that is none, such as one with a line break (header injection).
    """
    sender = Address(addr_spec=settings().mail_from)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = Address(addr_spec=letter.to)
    message["Date"] = format_datetime(local(now()))
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


@event.listens_for(Session, "after_commit")
def _let_go(session: Session) -> None:
    for letter in session.info.pop(_WAITING, ()):
        _POSTMAN.submit(_send, letter)


@event.listens_for(Session, "after_rollback")
def _throw_away(session: Session) -> None:
    session.info.pop(_WAITING, None)


def _send(letter: Email) -> None:
    try:
        message = compose(letter)
    except (ValueError, IndexError) as error:  # the parser of addresses raises both
        log.warning("mail not written", reason=type(error).__name__)
        return
    try:
        if settings().smtp_url:
            with mail_server(settings().smtp_url) as server:
                server.send_message(message)
            return
    except (OSError, smtplib.SMTPException) as error:
        log.error("mail not taken, kept in the outbox", reason=type(error).__name__)
    _keep(message)


@contextmanager
def mail_server(address: str) -> Iterator[smtplib.SMTP]:
    """Yield a line to the mail server, encrypted wherever it can be; a password only ever travels encrypted.

    Raises:
        OSError: it does not answer.
        smtplib.SMTPException: it does not let us in, or offers no encryption for the password.
    """
    server = urlsplit(address)
    host, secure = server.hostname or "localhost", ssl.create_default_context()
    is_tls = server.scheme == "smtps"
    with (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=_PATIENCE, context=secure)
        if is_tls
        else smtplib.SMTP(host, server.port or 25, timeout=_PATIENCE)
    ) as smtp:
        smtp.ehlo()
        if not is_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=secure)
            is_tls = True
        if server.username:
            if not is_tls and host not in _OWN_MACHINE:
                raise smtplib.SMTPException("the server offers no encryption for the password")
            smtp.login(unquote(server.username), unquote(server.password or ""))
        yield smtp


def _keep(message: EmailMessage) -> None:
    """Write the message into the outbox, readable by the portal's user only: it may hold an activation key."""
    outbox = settings().outbox
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{local(now()):%Y%m%d-%H%M%S}-{uuid4().hex[:8]}.eml"
    with os.fdopen(os.open(outbox / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(message.as_bytes())
