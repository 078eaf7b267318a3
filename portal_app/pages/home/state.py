"""What the home page shows: all children at once, so its query is about the viewer, not about one student.

Opening the page is a visit, and noted at once; what comes while it stays open may not have been looked at, so it is new
at the next one too. What was new stays new while this browser's session lasts: a look at a child's page and back, or a
reload, takes nothing away.
"""

import reflex as rx

from portal_app.clock import now
from portal_app.database import in_thread
from portal_app.domain.family.notices import NoticeBoard
from portal_app.domain.home import Home, HomeChild, LastVisit, home_and_notices, mark_home_seen
from portal_app.pages.base import PortalState


class HomeState(PortalState):
    """Every child's summary, and the notices."""

    children: list[HomeChild] = []
    since: str = ""
    """When the last visit was (ISO), empty at the first one."""
    count: int = 0
    """How many scores, grades and attendance entries are new."""
    today: str = ""
    as_of: str = ""
    holds_until: str = ""
    notices: NoticeBoard = NoticeBoard()

    _last_visit: LastVisit | None = None
    _up_to: int = 0

    @rx.event
    async def load(self) -> None:
        """Open the page, which is a visit. It calls this again at each bell while it is looked at."""
        await self._open_page()
        await self._refresh()
        self.shown = "home"
        await in_thread(mark_home_seen, self._viewer(), self._up_to)

    @rx.event
    async def open_notice(self, notice_id: int) -> None:
        """Note that the guardian has opened a notice: it is new no longer."""
        await self._open_notice(notice_id)
        await self._refresh()

    async def _refresh(self) -> None:
        viewer, last_visit = self._viewer(), self._last_visit
        home, self.notices = await in_thread(home_and_notices, viewer, at=now(), last_visit=last_visit)
        self._show_home(home)

    def _show_home(self, home: Home) -> None:
        self._last_visit, self._up_to = home.last_visit, home.up_to
        self.children = list(home.children)
        self.since, self.as_of, self.holds_until = home.last_visit.at, home.as_of, home.holds_until
        self.today = home.as_of[:10]
        self.count = sum(len(child.activity) + child.more_activity for child in home.children)
