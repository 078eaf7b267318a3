"""What a guardian has read of the recent activity, on any device.

An item is unread until the guardian has read each change that it comes from: a score that is corrected is unread again.
A new account starts with the week before it was created; what is older counts as read. Nothing that a page does by
itself makes an item read, except that it was on screen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select
from sqlmodel import Session, col

from portal_app.clock import now
from portal_app.database import insert_into, write_unless_busy
from portal_app.domain.access import Viewer
from portal_app.models import Account, ActivityMark, ActivityRead, Change

BEFORE_ACCOUNT = timedelta(days=7)
KEPT = timedelta(days=30)
"""For how long activity is shown, and for how long it is kept who has read it."""
OVERLAP = timedelta(seconds=10)
"""How far `readers_since` looks back: a transaction may commit seconds after its moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a guardian has read: changes up to an id, those before a moment, and single ones."""

    up_to: int = 0
    version: int = 0
    begins_at: datetime | None = None
    change_ids: frozenset[int] = frozenset()

    def is_unread(self, change_id: int, at: datetime) -> bool:
        """Return whether a change made at a moment has not been read."""
        is_new = change_id > self.up_to and (self.begins_at is None or at >= self.begins_at)
        return is_new and change_id not in self.change_ids


def reading_of(session: Session, viewer: Viewer) -> Reading:
    """Return what the viewer has read. One query, two if single changes were read."""
    connection, guardian = session.connection(), {"guardian": viewer.guardian_id}
    row = connection.execute(_mark_of(), guardian).first()
    if row is None:
        return Reading()
    begins_at = row.created_at - BEFORE_ACCOUNT
    if row.version is None:
        return Reading(begins_at=begins_at)
    read = connection.execute(_read_by(), guardian).scalars()
    return Reading(up_to=row.up_to_change_id, version=row.version, begins_at=begins_at, change_ids=frozenset(read))


def note_read(session: Session, viewer: Viewer, change_ids: Collection[int]) -> None:
    """Record that the viewer has read changes. The caller has checked that the viewer may see them.

    While SQLite's write lock is taken (by an import), nothing is recorded, rather than waited for: they stay unread.
    """
    if not change_ids or not _write_mark(session, viewer, up_to=0):
        return
    rows = [{"guardian_id": viewer.guardian_id, "change_id": change_id} for change_id in sorted(change_ids)]
    session.execute(insert_into(session, ActivityRead).values(rows).on_conflict_do_nothing())
    _forget(session, viewer, up_to=0)


def note_reading(session: Session, viewer: Viewer) -> None:
    """Record that the viewer has read something, which their other open pages then show: a notice, say."""
    _write_mark(session, viewer, up_to=0)


def mark_all_read(session: Session, viewer: Viewer, up_to: int) -> None:
    """Record that the viewer has read everything up to a change.

    The id comes from a page, so it is limited to existing changes, and never moves back.
    """
    reached = max(0, min(up_to, session.connection().execute(_latest_change()).scalar() or 0))
    if _write_mark(session, viewer, up_to=reached):
        _forget(session, viewer, up_to=reached)


def readers_since(session: Session, moment: datetime) -> dict[int, int]:
    """Return the guardians who have read something lately, with their version. Open pages look once a second."""
    rows = session.connection().execute(_changed(), {"since": moment - OVERLAP})
    return {row.guardian_id: row.version for row in rows}


def _write_mark(session: Session, viewer: Viewer, *, up_to: int) -> bool:
    first = insert_into(session, ActivityMark).values(
        guardian_id=viewer.guardian_id, up_to_change_id=up_to, version=1, changed_at=now()
    )
    before = col(ActivityMark.up_to_change_id)
    further = {
        "up_to_change_id": case((before < up_to, up_to), else_=before),
        "version": col(ActivityMark.version) + 1,
        "changed_at": now(),
    }
    statement = first.on_conflict_do_update(index_elements=["guardian_id"], set_=further)
    return write_unless_busy(session, statement) == 1


def _forget(session: Session, viewer: Viewer, *, up_to: int) -> None:
    """Delete the single changes that are covered by the mark, and those that no page shows any more."""
    shown_since = now() - KEPT - timedelta(days=1)  # pages show whole days
    its_change = col(Change.id) == ActivityRead.change_id
    old = select(col(Change.id)).where(its_change, col(Change.at) < shown_since).exists()
    mine = col(ActivityRead.guardian_id) == viewer.guardian_id
    session.execute(delete(ActivityRead).where(mine, (col(ActivityRead.change_id) <= up_to) | old))


@cache
def _mark_of() -> Any:
    return (
        select(col(Account.created_at), col(ActivityMark.up_to_change_id), col(ActivityMark.version))
        .outerjoin(ActivityMark, col(ActivityMark.guardian_id) == Account.guardian_id)
        .where(col(Account.guardian_id) == bindparam("guardian"))
    )


@cache
def _read_by() -> Any:
    return select(col(ActivityRead.change_id)).where(col(ActivityRead.guardian_id) == bindparam("guardian"))


@cache
def _latest_change() -> Any:
    return select(func.max(col(Change.id)))


@cache
def _changed() -> Any:
    recently = col(ActivityMark.changed_at) >= bindparam("since")
    return select(col(ActivityMark.guardian_id), col(ActivityMark.version)).where(recently)
