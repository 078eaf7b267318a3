"""What the reports page shows: which there are, and their terms. The documents come by HTTP (`http/reports.py`)."""

import reflex as rx

from portal_app.clock import today
from portal_app.domain.access import Right
from portal_app.domain.reports import Offers, offered_to
from portal_app.pages.base import PortalState

NOTHING = Offers(is_enrolled=False, offers=[])


class ReportsState(PortalState):
    """The reports about the student in view; empty while the door is shut."""

    reports: Offers = NOTHING

    @rx.event
    async def load(self):
        """Show which reports there are about the student in view."""
        await self._show_page("reports")

    async def _refresh(self) -> None:
        rights = self.student.rights
        self.reports = await self._ask(offered_to, rights=rights, as_of=today(), to=Right.REPORTS) or NOTHING
