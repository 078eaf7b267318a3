"""What tests of the front door ask for besides a session."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from portal_app.domain import mail, throttle
from portal_app.settings import settings


class FrontDoor:
    """The outbox of a test."""

    def __init__(self, outbox: Path) -> None:
        self.outbox = outbox

    def letters(self) -> list[EmailMessage]:
        """Return the letters that have left so far, oldest first."""
        mail.wait_until_posted()
        files = sorted(self.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


@pytest.fixture
def front_door(pinned, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FrontDoor]:
    """Hash with the lowest work factor allowed, mail into an outbox of the test's own, and forget all tries."""
    monkeypatch.setenv("PORTAL_BCRYPT_COST", "10")
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    throttle._limiter.cache_clear()
    yield FrontDoor(settings().outbox)
    mail.wait_until_posted()
