"""Activation keys: a guardian uses one to create an account, or to choose a new password for an existing account.

A key is a random GUID. Only its SHA-256 is stored, so a stolen database reveals no key. A key works once, within thirty
days. A new key ends the guardian's older ones of the same channel only: whoever knows enough to ask for a key by email
must not be able to end the key in the printed letter. Using one key ends all keys of the guardian.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, update
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.infrastructure.tokens import token_hash
from portal_app.models import Account, ActivationKey, Guardian, KeyChannel

VALID_FOR = timedelta(days=30)
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new key. Its `text`, `{8-4-4-4-12}`, is stored nowhere, so this is the only time that it can be read."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKey:
    """A key that can be used now, and whose it is: a guardian without an account, or the guardian of this account."""

    key_id: int
    guardian_id: int
    account_id: int | None = None
    user_name: str = ""


def issue_key(session: Session, guardian_id: int, channel: KeyChannel, *, value: UUID | None = None) -> IssuedKey:
    """Return a new key for the guardian and end the channel's older ones. `value` sets the key, for demonstrations."""
    at, guid = now(), value or uuid4()
    older = update(ActivationKey).where(
        _is_open(at), col(ActivationKey.guardian_id) == guardian_id, col(ActivationKey.channel) == channel
    )
    session.execute(older.values(expires_at=at))
    issued = ActivationKey(
        guardian_id=guardian_id,
        channel=channel,
        key_hash=token_hash(guid.hex),
        issued_at=at,
        expires_at=at + VALID_FOR,
    )
    session.add(issued)
    session.flush()
    return IssuedKey(text=f"{{{guid}}}", expires_at=issued.expires_at)


def check_key(session: Session, text: str) -> OpenKey:
    """Return the key for a typed text, with or without braces, hyphens and spaces, in any case.

    Raises:
        FormRefused: it is not a key, is used (or its guardian has created an account since), or has expired, as also
            when the school's system has disabled its guardian.
    """
    same_guardian = col(Account.guardian_id) == ActivationKey.guardian_id
    with_account = select(ActivationKey, Account, Guardian).select_from(ActivationKey).join(Guardian)
    with_account = with_account.outerjoin(Account, same_guardian)
    found = session.exec(with_account.where(ActivationKey.key_hash == token_hash(normal_key(text)))).first()
    if found is None:
        raise FormRefused(Problem.KEY_UNKNOWN)
    key, account, guardian = found
    if key.used_at is not None or (account and account.created_at >= key.issued_at):
        raise FormRefused(Problem.KEY_USED)
    if key.expires_at <= now() or not guardian.is_enabled:
        raise FormRefused(Problem.KEY_EXPIRED)
    assert key.id
    return OpenKey(
        key_id=key.id,
        guardian_id=key.guardian_id,
        account_id=account.id if account else None,
        user_name=account.user_name if account else "",
    )


def claim_key(session: Session, key: OpenKey) -> None:
    """Mark the key, and every other open key of its guardian, as used. Of several simultaneous claims one succeeds.

    Raises:
        FormRefused: another request has used a key of the guardian, or this one has just expired.
    """
    at = now()
    # two keys of one guardian, claimed at the same time, must not wait for each other's rows
    session.exec(select(Guardian.id).where(Guardian.id == key.guardian_id).with_for_update(key_share=True))
    claim = update(ActivationKey).where(col(ActivationKey.id) == key.key_id, _is_open(at)).values(used_at=at)
    if session.exec(claim).rowcount != 1:
        raise FormRefused(Problem.KEY_USED)
    others = update(ActivationKey).where(col(ActivationKey.guardian_id) == key.guardian_id, _is_open(at))
    session.execute(others.values(used_at=at))


def normal_key(text: str) -> str:
    """Return the 32 hexadecimal digits of a typed key.

    Raises:
        FormRefused: there are not exactly 32 of them.
    """
    digits = re.sub(r"[\s{}\-\u2010-\u2015]", "", text).lower()
    if not _KEY.fullmatch(digits):
        raise FormRefused(Problem.KEY_UNKNOWN)
    return digits


def _is_open(at: datetime) -> ColumnElement[bool]:
    return and_(col(ActivationKey.used_at).is_(None), col(ActivationKey.expires_at) > at)
