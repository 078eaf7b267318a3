"""Guardians' accounts: making one with a key, signing in, changing the password, enabling and disabling.

The rules are the guide's: five wrong passwords in a row disable an account (`strikes`) and only the school enables it;
a guardian changes the password, never the user name. Who forgot it chooses another with a key from the school. Where a
second factor is on, the right password only leads to the second step (`second_step`). No hashing happens while a row
is locked, so tries run side by side.
"""

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.access import NotFound, Viewer
from portal_app.domain.accounts import access_log, emails, mfa_challenge, passwords, sessions
from portal_app.domain.accounts.activation_keys import OpenKey, check_key, claim_key
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.lockout import STRIKES, accept, is_open, strike
from portal_app.domain.accounts.mfa_challenge import Outcome
from portal_app.infrastructure.mail import send_email
from portal_app.models import AccessLogEntry, Account, District, Guardian, Guardianship, Student

__all__ = [
    "STRIKES",
    "Outcome",
    "account_for_staff",
    "activate",
    "change_password",
    "disable_account",
    "enable_account",
    "sign_in",
]
_TOLD_SO = 5
"""After so many tries on a disabled account even its right password is answered "wrong": otherwise the answer
"disabled" would confirm a password to somebody who goes on guessing."""


def sign_in(session: Session, user_name: str, password: str, *, address: str, device: str) -> Outcome:
    """Return the outcome of a try, and log it. The work and the answer are the same whether or not the name exists."""
    account = session.exec(select(Account).where(Account.user_name_key == passwords.fold_user_name(user_name))).first()
    if account is None:
        passwords.verify_nobody(password)
        outcome = Outcome(problem=Problem.WRONG_SIGN_IN)
    else:
        outcome = _try(session, account, password, address=address, device=device)
    access_log.record_try(
        session,
        account.id if account else None,
        what=access_log.PASSWORD_RIGHT if outcome.second_step else access_log.SIGN_IN,
        succeeded=outcome.problem is None,
        address=address,
        device=device,
    )
    return outcome


def activate(session: Session, key: str, user_name: str, password: str, *, address: str = "", device: str = "") -> int:
    """Return the id of the account that the key's guardian now has.

    Whoever has an account keeps its user name, whatever was given, and has a new password.

    Raises:
        FormRefused: key, user name or password will not do; then nothing is kept, and the key is as good as before.
    """
    user_name = user_name.strip()
    open_key = check_key(session, key)
    if open_key.account_id:
        return _choose_anew(session, open_key, password, address=address, device=device)
    _check_name(session, user_name)
    _check_password(session, open_key.guardian_id, user_name, password)
    hashed = passwords.hash_password(password)
    claim_key(session, open_key.key_id)
    account_id = _add_account(session, open_key.guardian_id, user_name, hashed)
    access_log.record_try(
        session, account_id, what=access_log.ACTIVATION, succeeded=True, address=address, device=device
    )
    return account_id


def change_password(
    session: Session, viewer: Viewer, old: str, new: str, *, address: str = "", device: str = ""
) -> Problem | None:
    """Give the viewer's account a new password and end its other sessions; or return why not.

    A wrong old password counts as a strike: a session left open must not become a place to guess in.
    """
    account = session.get_one(Account, viewer.account_id)
    problem = _change_password(session, viewer, account, old, new)
    access_log.record_try(
        session,
        account.id,
        what=access_log.PASSWORD_CHANGE,
        succeeded=problem is None,
        address=address,
        device=device,
    )
    return problem


