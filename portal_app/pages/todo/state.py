"""What the to-do page shows, and the guardian's own ticks, which the school never sees."""

from collections.abc import Sequence

import reflex as rx

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.calendar import Todo, TodoItem, family_todo, tick, untick
from portal_app.pages.base import PortalState
from portal_app.pages.validation import RowId, validated


class TodoState(PortalState):
    """The to-do list of the student in view, or of all children; empty when it is not shared with the viewer."""

    todo: Todo = Todo()
    missing: int = 0
    soon: int = 0
    """How many are missing, and how many are due today and tomorrow. A tick changes neither: grades do not know it."""
    missing_ticked: int = 0
    soon_ticked: int = 0
    """How many of these the guardian has ticked off."""
    of_all: bool = False
    as_of: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the list of the student in view; of all children when the address says so."""
        await self._open_page()
        await self._refresh()
        self.shown = "todo"

    @rx.event
    async def mark_done(self, student: int, assignment: int, done: bool) -> None:
        """Tick an assignment off, or take the tick back."""
        viewer, student_id, assignment_id = self._viewer(), validated(RowId, student), validated(RowId, assignment)
        if validated(bool, done):
            await in_thread(tick, viewer, student_id=student_id, assignment_id=assignment_id)
        else:
            await in_thread(untick, viewer, student_id=student_id, assignment_id=assignment_id)
        await self._refresh()

    async def _refresh(self) -> None:
        self.of_all = self.router.url.query_parameters.get("all", "") == "1"
        self.as_of = today().isoformat()
        student = None if self.of_all else self.student.id
        todo = Todo()
        with self._withheld_if_denied():
            todo = await in_thread(family_todo, self._viewer(), as_of=today(), student_id=student)
        self.todo = todo
        soon = (*todo.today, *todo.tomorrow)
        self.missing, self.missing_ticked = len(todo.missing), _ticked(todo.missing)
        self.soon, self.soon_ticked = len(soon), _ticked(soon)


def _ticked(items: Sequence[TodoItem]) -> int:
    return sum(item.is_ticked for item in items)
