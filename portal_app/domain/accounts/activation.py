"""Activation: with a key from the school a guardian creates an account, or chooses a new password for it."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal_app.clock import now
from portal_app.domain.accounts import access_log, lockout, passwords
from portal_app.domain.accounts.activation_keys import OpenKey, check_key, claim_key
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.password_change import check_new_password, replace_password
from portal_app.domain.calendar.subscriptions import revoke_all_subscriptions
from portal_app.models import Account


def activate(session: Session, key: str, user_name: str, password: str, *, address: str = "", device: str = "") -> int:
    """Return the id of the account that the key's guardian now has.

    A guardian who has an account keeps its user name, whatever was entered, and gets the new password.

    Raises:
        FormRefused: the key, user name or password is not accepted; nothing is stored, and the key stays valid.
    """
    open_key = check_key(session, key)
    if open_key.account_id:
        account_id, what = _choose_new_password(session, open_key, password), access_log.PASSWORD_CHANGE
    else:
        account_id, what = _create_account(session, open_key, user_name.strip(), password), access_log.ACTIVATION
    access_log.record_attempt(session, account_id, what=what, succeeded=True, address=address, device=device)
    return account_id


def _create_account(session: Session, key: OpenKey, user_name: str, password: str) -> int:
    _check_user_name(session, user_name)
    check_new_password(session, key.guardian_id, user_name, password)
    # hash before claiming the key: the claim locks its row until the transaction ends
    hashed = passwords.hash_password(password)
    claim_key(session, key)
    return _add_account(session, key.guardian_id, user_name, hashed)


def _choose_new_password(session: Session, key: OpenKey, password: str) -> int:
    account = session.get_one(Account, key.account_id)
    check_new_password(session, account.guardian_id, account.user_name, password)
    hashed = passwords.hash_password(password)
    claim_key(session, key)
    if not lockout.clear_failures(session, account):  # disabled since the school issued the key
        raise FormRefused(Problem.DISABLED)
    replace_password(session, account, hashed)
    revoke_all_subscriptions(session, account.guardian_id)  # whoever knew the old password may have made some
    return account.id or 0


def _check_user_name(session: Session, user_name: str) -> None:
    if problem := passwords.user_name_problem(user_name):
        raise FormRefused(problem)
    taken = select(Account.id).where(Account.user_name_key == passwords.fold_user_name(user_name))
    if session.exec(taken).first() is not None:
        raise FormRefused(Problem.NAME_TAKEN)


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
    except IntegrityError:  # another guardian took the name since it was looked up
        raise FormRefused(Problem.NAME_TAKEN) from None
    assert account.id
    return account.id
