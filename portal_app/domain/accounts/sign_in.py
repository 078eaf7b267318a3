"""Sign-in: a user name and password, then a code where the guardian has turned two-step sign-in on.

An attempt costs the same work and gets the same result whether the user name does not exist, the password is wrong or
the account is disabled. Passwords are hashed while no row is locked, so attempts run side by side; `lockout.py` counts
the failures.
"""

from dataclasses import dataclass

from sqlmodel import Session, select

from portal_app.domain.accounts import access_log, known_devices, lockout, mfa, mfa_challenge, passwords, sessions
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.models import Account, MfaChallenge


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInResult:
    """The result of one step: the token of a new session, or of a challenge that waits for a code, or the problem.

    With a new session comes the token by which the account knows this device from now on.
    """

    token: str = ""
    device_token: str = ""
    challenge: str = ""
    problem: Problem | None = None


def sign_in(
    session: Session,
    user_name: str,
    password: str,
    *,
    address: str,
    device: str,
    replaces: str = "",
    device_token: str = "",
) -> SignInResult:
    """Check a user name and password and log the attempt.

    `replaces` is the token of the session that this browser has now; it ends when the new session begins.
    `device_token` is what this browser has as a known device.
    """
    account = _named(session, user_name)
    problem = _check_password(session, account, password)
    needs_code = problem is None and account is not None and bool(account.totp_secret)
    access_log.record_attempt(
        session,
        account.id if account else None,
        what=access_log.PASSWORD_RIGHT if needs_code else access_log.SIGN_IN,
        succeeded=problem is None,
        address=address,
        device=device,
    )
    if problem is not None:
        return SignInResult(problem=problem)
    assert account
    assert account.id
    if needs_code:
        return SignInResult(challenge=mfa_challenge.begin(session, account.id))
    sessions.end(session, replaces)
    return _begin(session, account.id, address=address, device=device, device_token=device_token)


def submit_code(
    session: Session,
    challenge: str,
    code: str,
    *,
    address: str,
    device: str,
    replaces: str = "",
    device_token: str = "",
) -> SignInResult:
    """Check the code for the sign-in that waits under the `challenge` token, and log the attempt."""
    found = mfa_challenge.find(session, challenge)
    if found is None:
        return SignInResult(problem=Problem.STEP_AGAIN)
    row, account = found
    assert account.id
    problem = _check_code(session, row, account, code)
    access_log.record_attempt(
        session,
        account.id,
        what=access_log.WRONG_CODE if problem else access_log.SIGN_IN,
        succeeded=problem is None,
        address=address,
        device=device,
    )
    if problem is not None:
        return SignInResult(problem=problem)
    sessions.end(session, replaces)
    return _begin(session, account.id, address=address, device=device, device_token=device_token)


def is_known_to_account(session: Session, user_name: str, device_token: str) -> bool:
    """Return whether a device has signed in to the account of this user name before."""
    account = _named(session, user_name) if device_token else None
    return account is not None and known_devices.is_known(session, account.id or 0, device_token)


def is_known_to_challenge(session: Session, challenge: str, device_token: str) -> bool:
    """Return whether a device has signed in before to the account for which a code is asked."""
    found = mfa_challenge.find(session, challenge) if device_token else None
    return found is not None and known_devices.is_known(session, found[0].account_id, device_token)


def _named(session: Session, user_name: str) -> Account | None:
    return session.exec(select(Account).where(Account.user_name_key == passwords.fold_user_name(user_name))).first()


def _begin(session: Session, account_id: int, *, address: str, device: str, device_token: str) -> SignInResult:
    return SignInResult(
        token=sessions.begin(session, account_id, address=address, device=device),
        device_token=known_devices.remember(session, account_id, device_token),
    )


def _check_password(session: Session, account: Account | None, password: str) -> Problem | None:
    # each branch hashes exactly once: response times must not tell whether the account exists
    if account is None:
        passwords.verify_nobody(password)
        return Problem.WRONG_SIGN_IN
    if not passwords.verify_password(password, account.password_hash):
        lockout.record_failure(session, account)
        return Problem.WRONG_SIGN_IN
    # with two-step sign-in the failures stay until the code is right, too: else a known password buys more guesses
    confirm = lockout.is_still_open if account.totp_secret else lockout.clear_failures
    if not confirm(session, account):
        # disabled, or given another password meanwhile: "disabled" would confirm the password to whoever keeps guessing
        return Problem.WRONG_SIGN_IN
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hash_password(password)
    return None


def _check_code(session: Session, row: MfaChallenge, account: Account, code: str) -> Problem | None:
    try:
        is_right = mfa.use_code(session, account, code)
    except FormRefused as refused:
        return refused.problem
    if not is_right:
        lockout.record_failure(session, account)
        session.refresh(account)
        # the password was right, so this person may learn that the account is disabled now
        return Problem.DISABLED if account.disabled_at else Problem.CODE_WRONG
    if not (mfa_challenge.claim(session, row) and lockout.clear_failures(session, account)):
        return Problem.STEP_AGAIN
    return None
