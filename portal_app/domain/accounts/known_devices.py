"""Devices on which somebody has signed in to an account before.

The limit on failed sign-ins counts a whole network, and behind one address there may be a school or a mobile carrier.
A known device may try in spite of that limit, but only for its own account: five wrong passwords disable it, as
everywhere. The cookie holds a random token, the database its SHA-256. A device is forgotten 180 days after its last
sign-in, and with all others of the account when all its sessions end.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.database import insert_into
from portal_app.infrastructure.tokens import new_token, token_hash
from portal_app.models import KnownDevice

VALID_FOR = timedelta(days=180)
MOST = 20
"""Devices of an account that are kept: those used last."""


def is_known(session: Session, account_id: int, token: str) -> bool:
    """Return whether the device with this token has signed in to the account before."""
    mine = select(KnownDevice.id).where(KnownDevice.account_id == account_id, _is_of(token))
    return bool(token) and session.exec(mine).first() is not None


def remember(session: Session, account_id: int, token: str) -> str:
    """Record that a device has signed in to the account, and return its token.

    A device keeps its token for all accounts that are used on it. A token that no account knows is replaced, so that
    nobody can choose one for somebody else's browser.
    """
    known_somewhere = bool(token) and session.exec(select(KnownDevice.id).where(_is_of(token))).first() is not None
    token = token if known_somewhere else new_token()
    mine = col(KnownDevice.account_id) == account_id
    row = insert_into(session, KnownDevice).values(
        account_id=account_id, token_hash=token_hash(token), signed_in_at=now()
    )
    session.execute(
        row.on_conflict_do_update(index_elements=["account_id", "token_hash"], set_={"signed_in_at": now()})
    )
    _forget_old(session, mine)
    return token


def _forget_old(session: Session, mine: ColumnElement[bool]) -> None:
    valid = select(KnownDevice.id).where(mine, _is_valid())
    latest = valid.order_by(col(KnownDevice.signed_in_at).desc(), col(KnownDevice.id).desc()).limit(MOST)
    session.execute(delete(KnownDevice).where(mine, col(KnownDevice.id).not_in(session.exec(latest).all())))


def _is_of(token: str) -> ColumnElement[bool]:
    return and_(col(KnownDevice.token_hash) == token_hash(token), _is_valid())


def _is_valid() -> ColumnElement[bool]:
    return col(KnownDevice.signed_in_at) > now() - VALID_FOR
