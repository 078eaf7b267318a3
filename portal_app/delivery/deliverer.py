"""Send due messages one after the other, until told to stop.

Each message takes three steps, each a transaction of its own: claim it, make its text, note the result. If the program
is killed in between, the claim ends after a while and the message is sent again, with the same Message-ID.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from threading import Event

import structlog
from sqlmodel import Session

from portal_app.database import UNAVAILABLE, in_session, open_session
from portal_app.delivery.drafts import Draft, Later, Secret, Suppressed, digest_draft, draft, new_secret
from portal_app.domain.mail_queue import claims
from portal_app.domain.notifications.planning import plan_digests
from portal_app.infrastructure.mail import Email, compose, is_address, write_to_outbox
from portal_app.infrastructure.mail_content import html_of, text_of
from portal_app.infrastructure.smtp import MessageRefused, ServerUnavailable, SmtpConnection
from portal_app.metrics import FAILURES
from portal_app.models import MessageKind, MessageStatus, OutboundMessage
from portal_app.settings import settings

IDLE_SECONDS = 2.0
"""How often an idle deliverer looks for messages."""
MAX_FAILURES = 5
"""Connection failures in a row after which a deliverer pauses."""
PAUSE_SECONDS = 300.0
Sessions = Callable[[], AbstractContextManager[Session]]
log = structlog.get_logger()


@dataclass(kw_only=True)
class Tally:
    """What a deliverer has done since it started. `failures` counts connection failures in a row."""

    sent: int = 0
    written: int = 0
    suppressed: int = 0
    failed: int = 0
    postponed: int = 0
    failures: int = 0

    @property
    def is_paused(self) -> bool:
        """Whether the mail server has failed so often in a row that more attempts are pointless for now."""
        return self.failures >= MAX_FAILURES


def deliver_until(stop: Event) -> None:
    """Send messages as they become due, until `stop` is set. Failures of database and mail server are outlived."""
    while not stop.is_set():
        try:
            in_session(plan_digests)
            tally = deliver_due(stop=stop)
        except (*UNAVAILABLE, OSError) as error:  # the database, or a full disk
            log.error("mail not delivered", reason=type(error).__name__)
            FAILURES.labels("mail").inc()
            stop.wait(PAUSE_SECONDS / 10)
            continue
        if tally.is_paused:
            log.error("mail server fails: delivery is paused", seconds=PAUSE_SECONDS)
            FAILURES.labels("mail").inc()
        stop.wait(PAUSE_SECONDS if tally.is_paused else IDLE_SECONDS)


def deliver_due(*, stop: Event | None = None, sessions: Sessions = open_session) -> Tally:
    """Send what is due now; return when nothing is left, `stop` is set, or the mail server keeps failing."""
    tally, stop = Tally(), stop or Event()
    with _connection() as connection:
        while not stop.is_set() and not tally.is_paused:
            claimed = _claim(sessions)
            if claimed is None:
                return tally
            _deliver(claimed, connection, sessions, tally)
            if connection is not None and (limit := settings().mail_per_minute):
                stop.wait(60 / limit)
    return tally


def preview_digest(session: Session, guardian_id: int) -> EmailMessage | None:
    """Return the digest that a guardian would get now, with a link that ends nothing; None: there would be none."""
    try:
        drafted = digest_draft(session, guardian_id, token="preview")  # noqa: S106 - it is good for nothing
    except Suppressed:
        return None
    if not is_address(drafted.to):
        return None
    return compose(_as_email(drafted, name=f"preview-{guardian_id}", list_name=MessageKind.WEEKLY_DIGEST))


@contextmanager
def _connection() -> Iterator[SmtpConnection | None]:
    """Yield the connection to the mail server, or None: messages are written to the outbox."""
    connection = SmtpConnection(settings().smtp_url) if settings().smtp_url else None
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claimed:
    """A claimed message with its secret; `suppressed` says why there is none."""

    message: OutboundMessage
    secret: Secret = None
    suppressed: Suppressed | None = None


def _claim(sessions: Sessions) -> _Claimed | None:
    with sessions() as session:
        if not claims.has_due(session):
            return None
    with sessions() as session:
        message = claims.claim_next(session)
        if message is None:
            return None  # another deliverer has it
        try:
            return _Claimed(message=message, secret=new_secret(session, message))
        except Suppressed as suppressed:
            return _Claimed(message=message, suppressed=suppressed)


def _deliver(claimed: _Claimed, connection: SmtpConnection | None, sessions: Sessions, tally: Tally) -> None:
    message = claimed.message
    try:
        with sessions() as session:
            drafted = _draft(session, claimed)
        composed = compose(_email(message, drafted))
    except UNAVAILABLE:
        raise
    except Suppressed as suppressed:
        tally.suppressed += 1
        _finish(sessions, message, MessageStatus.SUPPRESSED, str(suppressed))
    except Later as later:
        tally.postponed += 1
        with sessions() as session:
            claims.postpone(session, message, later.until)
    except Exception as error:  # a fault with one message must not keep the others waiting
        _note_fault(sessions, message, error, tally)
    else:
        if connection is None:
            write_to_outbox(composed, name=_name(message), queued_at=message.queued_at)
            _finish(sessions, message, MessageStatus.WRITTEN)
            tally.written += 1
        else:
            _send(connection, message, composed, drafted.to, sessions, tally)


def _draft(session: Session, claimed: _Claimed) -> Draft:
    """Return the draft.

    Raises:
        Later, Suppressed: as `draft`, and where nothing can be sent to the address.
    """
    if claimed.suppressed:
        raise claimed.suppressed
    drafted = draft(session, claimed.message, claimed.secret)
    if not drafted.to:
        raise Suppressed("no-address")
    if not is_address(drafted.to):
        raise Suppressed("invalid-address")
    if claims.is_bouncing(session, drafted.to):
        raise Suppressed("bouncing")
    return drafted


def _send(
    connection: SmtpConnection,
    message: OutboundMessage,
    composed: EmailMessage,
    to: str,
    sessions: Sessions,
    tally: Tally,
) -> None:
    try:
        connection.send(composed)
    except ServerUnavailable as unavailable:
        tally.failures += 1
        tally.postponed += 1
        with sessions() as session:
            claims.try_again(session, message, unavailable.reason)
    except MessageRefused as refused:
        tally.failures = 0
        _note_refusal(sessions, message, to, refused, tally)
    else:
        tally.failures = 0
        tally.sent += 1
        _finish(sessions, message, MessageStatus.SENT)


def _note_refusal(sessions: Sessions, message: OutboundMessage, to: str, refused: MessageRefused, tally: Tally) -> None:
    with sessions() as session:
        if refused.code < 500:
            tally.postponed += 1
            claims.try_again(session, message, str(refused.code))
            return
        tally.failed += 1
        claims.finish(session, message, MessageStatus.FAILED, str(refused.code))
        if refused.is_about_address:
            claims.mark_as_bouncing(session, to, refused.code)


def _note_fault(sessions: Sessions, message: OutboundMessage, error: Exception, tally: Tally) -> None:
    log.exception("message not made", kind=message.kind, message_id=message.id)
    FAILURES.labels("mail").inc()
    tally.postponed += 1
    with sessions() as session:
        claims.try_again(session, message, type(error).__name__[:40])


def _finish(sessions: Sessions, message: OutboundMessage, status: MessageStatus, error: str = "") -> None:
    with sessions() as session:
        claims.finish(session, message, status, error)


def _email(message: OutboundMessage, drafted: Draft) -> Email:
    return _as_email(drafted, name=_name(message), list_name=message.kind)


def _as_email(drafted: Draft, *, name: str, list_name: str) -> Email:
    return Email(
        to=drafted.to,
        subject=drafted.content.subject,
        text=text_of(drafted.content),
        html=html_of(drafted.content),
        name=name,
        list_name=list_name,
        headers=_list_headers(drafted.unsubscribe_address),
    )


def _list_headers(unsubscribe_address: str) -> dict[str, str]:
    """Return the headers with which mail programs offer to end messages with one click (RFC 8058)."""
    if not unsubscribe_address:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe_address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _name(message: OutboundMessage) -> str:
    """Return what identifies the message to mail programs: always the same for one row, and not to be guessed from."""
    about = (message.id, message.recipient_type, message.recipient_id, message.kind, message.period, message.queued_at)
    return sha256("\0".join(map(str, about)).encode()).hexdigest()[:32]
