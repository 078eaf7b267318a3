"""What the reports page shows: the available reports and their terms. Documents come by HTTP (`http/reports.py`)."""

import reflex as rx
from sqlmodel import Session

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import Right, Viewer, access_student
from portal_app.domain.reports import Offers, offered_to
from portal_app.pages.base import PortalState


class ReportsState(PortalState):
    """The reports about the student in view; empty when they are not shared with the viewer."""

    reports: Offers = Offers()

    @rx.event
    async def load(self) -> None:
        """Show which reports there are about the student in view."""
        await self._open_page()
        await self._refresh()
        self.shown = "reports"

    async def _refresh(self) -> None:
        reports = Offers()
        with self._withheld_if_denied():
            reports = await in_thread(
                load_reports,
                self._viewer(),
                self.student.id,
                rights=self.student.rights,
                year_id=self._year_id(),
            )
        self.reports = reports


def load_reports(
    session: Session, viewer: Viewer, student_id: int, *, rights: tuple[str, ...], year_id: int | None = None
) -> Offers:
    """Return the reports about a school year (None: the year on record) that a viewer with these rights may open.

    Raises:
        NotFound: the viewer may not see them, or the student was not enrolled in that year.
    """
    student = access_student(session, viewer, student_id, to=Right.REPORTS, year_id=year_id)
    return offered_to(session, student, rights=rights, as_of=today(), year_id=year_id)
