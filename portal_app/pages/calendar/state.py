"""What the calendar shows, of one child or of all: a shape around a date, without the layers that are switched off."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import partial

import reflex as rx
from sqlmodel import Session

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import Right, Viewer
from portal_app.domain.calendar import CalendarItem, Layer, family_calendar, family_due
from portal_app.pages.base import PortalState
from portal_app.pages.calendar.days import Day, Entry, Shape, days_of, entries_on, span_of, step
from portal_app.pages.validation import validated
from portal_app.pages.weeks import WEEK, Step

FARTHEST = timedelta(days=800)
"""How far from today the arrows lead: beyond the years that anybody plans or looks back to."""
SOON = timedelta(days=6)


class CalendarState(PortalState):
    """The calendar of the student in view, or of the whole family."""

    is_family: bool = False
    today: str = ""
    shape: str = Shape.MONTH.value
    on: str = ""
    """A date in what is shown (ISO); the first and the last day of it."""
    first: str = ""
    last: str = ""
    hidden: list[str] = []
    weeks: list[list[Day]] = []
    days: list[Day] = []
    due_soon: int = 0
    """How many assignments are due today and in the six days after it."""
    opened: str = ""
    """The day in the sheet; "" while it is closed."""
    entries: list[Entry] = []

    @rx.event
    async def load(self) -> None:
        """Open one of the two pages."""
        self.is_family = "family-calendar" in self.router.url.path
        self.on = self.on or today().isoformat()
        await self._open_page()
        await self._refresh()
        self.shown = "family-calendar" if self.is_family else "calendar"

    @rx.event
    async def turn(self, step_by: int) -> None:
        """Go on to the next month, week or list, or back."""
        shown = validated(date, self.on)  # empty where the page was never opened
        to = step(Shape(self.shape), shown, validated(Step, step_by))
        if abs(to - today()) <= FARTHEST:
            self.on = to.isoformat()
        await self._refresh()

    @rx.event
    async def go_to_today(self) -> None:
        """Show today."""
        self.on = today().isoformat()
        await self._refresh()

    @rx.event
    async def choose_shape(self, shape: str) -> None:
        """Draw a month, a week or a list; a list begins today when today is in what was shown."""
        is_here = self.first <= self.today <= self.last
        self.shape = validated(Shape, shape).value
        self.on = self.today if is_here else self.on
        await self._refresh()

    @rx.event
    async def toggle_layer(self, layer: str) -> None:
        """Switch a layer off, or on again."""
        name = validated(Layer, layer).value
        self.hidden = [one for one in self.hidden if one != name] if name in self.hidden else [*self.hidden, name]
        await self._refresh()

    @rx.event
    async def open_day(self, day: str) -> None:
        """Open what is on a day."""
        asked = validated(str, day)
        self.opened = asked if self.first <= asked <= self.last else ""
        await self._refresh()

    @rx.event
    async def close_day(self) -> None:
        """Close the sheet."""
        self.opened, self.entries = "", []

    async def _refresh(self) -> None:
        self.today = today().isoformat()
        self.on = self.on or self.today
        first, last = span_of(Shape(self.shape), date.fromisoformat(self.on))
        self.first, self.last = first.isoformat(), last.isoformat()
        student_id = None if self.is_family else self.student.id
        items: tuple[CalendarItem, ...] = ()
        due_soon = 0
        with self._withheld_if_denied():
            items, due_soon = await in_thread(load_calendar, self._viewer(), first, last, student_id=student_id)
        self.due_soon = due_soon
        self._lay_out(items)

    def _lay_out(self, items: Sequence[CalendarItem]) -> None:
        # plain values: each look into a state's own lists goes through a wrapper, and a month has hundreds of items
        hidden, class_of = frozenset(self.hidden), partial(_who_opens_its_class, graded=self._graded())
        shape, on = Shape(self.shape), date.fromisoformat(self.on)
        days = days_of(items, shape=shape, on=on, today=today(), hidden=hidden, class_of=class_of)
        is_month = shape == Shape.MONTH
        self.weeks = [days[at : at + WEEK] for at in range(0, len(days), WEEK)] if is_month else []
        self.days = [] if is_month else days
        shown = [item for item in items if item.layer not in hidden] if self.opened else []
        self.entries = entries_on(self.opened, shown, class_of=class_of)

    def _graded(self) -> frozenset[int]:
        """Return the children whose classes the viewer may open."""
        return frozenset(student.id for student in self.students if Right.GRADES.value in student.rights)


def load_calendar(
    session: Session, viewer: Viewer, first: date, last: date, *, student_id: int | None
) -> tuple[tuple[CalendarItem, ...], int]:
    """Return what is in the calendar from one day to another, and how many assignments are due soon.

    Raises:
        NotFound: the viewer may not see the student's calendar.
    """
    items = family_calendar(session, viewer, starts_on=first, ends_on=last, student_id=student_id)
    day, until = today(), today() + SOON
    if not (first <= day and until <= last):
        return items, family_due(session, viewer, starts_on=day, ends_on=until, student_id=student_id)
    due = [date.fromisoformat(item.starts_on) for item in items if item.layer == Layer.ASSIGNMENT]
    return items, sum(day <= due_on <= until for due_on in due)


def _who_opens_its_class(item: CalendarItem, *, graded: Collection[int]) -> int:
    """Return the first of the item's children whose class the viewer may open."""
    return next((child for child in item.student_ids if item.section_id and child in graded), 0)
