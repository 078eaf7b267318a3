"""The access log: every attempt to sign in. Guardians see the entries of their own account only."""

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from portal_app.clock import local, now
from portal_app.domain.access import Viewer
from portal_app.infrastructure.user_agents import browser_and_system
from portal_app.models import AccessLogEntry

PAGE_SIZE = 25
SIGN_IN, ACTIVATION, PASSWORD_CHANGE = "sign-in", "activation", "password"
PASSWORD_RIGHT, WRONG_CODE, MFA = "password-right", "code", "mfa"
"""Of two-step sign-in: the password was right and the code still due; the code was wrong; MFA was turned on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One attempt. `browser` and `system` are empty when not recognized."""

    at: str
    address: str
    browser: str
    system: str
    is_successful: bool
    what: str
    """One of the constants above, such as `sign-in`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """One page of the log, newest entries first; `number` counts from 1 to `pages`."""

    rows: tuple[LogEntry, ...] = ()
    number: int = 1
    pages: int = 1


def log_entries(session: Session, viewer: Viewer, page: int = 1) -> LogPage:
    """Return one page of the viewer's access log; a page number out of range gives the first or last page."""
    mine = col(AccessLogEntry.account_id) == viewer.account_id
    total = session.exec(select(func.count()).select_from(AccessLogEntry).where(mine)).one()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    newest_first = (
        select(AccessLogEntry).where(mine).order_by(col(AccessLogEntry.at).desc(), col(AccessLogEntry.id).desc())
    )
    rows = session.exec(newest_first.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return LogPage(rows=tuple(map(_entry, rows)), number=number, pages=pages)


def record_attempt(
    session: Session, account_id: int | None, *, what: str, succeeded: bool, address: str, device: str
) -> None:
    """Record an attempt. `account_id` is None for an unknown user name; the name itself is not stored."""
    session.add(
        AccessLogEntry(
            account_id=account_id,
            at=now(),
            address=address[:45],
            device=device[:200],
            succeeded=succeeded,
            what=what,
        )
    )
    session.flush()


def _entry(row: AccessLogEntry) -> LogEntry:
    browser, system = browser_and_system(row.device)
    return LogEntry(
        at=local(row.at).isoformat(),
        address=row.address,
        browser=browser,
        system=system,
        is_successful=row.succeeded,
        what=row.what,
    )
