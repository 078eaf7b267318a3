"""Challenges: sign-ins whose password was right and which wait for a code from the app or a recovery code.

Nobody is signed in while a challenge waits. It has a short-lived token of its own, in a table separate from sessions,
so the token can't be used for anything but the code.
"""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.infrastructure.tokens import new_token, token_hash
from portal_app.models import Account, MfaChallenge

VALID_FOR = timedelta(minutes=5)


def begin(session: Session, account_id: int) -> str:
    """Return the token of a new challenge. It goes into a cookie and signs nobody in."""
    token, at = new_token(), now()
    session.execute(delete(MfaChallenge).where(col(MfaChallenge.started_at) <= at - VALID_FOR))
    session.add(MfaChallenge(account_id=account_id, token_hash=token_hash(token), started_at=at))
    session.flush()
    return token


def find(session: Session, token: str) -> tuple[MfaChallenge, Account] | None:
    """Return the unused, unexpired challenge of a token, with its account if that can still sign in with a code."""
    query = (
        select(MfaChallenge, Account)
        .join(Account)
        .where(col(MfaChallenge.token_hash) == token_hash(token), col(MfaChallenge.used_at).is_(None))
        .where(col(MfaChallenge.started_at) > now() - VALID_FOR)
        .where(col(Account.disabled_at).is_(None), col(Account.totp_secret).is_not(None))
    )
    return session.exec(query).first()


def claim(session: Session, challenge: MfaChallenge) -> bool:
    """Use a challenge up. The conditional update lets exactly one of several simultaneous claims succeed."""
    unused = update(MfaChallenge).where(col(MfaChallenge.id) == challenge.id, col(MfaChallenge.used_at).is_(None))
    return session.exec(unused.values(used_at=now())).rowcount == 1


def cancel_all(session: Session, account_id: int) -> None:
    """End the account's open challenges: the password that they were started with is no longer valid."""
    unused = update(MfaChallenge).where(col(MfaChallenge.account_id) == account_id, col(MfaChallenge.used_at).is_(None))
    session.execute(unused.values(used_at=now()))
