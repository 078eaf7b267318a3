"""Sessions of signed-in browsers: from the token in the cookie to the guardian.

The token is 256 random bits; the database holds its SHA-256. A session lasts until it is ended, the account is
disabled, or the guardian in the school's system, the guardian has done nothing for `idle_minutes`, or `session_hours`
have passed, whichever comes first. Only actions of the person count (`touch`), not live updates or pings.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, update
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.database import write_unless_busy
from portal_app.domain.access import Viewer
from portal_app.infrastructure import cookies
from portal_app.infrastructure.tokens import new_token, token_hash
from portal_app.models import Account, Guardian, KnownDevice, SignIn
from portal_app.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that is live now. It ends at `ends_at` in any case, and at `idle_until` unless the person acts."""

    viewer: Viewer
    user_name: str
    locale: str
    appearance: str
    last_action_at: datetime
    idle_until: datetime
    ends_at: datetime


def cookie_name() -> str:
    """Return the name of the cookie that holds the token."""
    return cookies.cookie_name(cookies.SESSION)


def begin(session: Session, account_id: int, *, address: str, device: str) -> str:
    """Return the token of a new session of the account. It goes into the cookie and nowhere else."""
    token, at = new_token(), now()
    session.add(
        SignIn(
            account_id=account_id,
            token_hash=token_hash(token),
            started_at=at,
            last_action_at=at,
            address=address[:45],
            device=device[:200],
        )
    )
    session.flush()
    return token


def resolve(session: Session, token: str) -> LiveSession | None:
    """Return the live session of a token, or None. One query."""
    if not token:
        return None
    found = session.connection().execute(_by_token(), {"token_hash": token_hash(token), **_live_at(now())}).first()
    return None if found is None else _live_session(*found)


def act(session: Session, token: str) -> LiveSession | None:
    """Return the live session of a token after an action of its person, or None."""
    live = resolve(session, token)
    return touch(session, live) if live else None


def touch(session: Session, live: LiveSession) -> LiveSession:
    """Return the session after an action of its person. It is stored at most once a minute: a page is many actions.

    While SQLite's write lock is taken (by an import), it is not stored, rather than waited for; a later action will be.
    """
    at = now()
    if abs(at - live.last_action_at) < _write_interval():  # abs(): after the clock was set back, store the time again
        return live
    mine = col(SignIn.id) == live.viewer.sign_in_id
    still_active = update(SignIn).where(mine, col(SignIn.ended_at).is_(None), col(SignIn.last_action_at) > at - _idle())
    if write_unless_busy(session, still_active.values(last_action_at=at)) != 1:
        return live
    return replace(live, last_action_at=at, idle_until=min(at + _idle(), live.ends_at))


def end(session: Session, token: str) -> None:
    """End the session of a token, if there is one. Requests and open sockets get no data from then on."""
    _end(session, col(SignIn.token_hash) == token_hash(token))


def end_all(session: Session, account_id: int, *, except_sign_in: int | None = None) -> None:
    """End all sessions of an account, or all but one, and forget on which devices it was used."""
    session.execute(delete(KnownDevice).where(col(KnownDevice.account_id) == account_id))
    _end(session, and_(col(SignIn.account_id) == account_id, col(SignIn.id).is_distinct_from(except_sign_in)))


def still_live(session: Session, sign_in_ids: Iterable[int]) -> set[int]:
    """Return which of the sessions are live now, in one query: the open tabs of the others have to be cleared."""
    params = {"sign_ins": list(sign_in_ids), **_live_at(now())}
    # runs every second for all open pages; on a connection it skips the work of the ORM session
    return set(session.connection().execute(_live_among(), params).scalars())


def _end(session: Session, which: ColumnElement[bool]) -> None:
    session.exec(update(SignIn).where(which, col(SignIn.ended_at).is_(None)).values(ended_at=now()))


@cache
def _by_token() -> Any:
    """Return the query that every event and request runs. Built once: building takes longer than running it."""
    viewer = (col(Account.guardian_id), col(Account.id), col(SignIn.id))
    preferences = (col(Account.user_name), col(Account.locale), col(Account.appearance))
    times = (col(SignIn.started_at), col(SignIn.last_action_at))
    of_token = col(SignIn.token_hash) == bindparam("token_hash")
    return select_columns(*viewer, *preferences, *times).select_from(SignIn).join(Account).where(of_token, _is_live())


@cache
def _live_among() -> Any:
    return select(SignIn.id).join(Account).where(col(SignIn.id).in_(bindparam("sign_ins", expanding=True)), _is_live())


def _is_live() -> ColumnElement[bool]:
    """Return the condition of being live; `_live_at` returns its parameters."""
    return and_(
        col(SignIn.ended_at).is_(None),
        col(SignIn.last_action_at) > bindparam("idle_since"),
        col(SignIn.last_action_at) < bindparam("not_after"),
        col(SignIn.started_at) > bindparam("begun_after"),
        col(Account.disabled_at).is_(None),
        guardian_is_enabled(),
    )


def guardian_is_enabled() -> ColumnElement[bool]:
    """Return, as SQL, whether the school's system lets the guardian of an account use its programs."""
    enabled = select(Guardian.id).where(Guardian.id == Account.guardian_id, Guardian.is_enabled)
    return enabled.correlate(Account).exists()


def _live_at(at: datetime) -> dict[str, datetime]:
    # not_after: a session last used while the clock was far ahead must not stay live until then
    return {"idle_since": at - _idle(), "not_after": at + _idle(), "begun_after": at - _lifetime()}


def _live_session(
    guardian_id: int,
    account_id: int,
    sign_in_id: int,
    user_name: str,
    locale: str,
    appearance: str,
    started_at: datetime,
    last_action_at: datetime,
) -> LiveSession:
    ends_at = started_at + _lifetime()
    return LiveSession(
        viewer=Viewer(guardian_id=guardian_id, account_id=account_id, sign_in_id=sign_in_id),
        user_name=user_name,
        locale=locale,
        appearance=appearance,
        last_action_at=last_action_at,
        idle_until=min(last_action_at + _idle(), ends_at),
        ends_at=ends_at,
    )


def _idle() -> timedelta:
    return timedelta(minutes=settings().idle_minutes)


def _lifetime() -> timedelta:
    return timedelta(hours=settings().session_hours)


def _write_interval() -> timedelta:
    """Return how far `last_action_at` may lag behind: a minute, or less if sessions are short."""
    return min(timedelta(minutes=1), _idle() / 30)
