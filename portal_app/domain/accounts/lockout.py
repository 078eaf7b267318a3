"""The five strikes: wrong passwords and codes in a row disable an account, and only the school enables it (guide).

That no more than five tries count before the account closes, however many run side by side, is settled by conditional
updates: no row is locked while somebody hashes.
"""

from sqlalchemy import ColumnElement, and_, case, literal, update
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.accounts import emails, sessions
from portal_app.infrastructure.mail import send_email
from portal_app.models import Account, District, Guardian
from portal_app.models.columns import UtcDateTime

STRIKES = 5


def strike(session: Session, account: Account) -> None:
    """Count a wrong try in one statement; whoever counts the fifth disables the account."""
    strikes = col(Account.failed_sign_ins) + 1
    count = (
        update(Account)
        .where(col(Account.id) == account.id, col(Account.disabled_at).is_(None))
        .values(failed_sign_ins=strikes, disabled_at=case((strikes >= STRIKES, literal(now(), UtcDateTime()))))
        .returning(col(Account.failed_sign_ins))
        .execution_options(synchronize_session=False)
    )
    if (session.execute(count).scalar() or 0) >= STRIKES:
        sessions.end_all(session, account.id or 0)
        _tell(session, account)


def accept(session: Session, account: Account) -> bool:
    """Forget the strikes, if the account is still open and the password still the one that was checked."""
    return session.exec(update(Account).where(_still(account)).values(failed_sign_ins=0)).rowcount == 1


def is_open(session: Session, account: Account) -> bool:
    """Return whether the account is still open and the password still the one that was checked; strikes stay."""
    return session.exec(select(Account.id).where(_still(account))).first() is not None


def _still(account: Account) -> ColumnElement[bool]:
    return and_(
        col(Account.id) == account.id,
        col(Account.disabled_at).is_(None),
        col(Account.password_hash) == account.password_hash,
    )


def _tell(session: Session, account: Account) -> None:
    found = session.exec(select(Guardian, District).join(District).where(Guardian.id == account.guardian_id)).one()
    if found[0].email:
        send_email(session, emails.disabled_email(found[0], account, found[1]))
