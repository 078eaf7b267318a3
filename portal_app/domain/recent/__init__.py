"""Recent activity: what the school has posted about a guardian's students in the last 30 days, and what is unread.

`items` reads it from the change feed, `reading` knows what was read, `arranging` orders it, `views` holds the results.
Access is checked for each student and each kind of item.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from portal_app.clock import local
from portal_app.domain.access import Right, Viewer, students_and_rights
from portal_app.domain.family.notices import NoticeView, notice_board
from portal_app.domain.recent.arranging import arranged
from portal_app.domain.recent.items import Asked, recent_items
from portal_app.domain.recent.reading import (
    KEPT,
    Reading,
    mark_all_read,
    note_read,
    note_reading,
    readers_since,
    reading_of,
)
from portal_app.domain.recent.views import (
    ActivityGroup,
    ActivityItem,
    ActivityKind,
    Importance,
    Recent,
    RecentDay,
)
from portal_app.models import Student

__all__ = [
    "ActivityGroup",
    "ActivityItem",
    "ActivityKind",
    "Importance",
    "Recent",
    "RecentDay",
    "Since",
    "Unread",
    "arranged_unread",
    "mark_all_read",
    "mark_read",
    "note_reading",
    "posted_grades",
    "readers_since",
    "recent_of",
    "unread_of",
]

Rights = Collection[tuple[Student, frozenset[Right]]]
"""Students, each with what the viewer may see of them."""


class Since(StrEnum):
    """From when on activity is shown."""

    MONTH = ""
    WEEK = "week"
    YESTERDAY = "yesterday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The unread items, newest first, the latest change among them, and the version of what was read."""

    items: tuple[ActivityItem, ...] = ()
    up_to: int = 0
    version: int = 0

    def change_ids(self) -> tuple[int, ...]:
        """Return the changes that the items come from."""
        return tuple(change_id for item in self.items for change_id in item.change_ids)


def recent_of(
    session: Session, viewer: Viewer, *, at: datetime, since: Since = Since.MONTH, student_id: int | None = None
) -> Recent:
    """Return the activity at an aware moment, of all students or of one, with the notices of all. Nine queries at most.

    A student whom the viewer may not see has no activity.
    """
    reading = reading_of(session, viewer)
    family = [(one, may) for one, may in students_and_rights(session, viewer) if student_id in (None, one.id)]
    begins = max(_begins(since, local(at).date()), (local(at) - KEPT).date())
    items, up_to = recent_items(session, _asked(family, since=_midnight(begins, at), after=0), reading)
    notices = _notices(session, viewer, begins) if student_id is None else []
    return Recent(
        days=arranged(items, notices, students=[one.id or 0 for one, _ in family]),
        unread=sum(item.is_unread for item in items),
        up_to=up_to,
        version=reading.version,
        today=local(at).date().isoformat(),
    )


def posted_grades(session: Session, students: Collection[Student], *, since: datetime) -> list[ActivityItem]:
    """Return the grades posted since a moment, newest first. The caller has checked the grades right."""
    graded = [student.id or 0 for student in students]
    asked = Asked(since=since, after=0, grades=graded, attendance=(), schedule=())
    items, _ = recent_items(session, asked, Reading())
    return [item for item in items if item.kind is ActivityKind.GRADE]


def unread_of(session: Session, viewer: Viewer, family: Rights, *, at: datetime, kept: Collection[int] = ()) -> Unread:
    """Return the unread items, and those of the changes `kept`: an open page keeps what has been read on it."""
    reading = reading_of(session, viewer)
    keeps = frozenset(kept)
    after = min([reading.up_to, *(change_id - 1 for change_id in keeps)])
    items, up_to = recent_items(session, _asked(family, since=_since(reading, at), after=after), reading)
    listed = tuple(item for item in items if item.is_unread or not keeps.isdisjoint(item.change_ids))
    return Unread(items=listed, up_to=up_to, version=reading.version)


def arranged_unread(unread: Unread, family: Rights, *, at: datetime, groups: int) -> Recent:
    """Return unread items by day: the first groups, and how many more there are."""
    days, left = [], groups
    all_days = arranged(unread.items, (), students=[student.id or 0 for student, _ in family])
    for day in all_days:
        shown = (*day.groups, *day.minor_groups)[:left]
        left -= len(shown)
        if shown:
            days.append(replace(day, groups=shown, minor_groups=()))
    return Recent(
        days=tuple(days),
        unread=sum(item.is_unread for item in unread.items),
        more=sum(len(day.groups) + len(day.minor_groups) for day in all_days) - groups + left,
        up_to=unread.up_to,
        version=unread.version,
        today=local(at).date().isoformat(),
    )


def mark_read(session: Session, viewer: Viewer, change_ids: Collection[int], *, at: datetime) -> None:
    """Record that the viewer has read items, given by their changes. Changes of nothing unread are ignored."""
    unread = unread_of(session, viewer, students_and_rights(session, viewer), at=at)
    note_read(session, viewer, set(unread.change_ids()).intersection(change_ids))


def _asked(family: Rights, *, since: datetime, after: int) -> Asked:
    def ids(right: Right) -> list[int]:
        return [student.id or 0 for student, may in family if right in may]

    return Asked(
        since=since,
        after=after,
        grades=ids(Right.GRADES),
        attendance=ids(Right.ATTENDANCE),
        schedule=ids(Right.SCHEDULE),
    )


def _since(reading: Reading, at: datetime) -> datetime:
    """Return the first moment of which something may be unread and is still shown."""
    first_shown = _midnight((local(at) - KEPT).date(), at)
    return max(first_shown, reading.begins_at) if reading.begins_at else first_shown


def _begins(since: Since, today: date) -> date:
    if since is Since.YESTERDAY:
        return today - timedelta(days=1)
    return today - timedelta(days=today.weekday()) if since is Since.WEEK else date.min


def _midnight(on: date, at: datetime) -> datetime:
    """Return the beginning of a day in the district's time zone."""
    return datetime(on.year, on.month, on.day, tzinfo=local(at).tzinfo)


def _notices(session: Session, viewer: Viewer, begins: date) -> list[NoticeView]:
    board = notice_board(session, viewer)
    shown = (notice for notice in board.all() if notice.published_on >= begins.isoformat())
    return sorted(shown, key=lambda notice: notice.published_on, reverse=True)
