"""What the attendance page shows: three months at a time, an opened day, a summary. The rest stays on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import reflex as rx
from sqlmodel import Session

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import Right, Viewer, access_student
from portal_app.domain.attendance import (
    AttendanceView,
    Counts,
    DayCounts,
    DayRow,
    DayView,
    MonthView,
    SummaryRow,
    TermChoice,
    TermRow,
    YearSoFar,
    attendance_of,
)
from portal_app.domain.changes.cache import lookup
from portal_app.domain.changes.feed import student_subscription
from portal_app.pages.base import PortalState
from portal_app.pages.validation import validated
from portal_app.pages.weeks import Step, weeks_of

SHOWN = 3


class Summary(StrEnum):
    """By what the summary counts: the first two count days, the others class periods."""

    DAY = "day"
    TERM = "term"
    COURSE = "course"
    PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTable:
    """A month, named by its first day (ISO), in weeks filled up with blanks. A phone shows the one with `is_front`."""

    first: str
    is_front: bool
    weeks: list[list[DayView]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfAll:
    """What the school says of each of a day's periods alike, in its own words: its name of the code, its comment."""

    name: str = ""
    comment: str = ""


class AttendanceState(PortalState):
    """The attendance of the student in view; empty when it is not shared with the viewer."""

    year: str = ""
    so_far: YearSoFar = YearSoFar()
    this_day: DayView = DayView()
    """Today, with what was recorded so far."""
    months: list[MonthTable] = []
    front: str = ""
    is_first: bool = False
    is_last: bool = False
    front_is_first: bool = False
    front_is_last: bool = False
    opened: DayView = DayView()
    """The day in the sheet; without a date the sheet is closed."""
    said: SaidOfAll = SaidOfAll()
    """What is shown once above the opened day's periods instead of with each."""
    terms: list[TermChoice] = []
    term: str = ""
    """The chosen term's id as text, empty for the year so far."""
    summary: str = Summary.DAY.value
    day_counts: DayCounts = DayCounts()
    days: list[DayRow] = []
    term_rows: list[TermRow] = []
    class_periods: Counts = Counts()
    rows: list[SummaryRow] = []
    """The class periods by class or by period. Of these lists only the one of the chosen summary is filled."""

    _of: tuple[int, int] = (0, 0)
    """Whose choices these are, of which school year: another student or year begins anew."""
    _count: int = 0
    _at: int = 0
    _front: int = 0
    """How many months the year has, and the indexes of the first one shown and of the one that a phone shows."""

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        await self._open_page()
        await self._refresh()
        self.shown = "attendance"

    @rx.event
    async def slide(self, step: int) -> None:
        """Show the three months one further, or one back."""
        self._at = max(0, min(self._at + validated(Step, step), self._count - SHOWN))
        self._front = max(self._at, min(self._front, self._at + SHOWN - 1))
        await self._refresh()

    @rx.event
    async def turn(self, step: int) -> None:
        """Show the next month, or the one before, where there is room for one only."""
        self._front = max(0, min(self._front + validated(Step, step), self._count - 1))
        self._at = max(0, self._front - SHOWN + 1, min(self._at, self._front))
        await self._refresh()

    @rx.event
    async def open_day(self, date: str) -> None:
        """Open a day's periods."""
        await self._refresh(open_on=validated(str, date))

    @rx.event
    async def close_day(self) -> None:
        """Close the sheet."""
        self._open(DayView())

    @rx.event
    async def choose_term(self, term: str) -> None:
        """Count one term only, or the year so far."""
        known = {str(one.id) for one in self.terms}
        self.term = validated(str, term) if term in known else ""
        await self._refresh()

    @rx.event
    async def choose_summary(self, name: str) -> None:
        """Count days, each or by term, or class periods by course or by period."""
        self.summary = validated(Summary, name).value
        await self._refresh()

    async def _refresh(self, *, open_on: str = "") -> None:
        of = (self.student.id, self.school_year.id)
        is_another = tuple(self._of) != of
        term = "" if is_another else self.term
        view = AttendanceView()
        with self._withheld_if_denied():
            term_id = int(term) if term else None
            view = await in_thread(
                load_attendance, self._viewer(), self.student.id, year_id=self._year_id(), term_id=term_id
            )
        # only now: a navigation may cancel the query, and must not leave half of another student's choices behind
        self._of, self.term = of, term
        self._count = len(view.months)
        if is_another:
            self.opened = DayView()
            self._at, self._front = view.first_shown, _month_of(view.as_of, view.months)
        self.year, self.so_far, self.terms = view.year, view.so_far, list(view.terms)
        self.this_day = _day(view.months, view.as_of)
        self._open(_day(view.months, open_on or self.opened.on))
        self._show_months(view.months)
        self._show_summary(view)

    def _open(self, day: DayView) -> None:
        self.opened, self.said = day, said_of_all(day)

    def _show_months(self, months: Sequence[MonthView]) -> None:
        shown = range(self._at, min(self._at + SHOWN, len(months)))
        self.months = [_table(months[at], is_front=at == self._front) for at in shown]
        self.front = f"{months[self._front].month}-01" if months else ""
        self.is_first, self.is_last = self._at == 0, self._at + SHOWN >= len(months)
        self.front_is_first, self.front_is_last = self._front == 0, self._front + 1 >= len(months)

    def _show_summary(self, view: AttendanceView) -> None:
        self.day_counts, self.class_periods = view.days, view.class_periods
        self.days = list(view.by_day) if self.summary == Summary.DAY else []
        self.term_rows = list(view.by_term) if self.summary == Summary.TERM else []
        rows = {Summary.COURSE.value: view.by_course, Summary.PERIOD.value: view.by_period}
        self.rows = list(rows.get(self.summary, ()))


def load_attendance(
    session: Session, viewer: Viewer, student_id: int, *, year_id: int | None = None, term_id: int | None
) -> AttendanceView:
    """Return a student's attendance of a school year (None: the year on record), summarized by term or for all of it.

    Raises:
        NotFound: the viewer may not see it, or there is no such year or term of theirs.
    """
    student, as_of = access_student(session, viewer, student_id, to=Right.ATTENDANCE, year_id=year_id), today()
    # cached: a guardian who goes through months and opens days loads the same year again and again
    entry = lookup(session, AttendanceView, student_id, as_of, year_id, term_id)
    if entry.result is not None:
        return entry.result
    view = attendance_of(session, student, as_of=as_of, year_id=year_id, term_id=term_id)
    return entry.store(view, student_subscription(session, student))


def said_of_all(day: DayView) -> SaidOfAll:
    """Return what is said of each of several periods in the same words; what differs stays with its period."""

    def alike(words: set[str]) -> str:
        return words.pop() if len(words) == 1 and len(day.periods) > 1 else ""

    return SaidOfAll(
        name=alike({period.name for period in day.periods}), comment=alike({period.comment for period in day.periods})
    )


def _month_of(date: str, months: Sequence[MonthView]) -> int:
    """Return the place of a date's month, else of the nearest one."""
    passed = sum(month.month < date[:7] for month in months)
    return max(0, min(passed, len(months) - 1))


def _day(months: Sequence[MonthView], date: str) -> DayView:
    days = (day for month in months if month.month == date[:7] for day in month.days)
    return next((day for day in days if day.on == date), DayView())


def _table(month: MonthView, *, is_front: bool) -> MonthTable:
    weeks = weeks_of(month.days, first_weekday=month.first_weekday, blank=DayView())
    return MonthTable(first=f"{month.month}-01", is_front=is_front, weeks=weeks)
