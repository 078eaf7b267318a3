"""Delivery of the mail queue to a real mail server: nothing is lost, nothing comes twice, failures are answered."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app import serve
from portal_app.database import engine, in_session, open_session
from portal_app.delivery import deliverer
from portal_app.delivery.deliverer import MAX_FAILURES, deliver_due, deliver_until
from portal_app.delivery.drafts import Draft
from portal_app.domain.accounts.activation_keys import IssuedKey
from portal_app.domain.mail_queue import claims
from portal_app.domain.mail_queue.claims import CLAIM_LASTS, GIVE_UP_AFTER
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.infrastructure import smtp
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.running import body_of, free_port
from tests.unit.account_builders import a_family, an_account, later, rows
from tests.unit.builders import a_guardian, an_id
from tests.unit.smtp_server import MailServer, make_certificate, running_mail_server

pytestmark = pytest.mark.usefixtures("database_file", "outbox", "wednesday")


@pytest.fixture
def wednesday(pinned: Callable[[str], None]) -> None:
    """Let it be a day on which no weekly digest is planned."""
    pinned("2026-10-07T10:00")


Sets = Callable[..., None]


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch) -> Sets:
    """Return a function that changes settings."""

    def change(**changed: str) -> None:
        for name, value in changed.items():
            monkeypatch.setenv(f"PORTAL_{name}", value)
        settings.cache_clear()

    return change


@pytest.fixture
def server(sets: Sets) -> Iterator[MailServer]:
    """Yield a running mail server that the portal uses."""
    with running_mail_server() as running:
        sets(SMTP_URL=running.url)
        yield running


def queue(number: int = 1) -> None:
    """Queue a message to each of so many guardians."""

    def write(session: Session) -> None:
        first = a_family(session, email="parent0@example.org")
        guardians = [first, *(a_guardian(session, of=[], email=f"parent{n}@example.org") for n in range(1, number))]
        for n, guardian in enumerate(guardians):
            an_account(session, user_name=f"Parent{n}", guardian=guardian)
            queue_for_guardian(session, m.MessageKind.MFA_ENABLED, an_id(guardian))

    in_session(write)


def queued() -> list[m.OutboundMessage]:
    return list(in_session(rows, m.OutboundMessage))


def statuses() -> list[str]:
    return [row.status.value for row in queued()]


def test_messages_arrive_over_one_connection(server: MailServer) -> None:
    queue(5)
    assert deliver_due().sent == 5
    assert [message["To"] for message in server.messages] == [f"parent{n}@example.org" for n in range(5)]
    assert "Two-step sign-in" in body_of(server.messages[0])
    assert statuses() == ["sent"] * 5
    assert server.connections == 1
    assert deliver_due().sent == 0


def test_a_message_is_queued_once_for_each_item_that_it_is_about(server: MailServer) -> None:
    def write(session: Session) -> None:
        guardian = an_id(a_family(session))
        for period in ("7", "7", "8"):
            queue_for_guardian(session, m.MessageKind.CONTACT_DECISION, guardian, period=period)

    in_session(write)
    assert [row.period for row in queued()] == ["7", "8"]


def test_an_error_for_now_is_tried_again_after_pauses_that_double(server: MailServer, pinned) -> None:
    server.refuses_address["parent0@example.org"] = "451 later, please"
    queue()
    for minutes in (1, 2, 4):
        assert deliver_due().postponed == 1
        [row] = queued()
        assert row.last_error == "451"
        later(pinned, minutes=minutes, seconds=-1)
        assert deliver_due().postponed == 0
        later(pinned, seconds=1)
    server.refuses_address.clear()
    assert deliver_due().sent == 1


def test_a_message_that_no_server_takes_for_days_fails(server: MailServer, pinned) -> None:
    server.refuses_address["parent0@example.org"] = "451 later, please"
    queue()
    deliver_due()
    later(pinned, seconds=GIVE_UP_AFTER.total_seconds())
    deliver_due()
    assert statuses() == ["failed"]


def test_an_address_rejected_for_good_gets_nothing_more_until_staff_clear_it(server: MailServer) -> None:
    server.refuses_address["parent0@example.org"] = "550 nobody here"
    queue(2)
    tally = deliver_due()
    assert (tally.failed, tally.sent) == (1, 1)
    assert [row.address for row in in_session(rows, m.BouncingAddress)] == ["parent0@example.org"]
    in_session(lambda session: queue_for_guardian(session, m.MessageKind.MFA_RESET, queued()[0].recipient_id))
    assert deliver_due().suppressed == 1
    assert queued()[-1].last_error == "bouncing"


def test_a_rejected_message_says_nothing_about_its_address(server: MailServer) -> None:
    server.refuses_data = "554 looks like spam"
    queue()
    assert deliver_due().failed == 1
    assert queued()[0].last_error == "554"
    assert in_session(rows, m.BouncingAddress) == []


def test_after_five_connection_failures_delivery_pauses_and_the_rest_stays_untouched(sets: Sets) -> None:
    sets(SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    queue(MAX_FAILURES + 2)
    assert deliver_due().is_paused
    assert [row.attempts for row in queued()] == [1] * MAX_FAILURES + [0, 0]
    assert statuses() == ["queued"] * (MAX_FAILURES + 2)
    assert queued()[0].last_error == "no-connection"


def test_a_server_that_accepts_and_dies_gets_the_message_again_with_the_same_id(server: MailServer, pinned) -> None:
    server.drops_data = 1
    queue()
    assert deliver_due().postponed == 1
    later(pinned, minutes=1)
    assert deliver_due().sent == 1
    first, again = server.ids()
    assert first == again


def test_a_server_that_never_answers_is_left_after_a_while(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(MailServer):
        async def handle_DATA(self, *_: object) -> str:
            await asyncio.Event().wait()
            return "250 OK"

    monkeypatch.setattr(smtp, "_ANSWER_SECONDS", 0.2)
    monkeypatch.setattr("tests.unit.smtp_server.MailServer", Silent)
    with running_mail_server() as silent:
        sets(SMTP_URL=silent.url)
        queue()
        assert deliver_due().postponed == 1
    assert queued()[0].last_error == "timeout"


def test_an_idle_connection_that_the_server_has_closed_is_opened_again(server: MailServer) -> None:
    connection = smtp.SmtpConnection(server.url)
    connection.check()
    assert connection._client
    connection._client.close()
    queue(2)
    connection.close()
    assert deliver_due().sent == 2


def test_a_fault_with_one_message_does_not_keep_the_others_waiting(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(2)
    real, broken = deliverer.draft, queued()[0].id

    def faulty(session: Session, message: m.OutboundMessage, secret: IssuedKey | None) -> Draft:
        if message.id == broken:
            raise RuntimeError("private")
        return real(session, message, secret)

    monkeypatch.setattr(deliverer, "draft", faulty)
    tally = deliver_due()
    assert (tally.sent, tally.postponed) == (1, 1)
    assert queued()[0].last_error == "RuntimeError"


class Killed(BaseException):
    """The program is gone: nothing of it catches this."""


@contextmanager
def killed_at(point: int, *, before_commit: bool) -> Iterator[deliverer.Sessions]:
    """Yield sessions of which the one with this number ends with the program, before or after its commit."""
    opened = 0

    @contextmanager
    def session() -> Iterator[Session]:
        nonlocal opened
        opened += 1
        is_last = opened == point
        with open_session() as one:
            yield one
            if is_last and before_commit:
                raise Killed
        if is_last:
            raise Killed

    yield session


@pytest.mark.parametrize("before_commit", [True, False])
def test_after_a_kill_at_any_point_nothing_is_lost_and_at_most_one_message_comes_twice(
    server: MailServer, pinned, before_commit: bool
) -> None:
    queue(8)
    ids = {row.id for row in queued()}
    for point in range(1, 27):
        server.messages.clear()
        in_session(queue_all_again)
        with killed_at(point, before_commit=before_commit) as sessions, pytest.raises(Killed):
            deliver_due(sessions=sessions)
        later(pinned, seconds=CLAIM_LASTS.total_seconds())
        deliver_due()
        assert len(set(server.ids())) == len(ids), point
        assert len(server.ids()) <= len(ids) + 1, point
        assert set(statuses()) == {"sent"}, point


def queue_all_again(session: Session) -> None:
    for row in rows(session, m.OutboundMessage):
        row.status, row.attempts = m.MessageStatus.QUEUED, 0
        row.not_before, row.finished_at = row.queued_at, None


def test_a_deliverer_that_was_overtaken_notes_nothing(server: MailServer, pinned) -> None:
    queue()
    slow = in_session(claims.claim_next)
    assert slow
    later(pinned, seconds=CLAIM_LASTS.total_seconds())
    assert deliver_due().sent == 1
    in_session(claims.try_again, slow, "451")
    assert statuses() == ["sent"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def shared_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use SQLite or PostgreSQL."""
    if request.param == "postgresql":
        monkeypatch.setenv("PORTAL_DATABASE_URL", request.getfixturevalue("migrated_postgresql_url"))
        reset_process_state()


