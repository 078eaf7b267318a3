"""What the schedule page shows. It loads when it is opened, when the school posts a change, and at each bell."""

import reflex as rx
from sqlmodel import Session

from portal_app.clock import now
from portal_app.database import in_thread
from portal_app.domain.access import Right, Viewer, access_student, has_right
from portal_app.domain.schedule import ScheduleSnapshot, SchoolGrid, StudentDay, Whereabouts, schedule_snapshot
from portal_app.pages.base import PortalState


class ScheduleState(PortalState):
    """The schedule of the student in view; empty when it is not shared with the viewer."""

    where: Whereabouts = Whereabouts()
    day: StudentDay = StudentDay()
    grids: list[SchoolGrid] = []
    as_of: str = ""
    """ISO moments: when it was loaded, and until when `where` is true."""
    holds_until: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the schedule of the student in view. The page calls it again at each bell, which counts as no action."""
        await self._open_page()
        await self._refresh()
        self.shown = "schedule"

    async def _refresh(self) -> None:
        snapshot = None
        with self._withheld_if_denied():
            snapshot = await in_thread(load_schedule, self._viewer(), self.student.id)
        self.where = snapshot.now if snapshot else Whereabouts()
        self.day = snapshot.day if snapshot else StudentDay()
        self.grids = snapshot.schedule.grids if snapshot else []
        self.as_of = snapshot.as_of.isoformat() if snapshot else ""
        self.holds_until = snapshot.holds_until.isoformat() if snapshot else ""


def load_schedule(session: Session, viewer: Viewer, student_id: int) -> ScheduleSnapshot:
    """Return a student's schedule as of now.

    Raises:
        NotFound: the viewer may not see it.
    """
    student = access_student(session, viewer, student_id, to=Right.SCHEDULE)
    has_attendance = has_right(session, viewer, student_id, to=Right.ATTENDANCE)
    return schedule_snapshot(session, student, at=now(), has_attendance=has_attendance)
