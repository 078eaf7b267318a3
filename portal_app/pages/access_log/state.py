"""What the access log page shows: one page of the guardian's own log, the one that the address names."""

import reflex as rx

from portal_app.database import in_thread
from portal_app.domain.accounts.access_log import LogEntry, log_entries
from portal_app.pages.base import PortalState


class AccessLogState(PortalState):
    """A page of the log."""

    entries: list[LogEntry] = []
    number: int = 1
    pages: int = 1

    @rx.event
    async def load(self):
        """Show the page that the address names."""
        await self._show_page("access-log")

    async def _refresh(self) -> None:
        asked = self.router.url.query_parameters.get("page", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        log = await in_thread(log_entries, self._viewer(), number)
        self.entries, self.number, self.pages = list(log.entries), log.number, log.pages