@pytest.mark.usefixtures("shared_database")
def test_two_deliverers_share_the_queue_and_send_each_message_once(server: MailServer) -> None:
    queue(20)
    with ThreadPoolExecutor(2) as threads:
        tallies = [future.result() for future in [threads.submit(deliver_due) for _ in range(2)]]
    assert sum(tally.sent for tally in tallies) == 20
    assert len(set(server.ids())) == len(server.ids()) == 20
    engine().dispose()


class OnePass(Event):
    """Tells a deliverer to stop when it first has nothing to do; remembers how long it would have waited."""

    waited: float | None = None

    def wait(self, timeout: float | None = None) -> bool:
        self.waited = timeout
        self.set()
        return True


def test_a_deliverer_looks_again_soon_and_pauses_long_when_the_server_fails(server: MailServer, sets: Sets) -> None:
    queue(MAX_FAILURES)
    idle = OnePass()
    deliver_until(idle)
    assert idle.waited == deliverer.IDLE_SECONDS
    assert statuses() == ["sent"] * MAX_FAILURES
    sets(SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    in_session(queue_all_again)
    failing = OnePass()
    deliver_until(failing)
    assert failing.waited == deliverer.PAUSE_SECONDS


def test_a_limit_of_messages_a_minute_is_kept(server: MailServer, sets: Sets) -> None:
    sets(MAIL_PER_MINUTE="30")
    queue(3)
    stop = OnePass()
    assert deliver_due(stop=stop).sent == 1
    assert stop.waited == 2


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_the_server_sends_the_queue_itself_unless_another_program_does(
    wanted: str, sets: Sets, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Event] = []
    monkeypatch.setattr(serve, "deliver_until", started.append)
    sets(DELIVER_MAIL=wanted)
    with serve._mail_deliverer():
        pass
    assert [stop.is_set() for stop in started] == ([True] if wanted == "true" else [])


def test_a_password_is_sent_encrypted(sets: Sets, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_mail_server(host="127.0.0.2", certificate=certificate) as secure:
        sets(SMTP_URL=secure.url.replace("smtp://", "smtp://office:p%40ss@"))
        queue()
        assert deliver_due().sent == 1
    assert secure.passwords == [("office", "p@ss", True)]


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(sets: Sets, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path / "server.pem", "127.0.0.2")
    with running_mail_server(host="127.0.0.2", certificate=certificate) as stranger:
        sets(SMTP_URL=stranger.url.replace("smtp://", "smtp://office:pass@"))
        queue()
        assert deliver_due().postponed == 1
    assert stranger.passwords == []
    assert stranger.messages == []


def test_a_password_is_never_sent_in_the_clear_and_the_message_stays_queued(sets: Sets) -> None:
    with running_mail_server(host="127.0.0.2") as plain:
        sets(SMTP_URL=plain.url.replace("smtp://", "smtp://office:pass@"))
        queue()
        assert deliver_due().postponed == 1
        assert plain.messages == []
    assert statuses() == ["queued"]


def test_a_repeated_email_replaces_the_key_that_the_first_one_held(server: MailServer, pinned) -> None:
    def write(session: Session) -> None:
        guardian = a_family(session, email="minnie@example.org")
        queue_for_guardian(session, m.MessageKind.ACTIVATION_KEY, an_id(guardian))

    server.drops_data = 1
    in_session(write)
    deliver_due()
    later(pinned, minutes=1)
    deliver_due()
    keys = [next(line for line in body_of(message).splitlines() if line.startswith("{")) for message in server.messages]
    assert len(set(keys)) == 2
    assert [key.expires_at > key.issued_at + timedelta(days=1) for key in in_session(rows, m.ActivationKey)] == [
        False,
        True,
    ]


@pytest.mark.parametrize("kind", [m.MessageKind.ACTIVATION_KEY, m.MessageKind.NEW_PASSWORD])
@pytest.mark.parametrize("lost", ["access", "enabled"])
def test_a_key_is_neither_made_nor_sent_when_the_guardian_has_lost_access_meanwhile(
    server: MailServer, kind: m.MessageKind, lost: str
) -> None:
    def write(session: Session) -> None:
        guardian = a_family(session)
        if kind is m.MessageKind.NEW_PASSWORD:
            an_account(session, guardian=guardian)
        queue_for_guardian(session, kind, an_id(guardian))

    def withdraw(session: Session) -> None:
        for guardianship in session.exec(select(m.Guardianship)):
            guardianship.portal_access = lost != "access"
        for guardian in session.exec(select(m.Guardian)):
            guardian.is_enabled = lost != "enabled"

    in_session(write)
    before = len(in_session(rows, m.ActivationKey))
    in_session(withdraw)
    assert deliver_due().suppressed == 1
    assert len(in_session(rows, m.ActivationKey)) == before
    assert server.messages == []
