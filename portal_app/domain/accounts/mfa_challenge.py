"""The second step of a sign-in: after the right password, a code from the authenticator app or a recovery code.

Between the two steps nobody is signed in: a short-lived token of its own names the sign-in that waits, in a table apart
from sessions. A wrong code is a strike like a wrong password, and the strikes of an account with a second factor are
forgotten only when both steps are taken, so that knowing the password buys no further guesses.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.accounts import access_log, mfa, sessions
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.lockout import accept, strike
from portal_app.models import Account, MfaChallenge

PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a try to sign in: the token of a session, or that of a second step to take, or the problem."""

    token: str = ""
    second_step: str = ""
    problem: Problem | None = None


def begin(session: Session, account_id: int) -> str:
    """Return the token of a sign-in that waits for its second factor. It goes into a cookie and admits to nothing."""
    token, at = secrets.token_urlsafe(32), now()
    session.execute(delete(MfaChallenge).where(col(MfaChallenge.started_at) <= at - PATIENCE))
    session.add(MfaChallenge(account_id=account_id, token_hash=_hash(token), started_at=at))
    session.flush()
    return token


def finish(session: Session, token: str, code: str, *, address: str, device: str) -> Outcome:
    """Return the outcome of a code for the sign-in that waits under this token, and log it."""
    found = _waiting(session, token)
    if found is None:
        return Outcome(problem=Problem.STEP_AGAIN)
    step, account = found
    outcome = _try(session, step, account, code, address=address, device=device)
    access_log.record_try(
        session,
        account.id,
        what=access_log.WRONG_CODE if outcome.problem else access_log.SIGN_IN,
        succeeded=outcome.problem is None,
        address=address,
        device=device,
    )
    return outcome


def forget(session: Session, account_id: int) -> None:
    """End the account's waiting sign-ins: the password that they gave is not the password any more."""
    waiting = update(MfaChallenge).where(
        col(MfaChallenge.account_id) == account_id, col(MfaChallenge.used_at).is_(None)
    )
    session.execute(waiting.values(used_at=now()))


def _waiting(session: Session, token: str) -> tuple[MfaChallenge, Account] | None:
    query = (
        select(MfaChallenge, Account)
        .join(Account)
        .where(col(MfaChallenge.token_hash) == _hash(token), col(MfaChallenge.used_at).is_(None))
        .where(col(MfaChallenge.started_at) > now() - PATIENCE)
        .where(col(Account.disabled_at).is_(None), col(Account.totp_secret).is_not(None))
    )
    return session.exec(query).first()


def _try(session: Session, step: MfaChallenge, account: Account, code: str, *, address: str, device: str) -> Outcome:
    try:
        is_right = mfa.use_code(session, account, code)
    except FormRefused as refused:
        return Outcome(problem=refused.problem)
    if not is_right:
        strike(session, account)
        session.refresh(account)
        # the password was right, so whoever sits here may know that the account is closed now
        return Outcome(problem=Problem.DISABLED if account.disabled_at else Problem.CODE_WRONG)
    if not (_claim(session, step) and accept(session, account)):
        return Outcome(problem=Problem.STEP_AGAIN)
    return Outcome(token=sessions.begin(session, account.id or 0, address=address, device=device))


def _claim(session: Session, step: MfaChallenge) -> bool:
    """Use the waiting sign-in up; of several claims at once exactly one succeeds."""
    unused = update(MfaChallenge).where(col(MfaChallenge.id) == step.id, col(MfaChallenge.used_at).is_(None))
    return session.exec(unused.values(used_at=now())).rowcount == 1


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
