"""The account page's data: MFA, signed-in devices, calendar subscriptions."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from portal_app.clock import local, now
from portal_app.domain.access import NotFound, Right, Viewer, accessible_students
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts.mfa import recovery_codes_left
from portal_app.domain.calendar.subscriptions import SubscriptionRow, revoke_all_subscriptions, subscriptions_of
from portal_app.infrastructure.user_agents import browser_and_system
from portal_app.models import Account, SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A signed-in browser. An unrecognized browser or system is empty."""

    id: int
    browser: str
    system: str
    address: str
    signed_in_at: str
    last_action_at: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChild:
    """A child whose calendar may be subscribed to."""

    id: int
    first_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """Everything that the account page shows."""

    user_name: str = ""
    has_mfa: bool = False
    recovery_codes_left: int = 0
    devices: tuple[DeviceRow, ...] = ()
    subscriptions: tuple[SubscriptionRow, ...] = ()
    calendar_children: tuple[CalendarChild, ...] = ()


def own_account(session: Session, viewer: Viewer) -> OwnAccount:
    """Return what the viewer's account page shows."""
    account = session.get_one(Account, viewer.account_id)
    children = accessible_students(session, viewer, to=Right.CALENDAR)
    return OwnAccount(
        user_name=account.user_name,
        has_mfa=bool(account.totp_secret),
        recovery_codes_left=recovery_codes_left(session, viewer.account_id),
        devices=devices_of(session, viewer),
        subscriptions=subscriptions_of(session, viewer),
        calendar_children=tuple(CalendarChild(id=one.id or 0, first_name=one.first_name) for one in children),
    )


def devices_of(session: Session, viewer: Viewer) -> tuple[DeviceRow, ...]:
    """Return the browsers that are signed in to the viewer's account now, this one first, then the latest used."""
    query = select(SignIn).where(SignIn.account_id == viewer.account_id, col(SignIn.ended_at).is_(None))
    rows = session.exec(query.order_by(col(SignIn.last_action_at).desc(), col(SignIn.id).desc())).all()
    live = sessions.still_live(session, [row.id or 0 for row in rows])
    devices = [_device(row, viewer) for row in rows if row.id in live]
    return tuple(sorted(devices, key=lambda device: not device.is_this))


def end_device(session: Session, viewer: Viewer, sign_in_id: int) -> None:
    """End one of the viewer's sessions; its open tabs are cleared.

    Raises:
        NotFound: it is not a session of the viewer, or has ended.
    """
    mine = update(SignIn).where(
        col(SignIn.id) == sign_in_id, col(SignIn.account_id) == viewer.account_id, col(SignIn.ended_at).is_(None)
    )
    if session.exec(mine.values(ended_at=now())).rowcount != 1:
        raise NotFound


def sign_out_everywhere(session: Session, viewer: Viewer, *, end_calendar_addresses: bool = False) -> None:
    """End every session of the viewer's account, and its calendar addresses if the guardian wants that."""
    sessions.end_all(session, viewer.account_id)
    if end_calendar_addresses:
        revoke_all_subscriptions(session, viewer.guardian_id)


def _device(row: SignIn, viewer: Viewer) -> DeviceRow:
    browser, system = browser_and_system(row.device)
    return DeviceRow(
        id=row.id or 0,
        browser=browser,
        system=system,
        address=row.address,
        signed_in_at=local(row.started_at).isoformat(),
        last_action_at=local(row.last_action_at).isoformat(),
        is_this=row.id == viewer.sign_in_id,
    )
