"""What the schedule page shows, and when it asks again: when it is opened, when the school posts, and at each bell."""

from typing import ClassVar

import reflex as rx

from portal_app.clock import now
from portal_app.domain.access import Right
from portal_app.domain.schedule import SchoolGrid, StudentDay, Where, Whereabouts, schedule_snapshot
from portal_app.pages.base import PortalState

NOWHERE = Whereabouts(where=Where.NO_TIMES)
NO_DAY = StudentDay()


class ScheduleState(PortalState):
    """The schedule of the student in view; empty while the door is shut."""

    where: Whereabouts = NOWHERE
    day: StudentDay = NO_DAY
    grids: list[SchoolGrid] = []
    as_of: str = ""
    """ISO moments: when the server looked, and until when the first line holds."""
    holds_until: str = ""

    _answers: ClassVar = ("where", "day", "grids")

    @rx.event
    async def load(self):
        """Show the schedule of the student in view. The page calls it again at each bell; that is nobody's action."""
        await self._show_page("schedule")

    async def _refresh(self) -> None:
        found = await self._ask(schedule_snapshot, at=now(), to=Right.SCHEDULE)
        self.where = found.now if found else NOWHERE
        self.day = found.day if found else NO_DAY
        self.grids = found.schedule.grids if found else []
        self.as_of = found.as_of.isoformat() if found else ""
        self.holds_until = found.holds_until.isoformat() if found else ""
