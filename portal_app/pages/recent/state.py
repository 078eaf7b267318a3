"""What the page of the recent activity shows, and what the guardian has read of it.

The address says from when on, and of which child. Opening the page makes nothing read; what was on screen for two
seconds, or was opened, is.
"""

import reflex as rx
from sqlmodel import Session

from portal_app.clock import now
from portal_app.database import in_thread
from portal_app.domain.access import Viewer
from portal_app.domain.family.notices import open_all_notices
from portal_app.domain.recent import Recent, Since, mark_all_read, mark_read, recent_of
from portal_app.pages.base import PortalState
from portal_app.pages.gate import by_itself
from portal_app.pages.validation import ChangeIds, row_id, validated


class RecentState(PortalState):
    """The activity of all children, or of one."""

    recent: Recent = Recent()
    since: str = ""
    child: int = 0
    """Whose activity is shown; 0 for all children."""

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        await self._open_page()
        await self._refresh()
        self.shown = "recent"

    @rx.event
    async def mark_seen(self, change_ids: list[int]) -> None:
        """Note what has been on screen for long enough."""
        await in_thread(mark_read, self._viewer(), validated(ChangeIds, change_ids), at=now())
        await self._refresh()

    @rx.event
    async def mark_all(self) -> None:
        """Note that the guardian has read what the page shows: without a filter that is everything, notices too."""
        if self.since or self.child:
            await in_thread(mark_read, self._viewer(), self._changes_on_page(), at=now())
        else:
            await in_thread(mark_everything_read, self._viewer(), self.recent.up_to)
            self.unread = 0
        await self._refresh()

    @rx.event
    async def open_notice(self, notice_id: int) -> None:
        """Note that the guardian has opened a notice: it is new no longer."""
        await self._open_notice(notice_id)
        await self._refresh()

    def _changes_on_page(self) -> list[int]:
        groups = [group for day in self.recent.days for group in (*day.groups, *day.minor_groups)]
        return [change_id for group in groups for item in group.activity for change_id in item.change_ids]

    async def _refresh(self) -> None:
        asked = self.router.url.query_parameters
        since = asked.get("since", "")
        self.since = since if since in set(Since) else ""
        self.child = row_id(asked.get("child", "")) or 0
        self.recent = await in_thread(
            recent_of, self._viewer(), at=now(), since=Since(self.since), student_id=self.child or None
        )

    async def _show_reading(self, version: int) -> None:
        if self.recent.version != version:
            await self._refresh()


def mark_everything_read(session: Session, viewer: Viewer, up_to: int) -> None:
    """Record that the viewer has read all activity up to a change, and all notices."""
    open_all_notices(session, viewer)
    mark_all_read(session, viewer, up_to)


by_itself(RecentState.mark_seen)
