"""Fixtures of the unit tests besides a session: a school with a student, the log, and an outbox for emails."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import StringIO
from pathlib import Path

import pytest
import structlog
from sqlmodel import Session

from portal_app import models as m
from portal_app.database import open_session
from portal_app.delivery.deliverer import Sessions, deliver_due
from portal_app.domain.accounts import passwords
from portal_app.logs import configure_logs
from portal_app.settings import settings
from tests.unit.builders import SchoolRows, a_school, a_section, a_student


@pytest.fixture
def babb(session: Session) -> SchoolRows:
    """A school."""
    return a_school(session)


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> m.Section:
    """A class."""
    return a_section(session, at=babb)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    """A student in that class."""
    return a_student(session, at=babb, takes=[math])


@pytest.fixture
def json_log(pinned, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Log as in production, into what the fixture gives; the logging of other tests is as it was afterwards."""
    monkeypatch.setenv("PORTAL_LOG_FORMAT", "json")
    settings.cache_clear()
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs()
    yield written
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


class Outbox:
    """The folder into which a test's emails are written."""

    def __init__(self, folder: Path, sessions: Sessions) -> None:
        self.folder = folder
        self._sessions = sessions

    def messages(self) -> list[EmailMessage]:
        """Send what waits in the mail queue, and return the emails sent so far, oldest first."""
        deliver_due(sessions=self._sessions)
        files = sorted(self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


@pytest.fixture
def outbox(
    request: pytest.FixtureRequest, pinned: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Outbox:
    """Write emails into a folder of the test's own, and hash cheaply."""
    monkeypatch.setattr(passwords, "work_factor", lambda: 4)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    if "session" not in request.fixturenames:
        return Outbox(settings().outbox, open_session)
    session: Session = request.getfixturevalue("session")
    return Outbox(settings().outbox, lambda: nullcontext(session))
