"""What the messages page shows: notices of the district and of the schools, and the children's teachers."""

import reflex as rx

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.family.notices import NoticeBoard, notice_board
from portal_app.domain.family.teachers import ChildTeachers, teachers_of_children
from portal_app.pages.base import PortalState


class MessagesState(PortalState):
    """The answers on the messages page."""

    notices: NoticeBoard = NoticeBoard(district=(), school=(), new_district=0, new_school=0)
    children: list[ChildTeachers] = []

    @rx.event
    async def load(self):
        """Open the page."""
        await self._show_page("messages")

    @rx.event
    async def read_notice(self, notice_id: int):
        """Note that the guardian has opened a notice: it is new no longer."""
        await self._open_notice(notice_id)
        self.notices = await in_thread(notice_board, self._viewer())

    async def _refresh(self) -> None:
        self.notices = await in_thread(notice_board, self._viewer())
        self.children = list(await in_thread(teachers_of_children, self._viewer(), on=today()))
