"""What the grades page shows: the grids of all classes of the student in view."""

from dataclasses import replace
from typing import Annotated

import reflex as rx
from pydantic import Field
from sqlmodel import Session

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import Right, Viewer, access_student
from portal_app.domain.changes.cache import lookup
from portal_app.domain.changes.feed import student_subscription
from portal_app.domain.gradebook import StudentGrades, grades_of
from portal_app.pages.base import PortalState
from portal_app.pages.validation import validated

NOW = -1
"""No term in particular: the grade at a glance of each class."""


class GradesState(PortalState):
    """The grades of the student in view; empty when they are not shared with the viewer."""

    grades: StudentGrades = StudentGrades()
    term_at: int = NOW
    """Which of the terms the list of a phone shows."""

    @rx.event
    async def load(self) -> None:
        """Show the grades of the student in view."""
        await self._open_page()
        await self._refresh()
        self.shown = "grades"

    async def _refresh(self) -> None:
        grades = StudentGrades()
        with self._withheld_if_denied():
            grades = await in_thread(load_grades, self._viewer(), self.student.id, year_id=self._year_id())
        self.grades = _without_tasks(grades)
        if self.term_at >= len(grades.terms):
            self.term_at = NOW

    @rx.event
    async def choose_term(self, at: int) -> None:
        """Show the grades of one term in the list of a phone, or the current ones."""
        at = validated(Annotated[int, Field(ge=NOW, le=1000)], at)
        self.term_at = at if at < len(self.grades.terms) else NOW


def _without_tasks(grades: StudentGrades) -> StudentGrades:
    """Return what the page shows: one grade for each class and term. All tasks are on the page of the class."""
    return replace(grades, classes=[replace(one, tasks=[], terms=[]) for one in grades.classes])


def load_grades(session: Session, viewer: Viewer, student_id: int, *, year_id: int | None = None) -> StudentGrades:
    """Return a student's grades of a school year (None: the year on record) as of today.

    Raises:
        NotFound: the viewer may not see them, or the student was not enrolled in that year.
    """
    student, as_of = access_student(session, viewer, student_id, to=Right.GRADES, year_id=year_id), today()
    entry = lookup(session, StudentGrades, student_id, as_of, year_id)
    if entry.result is not None:
        return entry.result
    return entry.store(
        grades_of(session, student, as_of=as_of, year_id=year_id), student_subscription(session, student)
    )
