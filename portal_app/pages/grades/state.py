"""What the grades page shows: the grids of all classes of the student in view."""

from typing import ClassVar

import reflex as rx

from portal_app.clock import today
from portal_app.domain.access import Right
from portal_app.domain.gradebook import StudentGrades, grades_of
from portal_app.pages.base import PortalState

NO_GRADES = StudentGrades(
    as_of="",
    year="",
    term="",
    term_starts_on="",
    term_ends_on="",
    missing=0,
    classes=[],
    without_grades=[],
    letter_grades=[],
)


class GradesState(PortalState):
    """The grades of the student in view; empty while the door is shut."""

    grades: StudentGrades = NO_GRADES

    _answers: ClassVar = ("grades",)

    @rx.event
    async def load(self):
        """Show the grades of the student in view."""
        await self._show_page("grades")

    async def _refresh(self) -> None:
        self.grades = await self._ask(grades_of, as_of=today(), to=Right.GRADES, stands=True) or NO_GRADES
