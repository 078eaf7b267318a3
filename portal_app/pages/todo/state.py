"""What the to-do page shows, and the guardian's own ticks, which the school never sees."""

from collections.abc import Sequence

import reflex as rx

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import NotFound
from portal_app.domain.calendar import Todo, TodoItem, family_todo, tick, untick
from portal_app.pages.base import PortalState
from portal_app.pages.grades.address import Number
from portal_app.pages.validation import validated

NOTHING = Todo(missing=(), today=(), tomorrow=(), this_week=(), later=(), open=0)


class TodoState(PortalState):
    """The to-do list of the student in view, or of all children; empty while the door is shut."""

    todo: Todo = NOTHING
    missing: int = 0
    soon: int = 0
    """What is not ticked off: of the missing work, and of what is due today and tomorrow."""
    of_all: bool = False
    as_of: str = ""

    @rx.event
    async def load(self):
        """Show the list of the student in view; of all children when the address says so."""
        await self._show_page("todo")

    @rx.event
    async def mark_done(self, student: int, assignment: int, done: bool):
        """Note that a piece of work is dealt with, or take the note back."""
        note = tick if validated(bool, done) else untick
        ids = {"student_id": validated(Number, student), "assignment_id": validated(Number, assignment)}
        await in_thread(note, self._viewer(), **ids)
        await self._refresh()

    async def _refresh(self) -> None:
        self.of_all = self.router.url.query_parameters.get("all", "") == "1"
        self.as_of = today().isoformat()
        student = None if self.of_all else self.student.id
        try:
            self.todo = await in_thread(family_todo, self._viewer(), as_of=today(), student_id=student)
            self.is_withheld = False
        except NotFound:
            self.todo, self.is_withheld = NOTHING, True
        self.missing = _open(self.todo.missing)
        self.soon = _open((*self.todo.today, *self.todo.tomorrow))


def _open(items: Sequence[TodoItem]) -> int:
    return sum(not item.is_ticked for item in items)
