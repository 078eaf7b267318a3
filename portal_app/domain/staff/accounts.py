"""Guardians' accounts as school staff see and manage them: list, show, disable, enable, reset. Shows no secrets."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from portal_app.clock import local, now
from portal_app.domain.access import NotFound
from portal_app.domain.accounts import mfa, sessions
from portal_app.domain.accounts.access_log import SIGN_IN
from portal_app.domain.accounts.activation_keys import IssuedKey, issue_key
from portal_app.domain.accounts.passwords import fold_user_name
from portal_app.domain.calendar.subscriptions import revoke_all_subscriptions
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.models import AccessLogEntry, Account, Guardian, Guardianship, KeyChannel, MessageKind, Student

LOG_ENTRIES_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account in the list. Times are in the district's time zone; None means never."""

    user_name: str
    guardian: str
    email: str
    failed_sign_ins: int
    disabled_at: datetime | None
    has_mfa: bool
    last_sign_in: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetails:
    """One account with its guardian's students ("604822 Greg Clayton, Mother") and its latest access log entries."""

    account: AccountRow
    students: tuple[str, ...]
    log: tuple[str, ...]


def accounts_for_staff(session: Session, *, disabled_only: bool = False) -> list[AccountRow]:
    """Return the accounts by user name; with `disabled_only`, only disabled ones."""
    query = select(Account, Guardian).join(Guardian).order_by(col(Account.user_name_key))
    if disabled_only:
        query = query.where(col(Account.disabled_at).is_not(None))
    rows = session.exec(query).all()
    latest = _latest_sign_ins(session)
    return [_row(account, guardian, latest.get(account.id or 0)) for account, guardian in rows]


def account_details(session: Session, user_name: str) -> AccountDetails:
    """Return one account.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    guardian = session.get_one(Guardian, account.guardian_id)
    return AccountDetails(
        account=_row(account, guardian, _latest_sign_ins(session).get(account.id or 0)),
        students=students_of_guardian(session, guardian),
        log=_log(session, account),
    )


def enable_account(session: Session, user_name: str) -> None:
    """Let a disabled account sign in again, with no failures counted.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    account.disabled_at, account.failed_sign_ins = None, 0


def disable_account(session: Session, user_name: str) -> None:
    """Keep an account from signing in, and end its sessions and calendar addresses at once.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    account.disabled_at = account.disabled_at or now()
    sessions.end_all(session, account.id or 0)
    revoke_all_subscriptions(session, account.guardian_id)


def reset_mfa(session: Session, user_name: str) -> bool:
    """Turn an account's MFA off, end its sessions and notify its guardian; return whether MFA was on.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    was_on = bool(account.totp_secret)
    mfa.reset(session, account)
    if was_on:
        queue_for_guardian(session, MessageKind.MFA_RESET, account.guardian_id)
    return was_on


def reset_password(session: Session, user_name: str) -> IssuedKey:
    """Issue a key with which the guardian chooses a new password; a disabled account is enabled.

    The guardian gets an email with another key, issued when the email is sent: no key is stored. Using one of the two
    ends both.

    The old password works until the key is used, so a call in somebody else's name locks nobody out. Calendar addresses
    end now, and again when the key is used.

    Raises:
        NotFound: no account has this user name.
    """
    enable_account(session, user_name)
    account = account_for_staff(session, user_name)
    revoke_all_subscriptions(session, account.guardian_id)
    queue_for_guardian(session, MessageKind.NEW_PASSWORD, account.guardian_id)
    return issue_key(session, account.guardian_id, KeyChannel.OFFICE)


def account_for_staff(session: Session, user_name: str) -> Account:
    """Return the account with this user name. For the commands of school staff.

    Raises:
        NotFound: no account has it.
    """
    account = session.exec(select(Account).where(Account.user_name_key == fold_user_name(user_name))).first()
    if account is None:
        raise NotFound(f"no account has the user name {user_name}")
    return account


def _latest_sign_ins(session: Session) -> dict[int, datetime]:
    """Return the time of the last successful sign-in of each account, by account id."""
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


def students_of_guardian(session: Session, guardian: Guardian) -> tuple[str, ...]:
    """Return a line for each student of a guardian, oldest first, whatever the rights."""
    rows = session.exec(
        select(Student, Guardianship)
        .join(Guardianship)
        .where(Guardianship.guardian_id == guardian.id)
        .order_by(col(Student.birth_date), col(Student.id))
    )
    return tuple(_describe(student, guardianship) for student, guardianship in rows)


def _describe(student: Student, guardianship: Guardianship) -> str:
    access = "" if guardianship.portal_access else " (no portal access)"
    return f"{student.number} {full_name(student)}, {guardianship.relationship}{access}"


def _log(session: Session, account: Account) -> tuple[str, ...]:
    rows = session.exec(
        select(AccessLogEntry)
        .where(AccessLogEntry.account_id == account.id)
        .order_by(col(AccessLogEntry.at).desc(), col(AccessLogEntry.id).desc())
        .limit(LOG_ENTRIES_SHOWN)
    )
    return tuple(
        f"{local(row.at):%Y-%m-%d %H:%M}  {'ok' if row.succeeded else 'failed'}  {row.what}  {row.address}"
        for row in rows
    )
