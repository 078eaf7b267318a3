"""What the home page shows: all children at once, so its query is about the viewer, not about one student.

Opening the page makes nothing read; what was on screen for two seconds is. It stays on the page until that is opened
again, so that nothing disappears while it is looked at.
"""

import reflex as rx

from portal_app.clock import now, today
from portal_app.database import in_thread
from portal_app.domain.family.notices import NoticeBoard
from portal_app.domain.home import (
    ChildAbsences,
    Home,
    HomeChild,
    home_and_notices,
    notable_absences,
    unread_on_home,
)
from portal_app.domain.recent import Recent, mark_all_read, mark_read
from portal_app.pages.base import PortalState
from portal_app.pages.gate import by_itself
from portal_app.pages.validation import ChangeIds, validated


class HomeState(PortalState):
    """Every child's summary, the unread activity, and the notices."""

    children: list[HomeChild] = []
    absences: list[ChildAbsences] = []
    recent: Recent = Recent()
    today: str = ""
    as_of: str = ""
    holds_until: str = ""
    notices: NoticeBoard = NoticeBoard()

    _kept: tuple[int, ...] = ()
    """The changes of all activity that was unread since the page was opened: it stays on the page."""

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        self._kept = ()
        await self._look_again()

    @rx.event
    async def at_bell(self) -> None:
        """Show where the children are now; the page calls it at each bell while it is looked at."""
        await self._look_again()

    @rx.event
    async def open_notice(self, notice_id: int) -> None:
        """Note that the guardian has opened a notice: it is new no longer."""
        await self._open_notice(notice_id)
        await self._refresh()

    @rx.event
    async def mark_seen(self, change_ids: list[int]) -> None:
        """Note what has been on screen for long enough."""
        await in_thread(mark_read, self._viewer(), validated(ChangeIds, change_ids), at=now())
        await self._refresh_recent()

    @rx.event
    async def mark_all(self) -> None:
        """Note that the guardian has read all activity that the page knows of."""
        await in_thread(mark_all_read, self._viewer(), self.recent.up_to)
        await self._refresh_recent()

    async def _look_again(self) -> None:
        await self._open_page()
        await self._refresh()
        self.shown = "home"

    async def _refresh(self) -> None:
        home, self.notices = await in_thread(home_and_notices, self._viewer(), at=now(), kept=tuple(self._kept))
        self.absences = await in_thread(notable_absences, self._viewer(), as_of=today())
        self._show_home(home)

    async def _refresh_recent(self) -> None:
        self.recent = await in_thread(unread_on_home, self._viewer(), at=now(), kept=tuple(self._kept))

    async def _show_reading(self, version: int) -> None:
        if self.recent.version != version:
            await self._refresh()

    def _show_home(self, home: Home) -> None:
        self._kept, self.recent = home.change_ids, home.recent
        self.children = list(home.children)
        self.as_of, self.holds_until = home.as_of, home.holds_until
        self.today = home.as_of[:10]


by_itself(HomeState.at_bell, HomeState.mark_seen)
