"""Guardians' accounts as the school's office sees them, and what it can do for one. No secret is ever shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from portal_app.clock import local
from portal_app.domain.accounts import emails, mfa
from portal_app.domain.accounts.access_log import SIGN_IN
from portal_app.domain.accounts.activation_keys import IssuedKey, issue_key
from portal_app.domain.accounts.sign_in import account_for_staff, enable_account
from portal_app.domain.enrollment.display_names import full_name
from portal_app.infrastructure.mail import send_email
from portal_app.models import AccessLogEntry, Account, Guardian, Guardianship, Student

LATEST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account in the list. Moments are on the district's wall clock; None: never."""

    user_name: str
    guardian: str
    email: str
    failed_sign_ins: int
    disabled_at: datetime | None
    has_mfa: bool
    last_sign_in: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSheet:
    """One account with its guardian's students ("604822 Greg Clayton, Mother") and its latest access log entries."""

    account: AccountRow
    students: tuple[str, ...]
    log: tuple[str, ...]


def accounts_for_staff(session: Session, *, disabled_only: bool = False) -> list[AccountRow]:
    """Return the accounts by user name; with `disabled_only`, those that can't sign in."""
    query = select(Account, Guardian).join(Guardian).order_by(col(Account.user_name_key))
    if disabled_only:
        query = query.where(col(Account.disabled_at).is_not(None))
    rows = session.exec(query).all()
    latest = _latest_sign_ins(session)
    return [_row(account, guardian, latest.get(account.id or 0)) for account, guardian in rows]


def account_sheet(session: Session, user_name: str) -> AccountSheet:
    """Return one account.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    guardian = session.get_one(Guardian, account.guardian_id)
    return AccountSheet(
        account=_row(account, guardian, _latest_sign_ins(session).get(account.id or 0)),
        students=_students(session, guardian),
        log=_log(session, account),
    )


def reset_mfa(session: Session, user_name: str) -> bool:
    """Take an account's second factor away and end its sessions, and tell its guardian; return whether it had one.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    had_one = bool(account.totp_secret)
    mfa.reset(session, account)
    guardian = session.get_one(Guardian, account.guardian_id)
    if had_one and guardian.email:
        send_email(session, emails.mfa_reset_email(guardian, account))
    return had_one


def reset_password(session: Session, user_name: str) -> IssuedKey:
    """Return a key with which the guardian chooses another password, and mail it; a disabled account opens again.

    Until it is used the old password goes on to work: a call in another's name locks nobody out.

    Raises:
        NotFound: no account has this user name.
    """
    enable_account(session, user_name)
    account = account_for_staff(session, user_name)
    guardian = session.get_one(Guardian, account.guardian_id)
    key = issue_key(session, account.guardian_id)
    if guardian.email:
        send_email(session, emails.new_password_email(guardian, account, key))
    return key


def _latest_sign_ins(session: Session) -> dict[int, datetime]:
    """Return when each account was last signed in to, by account id."""
    rows = session.exec(
        select(AccessLogEntry.account_id, func.max(AccessLogEntry.at))
        .where(AccessLogEntry.succeeded, AccessLogEntry.what == SIGN_IN)
        .group_by(col(AccessLogEntry.account_id))
    )
    return {account_id: local(at) for account_id, at in rows if account_id}


def _row(account: Account, guardian: Guardian, last: datetime | None) -> AccountRow:
    return AccountRow(
        user_name=account.user_name,
        guardian=full_name(guardian),
        email=guardian.email,
        failed_sign_ins=account.failed_sign_ins,
        disabled_at=local(account.disabled_at) if account.disabled_at else None,
        has_mfa=bool(account.totp_secret),
        last_sign_in=last,
    )


def _students(session: Session, guardian: Guardian) -> tuple[str, ...]:
    rows = session.exec(
        select(Student, Guardianship)
        .join(Guardianship)
        .where(Guardianship.guardian_id == guardian.id)
        .order_by(col(Student.birth_date), col(Student.id))
    )
    return tuple(
        f"{student.number} {full_name(student)}, {tie.relationship}{'' if tie.portal_access else ' (no portal access)'}"
        for student, tie in rows
    )


def _log(session: Session, account: Account) -> tuple[str, ...]:
    rows = session.exec(
        select(AccessLogEntry)
        .where(AccessLogEntry.account_id == account.id)
        .order_by(col(AccessLogEntry.at).desc(), col(AccessLogEntry.id).desc())
        .limit(LATEST)
    )
    return tuple(
        f"{local(row.at):%Y-%m-%d %H:%M}  {'ok' if row.succeeded else 'failed'}  {row.what}  {row.address}"
        for row in rows
    )
