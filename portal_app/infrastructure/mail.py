"""Email messages: composing them, and writing them to the outbox while no mail server is set."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from portal_app.clock import local, now
from portal_app.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A message to one address. `name` identifies it: the same name always gives the same Message-ID."""

    to: str
    subject: str
    text: str
    html: str
    name: str
    list_name: str
    headers: Mapping[str, str] = field(default_factory=dict)


def compose(email: Email) -> EmailMessage:
    """Return the MIME message.

    Raises:
        ValueError: an invalid address or subject, such as one with a line break (header injection).
    """
    sender = Address(addr_spec=settings().mail_from)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = email.subject
    message["From"] = sender
    message["To"] = _address(email.to)
    message["Date"] = format_datetime(local(now()))
    message["Message-ID"] = f"<{email.name}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{email.list_name}.{urlsplit(settings().public_url).hostname}>"
    for name, value in email.headers.items():
        message[name] = value
    message.set_content(email.text)
    message.add_alternative(email.html, subtype="html")
    return message


def is_address(text: str) -> bool:
    """Return whether a message can be addressed to this text."""
    try:
        _address(text)
    except ValueError:
        return False
    return True


def write_to_outbox(message: EmailMessage, *, name: str, queued_at: datetime) -> None:
    """Write the message to the outbox, readable by the portal's user only: it may contain an activation key.

    The file's name depends on the message only, so a message that is written again replaces itself.
    """
    outbox = settings().outbox
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_message(message, outbox / f"{local(queued_at):%Y%m%d-%H%M%S}-{name}.eml")


def write_message(message: EmailMessage, file: Path) -> None:
    """Write a message into a file that only the portal's user can read, replacing what was there."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as opened:
        opened.write(message.as_bytes())
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)


def _address(text: str) -> Address:
    try:
        address = Address(addr_spec=text)
    except (IndexError, HeaderParseError) as error:  # the address parser raises them for some texts
        raise ValueError(f"{text!r} is not an address") from error
    if not address.username or not address.domain:
        raise ValueError(f"{text!r} is not an address")
    return address
