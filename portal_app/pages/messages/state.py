"""What the messages page shows: notices of the district and of the schools, and the children's teachers."""

import reflex as rx
from sqlmodel import Session

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import Viewer
from portal_app.domain.family.notices import NoticeBoard, notice_board
from portal_app.domain.family.teachers import ChildTeachers, teachers_of_children
from portal_app.pages.base import PortalState


class MessagesState(PortalState):
    """Notices, and the teachers of each child."""

    notices: NoticeBoard = NoticeBoard()
    children: list[ChildTeachers] = []

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        await self._open_page()
        await self._refresh()
        self.shown = "messages"

    @rx.event
    async def read_notice(self, notice_id: int) -> None:
        """Note that the guardian has opened a notice: it is no longer unread."""
        await self._open_notice(notice_id)
        self.notices = await in_thread(notice_board, self._viewer())

    async def _refresh(self) -> None:
        self.notices, self.children = await in_thread(load_messages, self._viewer())


def load_messages(session: Session, viewer: Viewer) -> tuple[NoticeBoard, list[ChildTeachers]]:
    """Return the current notices, and the children's teachers as of today."""
    return notice_board(session, viewer), list(teachers_of_children(session, viewer, on=today()))
