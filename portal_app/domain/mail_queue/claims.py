"""Give due messages to deliverers, and note what became of them. Several deliverers may share the queue.

A claim is one UPDATE, so no message is claimed twice. A deliverer that dies leaves its message claimed for
`CLAIM_LASTS`; then another one takes it, and sends it with the same Message-ID.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from portal_app.clock import now
from portal_app.domain.mail_queue.planning import BULK, URGENT
from portal_app.models import BouncingAddress, MessageChannel, MessageStatus, OutboundMessage

CLAIM_LASTS = timedelta(minutes=5)
"""Longer than a deliverer works on one message: rendering, and a mail server that answers slowly."""
GIVE_UP_AFTER = timedelta(days=3)
"""How long after it was queued a message that no server accepts is tried again."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)


def has_due(session: Session) -> bool:
    """Return whether a message is due. It only reads, so an idle deliverer never takes SQLite's write lock."""
    at = now()
    return any(session.exec(_longest_due(priority, at)).first() is not None for priority in (URGENT, BULK))


def claim_next(session: Session) -> OutboundMessage | None:
    """Mark the message that is due longest as being sent, and return it; None: nothing is due."""
    at = now()
    for priority in (URGENT, BULK):
        # PostgreSQL skips what others are claiming; on SQLite the UPDATE is the only writer
        longest_due = _longest_due(priority, at).with_for_update(skip_locked=True).scalar_subquery()
        claim = (
            update(OutboundMessage)
            .where(col(OutboundMessage.id) == longest_due)
            .values(
                status=MessageStatus.SENDING,
                attempts=col(OutboundMessage.attempts) + 1,
                not_before=at + CLAIM_LASTS,
            )
            .returning(col(OutboundMessage.id))
            .execution_options(synchronize_session=False)
        )
        if claimed := session.execute(claim).scalar():
            return session.get(OutboundMessage, claimed, populate_existing=True)
    return None


def finish(session: Session, message: OutboundMessage, status: MessageStatus, error: str = "") -> None:
    """Note how a claimed message ended."""
    _conclude(session, message, status=status, last_error=error, not_before=None, finished_at=now())


def try_again(session: Session, message: OutboundMessage, error: str) -> None:
    """Queue a claimed message again after a pause that doubles with each attempt; give up after `GIVE_UP_AFTER`."""
    at = now()
    if at - message.queued_at >= GIVE_UP_AFTER:
        finish(session, message, MessageStatus.FAILED, error)
        return
    pause = min(_FIRST_PAUSE * 2 ** min(message.attempts - 1, 20), _LONGEST_PAUSE)
    _conclude(session, message, status=MessageStatus.QUEUED, last_error=error, not_before=at + pause)


def postpone(session: Session, message: OutboundMessage, until: datetime) -> None:
    """Queue a claimed message again until a moment. It does not count as an attempt."""
    _conclude(
        session, message, status=MessageStatus.QUEUED, not_before=until, attempts=col(OutboundMessage.attempts) - 1
    )


def mark_as_bouncing(session: Session, address: str, code: int) -> None:
    """Note that a mail server has rejected an address for good."""
    if not is_bouncing(session, address):
        session.add(BouncingAddress(address=address.lower(), code=code, since=now()))


def is_bouncing(session: Session, address: str) -> bool:
    """Return whether a mail server has rejected the address."""
    known = select(BouncingAddress.id).where(BouncingAddress.address == address.lower())
    return session.exec(known).first() is not None


def _longest_due(priority: int, at: datetime) -> SelectOfScalar[Any]:
    """Return the query of one message that is due. A claimed message is due again when the claim has ended."""
    return (
        select(OutboundMessage.id)
        .where(
            col(OutboundMessage.priority) == priority,
            col(OutboundMessage.not_before) <= at,
            col(OutboundMessage.finished_at).is_(None),
            col(OutboundMessage.channel) == MessageChannel.EMAIL,
        )
        .order_by(col(OutboundMessage.not_before), col(OutboundMessage.id))
        .limit(1)
    )


def _conclude(session: Session, message: OutboundMessage, **values: object) -> None:
    # by its attempt, too: if another deliverer has taken it over meanwhile, that one notes the result
    mine = and_(
        col(OutboundMessage.id) == message.id,
        col(OutboundMessage.status) == MessageStatus.SENDING,
        col(OutboundMessage.attempts) == message.attempts,
    )
    session.execute(update(OutboundMessage).where(mine).values(**values).execution_options(synchronize_session=False))
