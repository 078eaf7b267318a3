"""What the access log page shows: one page of the guardian's own log, the one that the address names."""

import reflex as rx

from portal_app.database import in_thread
from portal_app.domain.accounts.access_log import LogPage, log_entries
from portal_app.pages.base import PortalState


class AccessLogState(PortalState):
    """A page of the log."""

    log: LogPage = LogPage()

    @rx.event
    async def load(self) -> None:
        """Show the page that the address names."""
        await self._open_page()
        await self._refresh()
        self.shown = "access-log"

    async def _refresh(self) -> None:
        asked = self.router.url.query_parameters.get("page", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        self.log = await in_thread(log_entries, self._viewer(), number)
