"""Lockout: five wrong passwords or codes in a row disable an account, and only the school can enable it again.

Failures are counted and cleared by conditional updates, not under a row lock: hashing takes a good part of a second,
and a lock held for that long would make all attempts on an account wait. However many attempts run at the same time,
no more than five count before the account is disabled.
"""

from sqlalchemy import ColumnElement, and_, case, literal, update
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts.sessions import guardian_is_enabled
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.models import Account, MessageKind
from portal_app.models.columns import UtcDateTime

MAX_FAILURES = 5


def record_failure(session: Session, account: Account) -> None:
    """Count a wrong password or code in one statement; the fifth disables the account and ends its sessions."""
    failures = col(Account.failed_sign_ins) + 1
    count = (
        update(Account)
        .where(col(Account.id) == account.id, col(Account.disabled_at).is_(None))
        .values(failed_sign_ins=failures, disabled_at=case((failures >= MAX_FAILURES, literal(now(), UtcDateTime()))))
        .returning(col(Account.failed_sign_ins))
        .execution_options(synchronize_session=False)
    )
    # an account that is disabled already matches no row, so its guardian gets one message
    if (session.execute(count).scalar() or 0) >= MAX_FAILURES:
        sessions.end_all(session, account.id or 0)
        queue_for_guardian(session, MessageKind.ACCOUNT_DISABLED, account.guardian_id)


def clear_failures(session: Session, account: Account) -> bool:
    """Set the count to zero; return False if the account was disabled or got another password during the check."""
    return session.exec(update(Account).where(_is_as_checked(account)).values(failed_sign_ins=0)).rowcount == 1


def is_still_open(session: Session, account: Account) -> bool:
    """Return what `clear_failures` would, and keep the count."""
    return session.exec(select(Account.id).where(_is_as_checked(account))).first() is not None


def _is_as_checked(account: Account) -> ColumnElement[bool]:
    # the hash was read before the slow check: the row may have changed since
    return and_(
        col(Account.id) == account.id,
        col(Account.disabled_at).is_(None),
        col(Account.password_hash) == account.password_hash,
        guardian_is_enabled(),
    )
