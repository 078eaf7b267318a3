"""Home: what the page holds. All children at once, so it asks about the viewer, not about one student."""

import reflex as rx

from portal_app.database import read
from portal_app.domain.notices import NoticeBoard, notice_board
from portal_app.pages.base import PortalState


class HomeState(PortalState):
    """The answers on the home page."""

    notices: NoticeBoard = NoticeBoard(district=(), school=(), new_district=0, new_school=0)

    @rx.event
    async def load(self):
        """Open the page."""
        await self._show_page("home")

    @rx.event
    async def open_notice(self, notice_id: int):
        """Note that the guardian has opened a notice: it is new no longer."""
        await self._open_notice(notice_id)
        await self._refresh()

    async def _refresh(self) -> None:
        self.notices = await read(notice_board, self._viewer())
