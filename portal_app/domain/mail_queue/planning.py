"""Queue a message: call it in the transaction that causes the message, so that both happen or neither."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from portal_app.clock import now
from portal_app.database import insert_into
from portal_app.models import (
    District,
    MessageChannel,
    MessageKind,
    MessageStatus,
    OutboundMessage,
    RecipientType,
    School,
)

URGENT, BULK = 0, 1
"""Priorities: messages that somebody waits for go out before thousands of digests."""


def queue_for_guardian(
    session: Session, kind: MessageKind, guardian_id: int, *, period: str = "", locale: str = ""
) -> None:
    """Queue a message to a guardian, to be sent now. See `queue_message`."""
    queue_message(session, kind, RecipientType.GUARDIAN, guardian_id, period=period, locale=locale)


def queue_message(
    session: Session,
    kind: MessageKind,
    recipient_type: RecipientType,
    recipient_id: int,
    *,
    period: str = "",
    not_before: datetime | None = None,
    locale: str = "",
) -> None:
    """Queue a message unless the same one is queued already. Without a `period` each call is a message of its own."""
    at = now()
    row = {
        "recipient_type": recipient_type,
        "recipient_id": recipient_id,
        "kind": kind,
        "period": period or uuid4().hex,
        "channel": MessageChannel.EMAIL,
        "locale": locale,
        "priority": URGENT,
        "queued_at": at,
        "not_before": not_before or at,
        "status": MessageStatus.QUEUED,
        "attempts": 0,
        "last_error": "",
    }
    session.execute(insert_into(session, OutboundMessage).values(row).on_conflict_do_nothing())


def office_of(session: Session, message: OutboundMessage) -> School | District | None:
    """Return the school or the district to whose office a message goes."""
    if message.recipient_type is RecipientType.SCHOOL:
        return session.get(School, message.recipient_id)
    return session.get(District, message.recipient_id)