def enable_account(session: Session, user_name: str) -> None:
    """Let a disabled account sign in again, with no strikes.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    account.disabled_at, account.failed_sign_ins = None, 0


def disable_account(session: Session, user_name: str) -> None:
    """Keep an account from signing in, and end its sessions at once.

    Raises:
        NotFound: no account has this user name.
    """
    account = account_for_staff(session, user_name)
    account.disabled_at = account.disabled_at or now()
    sessions.end_all(session, account.id or 0)


def _try(session: Session, account: Account, password: str, *, address: str, device: str) -> Outcome:
    assert account.id
    if not passwords.verify_password(password, account.password_hash):
        strike(session, account)
        return Outcome(problem=Problem.WRONG_SIGN_IN)
    takes_two = bool(account.totp_secret)  # then the strikes stay until the second step is taken too
    if not (is_open(session, account) if takes_two else accept(session, account)):
        return Outcome(problem=_answer_when_disabled(session, account))
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hash_password(password)
    if takes_two:
        return Outcome(second_step=mfa_challenge.begin(session, account.id))
    return Outcome(token=sessions.begin(session, account.id, address=address, device=device))


def _answer_when_disabled(session: Session, account: Account) -> Problem:
    session.refresh(account)
    since = select(func.count()).select_from(AccessLogEntry).where(AccessLogEntry.account_id == account.id)
    tries = session.exec(since.where(col(AccessLogEntry.at) > account.disabled_at)).one() if account.disabled_at else 0
    return Problem.DISABLED if account.disabled_at and tries < _TOLD_SO else Problem.WRONG_SIGN_IN


def _change_password(session: Session, viewer: Viewer, account: Account, old: str, new: str) -> Problem | None:
    if not passwords.verify_password(old, account.password_hash):
        strike(session, account)
        return Problem.OLD_WRONG
    try:
        _check_password(session, account.guardian_id, account.user_name, new)
    except FormRefused as refused:
        return refused.problem
    hashed = passwords.hash_password(new)
    if not accept(session, account):
        return Problem.OLD_WRONG
    _replace_password(session, account, hashed, except_sign_in=viewer.sign_in_id)
    return None


def _choose_anew(session: Session, key: OpenKey, password: str, *, address: str, device: str) -> int:
    """Give the key's account the password, as the school allowed who forgot the old one."""
    account = session.get_one(Account, key.account_id)
    _check_password(session, account.guardian_id, account.user_name, password)
    hashed = passwords.hash_password(password)
    claim_key(session, key.key_id)
    if not accept(session, account):  # disabled since the school issued the key
        raise FormRefused(Problem.DISABLED)
    _replace_password(session, account, hashed)
    access_log.record_try(
        session, account.id, what=access_log.PASSWORD_CHANGE, succeeded=True, address=address, device=device
    )
    return account.id or 0


def _replace_password(session: Session, account: Account, hashed: str, *, except_sign_in: int | None = None) -> None:
    """Have the account ask for another password from now on, everywhere, and tell its guardian."""
    account.password_hash = hashed
    sessions.end_all(session, account.id or 0, except_sign_in=except_sign_in)
    mfa_challenge.forget(session, account.id or 0)
    guardian = session.get_one(Guardian, account.guardian_id)
    if guardian.email:
        send_email(session, emails.password_changed_email(guardian, account))


def _check_name(session: Session, user_name: str) -> None:
    if problem := passwords.user_name_problem(user_name):
        raise FormRefused(problem)
    taken = select(Account.id).where(Account.user_name_key == passwords.fold_user_name(user_name))
    if session.exec(taken).first() is not None:
        raise FormRefused(Problem.NAME_TAKEN)


def _check_password(session: Session, guardian_id: int, user_name: str, password: str) -> None:
    words = [user_name, *_family_words(session, guardian_id)]
    if problem := passwords.password_problem(password, user_inputs=words):
        raise FormRefused(problem)


def _family_words(session: Session, guardian_id: int) -> list[str]:
    """Return the names and numbers that somebody who knows the family would try."""
    guardian, district = session.exec(select(Guardian, District).join(District).where(Guardian.id == guardian_id)).one()
    students = session.exec(select(Student).join(Guardianship).where(Guardianship.guardian_id == guardian_id)).all()
    words = [guardian.first_name, guardian.last_name, guardian.email.partition("@")[0], *district.name.split()]
    for student in students:
        words += [student.first_name, student.last_name, student.number, str(student.birth_date.year)]
    return words


def _add_account(session: Session, guardian_id: int, user_name: str, hashed: str) -> int:
    account = Account(
        guardian_id=guardian_id,
        user_name=user_name,
        user_name_key=passwords.fold_user_name(user_name),
        password_hash=hashed,
        created_at=now(),
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError:  # somebody took the name since it was looked up
        raise FormRefused(Problem.NAME_TAKEN) from None
    assert account.id
    return account.id


def account_for_staff(session: Session, user_name: str) -> Account:
    """Return the account with this user name. For the school's own commands.

    Raises:
        NotFound: no account has it.
    """
    key = passwords.fold_user_name(user_name)
    account = session.exec(select(Account).where(Account.user_name_key == key)).first()
    if account is None:
        raise NotFound(f"no account has the user name {user_name}")
    return account
