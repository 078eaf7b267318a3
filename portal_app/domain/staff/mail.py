"""The mail queue as school staff see it: what waits, went out or failed, and which addresses reject mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from portal_app.clock import local, now
from portal_app.domain.access import NotFound
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.mail_queue.planning import office_of
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.guardian_names import is_called
from portal_app.models import (
    Account,
    BouncingAddress,
    Guardian,
    MessageKind,
    MessageStatus,
    OutboundMessage,
    RecipientType,
)

_OVERDUE_AFTER = timedelta(hours=1)
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A message of the queue. Times are in the district's time zone; `address` is the one on file now."""

    id: int
    kind: MessageKind
    recipient: str
    address: str
    period: str
    channel: str
    status: MessageStatus
    attempts: int
    last_error: str
    queued_at: datetime
    not_before: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncingRow:
    """An address that a mail server has rejected, and the guardians who have it on file."""

    address: str
    code: int
    since: datetime
    guardians: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHealth:
    """What needs an operator's attention: messages due for over an hour, and those that failed this week."""

    overdue: int
    failed: int
    bouncing: int


def messages_for_staff(
    session: Session, *, status: MessageStatus | None = None, kind: MessageKind | None = None, limit: int = 50
) -> list[MessageRow]:
    """Return the latest messages, newest first."""
    query = select(OutboundMessage).order_by(col(OutboundMessage.id).desc()).limit(limit)
    if status is not None:
        query = query.where(col(OutboundMessage.status) == status)
    if kind is not None:
        query = query.where(col(OutboundMessage.kind) == kind)
    return [_row(session, message) for message in session.exec(query)]


def message_for_staff(session: Session, message_id: int) -> MessageRow:
    """Return one message.

    Raises:
        NotFound: there is no such message.
    """
    message = session.get(OutboundMessage, message_id)
    if message is None:
        raise NotFound(f"there is no message {message_id}")
    return _row(session, message)


def bouncing_addresses(session: Session) -> list[BouncingRow]:
    """Return the addresses to which nothing is sent any more, the latest first."""
    query = select(BouncingAddress).order_by(col(BouncingAddress.since).desc(), col(BouncingAddress.id))
    return [
        BouncingRow(
            address=row.address,
            code=row.code,
            since=local(row.since),
            guardians=tuple(full_name(one) for one in _with_address(session, row.address)),
        )
        for row in session.exec(query)
    ]


def clear_bouncing(session: Session, address: str) -> None:
    """Let messages be sent to an address again.

    Raises:
        NotFound: the address is not marked.
    """
    row = session.exec(select(BouncingAddress).where(BouncingAddress.address == address.strip().lower())).first()
    if row is None:
        raise NotFound(f"{address} is not marked as rejecting mail")
    session.delete(row)


def queue_health(session: Session) -> QueueHealth:
    """Return what `portal doctor` reports about the queue."""
    at = now()
    count = select(func.count()).select_from(OutboundMessage)
    is_open = col(OutboundMessage.status).in_([MessageStatus.QUEUED, MessageStatus.SENDING])
    late = col(OutboundMessage.not_before) < at - _OVERDUE_AFTER
    failed = col(OutboundMessage.status) == MessageStatus.FAILED
    return QueueHealth(
        overdue=session.exec(count.where(is_open, late)).one(),
        failed=session.exec(count.where(failed, col(OutboundMessage.finished_at) > at - _RECENT)).one(),
        bouncing=session.exec(select(func.count()).select_from(BouncingAddress)).one(),
    )


def guardians_named(session: Session, names: Collection[str]) -> list[int]:
    """Return the ids of the guardians with these user names, email addresses or full names; without names, of all.

    Raises:
        Refused: nobody has one of the names.
    """
    rows = session.exec(select(Guardian, Account.user_name).outerjoin(Account).order_by(col(Guardian.id))).all()
    if not names:
        return [guardian.id or 0 for guardian, _ in rows]
    found: dict[int, None] = {}
    for name in names:
        ids = [guardian.id or 0 for guardian, user_name in rows if is_called(guardian, user_name, name)]
        if not ids:
            raise Refused(f"No guardian is called {name!r}.")
        found.update(dict.fromkeys(ids))
    return list(found)


def _with_address(session: Session, address: str) -> list[Guardian]:
    query = select(Guardian).where(func.lower(Guardian.email) == address).order_by(col(Guardian.id))
    return list(session.exec(query))


def _row(session: Session, message: OutboundMessage) -> MessageRow:
    name, address = _recipient(session, message)
    return MessageRow(
        id=message.id or 0,
        kind=message.kind,
        recipient=name,
        address=address,
        period=message.period,
        channel=message.channel,
        status=message.status,
        attempts=message.attempts,
        last_error=message.last_error,
        queued_at=local(message.queued_at),
        not_before=local(message.not_before) if message.not_before else None,
        finished_at=local(message.finished_at) if message.finished_at else None,
    )


def _recipient(session: Session, message: OutboundMessage) -> tuple[str, str]:
    if message.recipient_type is RecipientType.GUARDIAN:
        guardian = session.get(Guardian, message.recipient_id)
        return (full_name(guardian), guardian.email) if guardian else ("", "")
    office = office_of(session, message)
    return (office.name, office.office_email) if office else ("", "")
