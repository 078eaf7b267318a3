"""The school years around a day: term dates, holidays with their reasons, early-release days.

The year is placed so that school is always in session: today is in the 15th of 36 weeks, in the second of four
quarters. Holidays fall on their real dates, but never in this week and the next.
"""

from dataclasses import dataclass
from datetime import date, timedelta

WEEKS_BEFORE, WEEKS_IN_TERM, TERMS = 14, 9, 4
SUMMER_WEEKS = 9
EARLY_RELEASE = "Early release"


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """A weekday of the year: with school, or without it and why."""

    date: date
    reason: str = ""
    is_instructional: bool = True
    is_early_release: bool = False


@dataclass(frozen=True, kw_only=True)
class YearPlan:
    """A school year: its terms from first to last day, and its weekdays."""

    terms: tuple[tuple[date, date], ...]
    days: tuple[DayPlan, ...]

    @property
    def starts_on(self) -> date:
        """The first day of the first term."""
        return self.terms[0][0]

    @property
    def ends_on(self) -> date:
        """The last day of the last term."""
        return self.terms[-1][1]

    @property
    def name(self) -> str:
        """The year as people write it: 2026-27, or 2026 where it stays within one calendar year."""
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first}-{last % 100:02d}"

    def school_days(self, first: date, last: date) -> list[date]:
        """Return the days with school from `first` to `last`."""
        return [day.date for day in self.days if day.is_instructional and first <= day.date <= last]

    def term_at(self, day: date) -> int:
        """Return the index (from 0) of the term that contains the day, or that begins next."""
        return next(index for index, (_, ends_on) in enumerate(self.terms) if day <= ends_on)


def current_year(today: date) -> YearPlan:
    """Return the school year that contains today."""
    monday = monday_of(today)
    in_session_days = {monday + timedelta(days=n) for n in range(14)}
    return year_from(monday - timedelta(weeks=WEEKS_BEFORE), never_off=in_session_days)


def next_year(today: date) -> YearPlan:
    """Return the year after the summer that follows the current one."""
    weeks = TERMS * WEEKS_IN_TERM - WEEKS_BEFORE + SUMMER_WEEKS
    return year_from(monday_of(today) + timedelta(weeks=weeks), never_off=set())


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def year_from(first_monday: date, *, never_off: set[date]) -> YearPlan:
    """Return the 36 weeks from a Monday on, with school on all `never_off` weekdays."""
    terms = tuple(_term(first_monday + timedelta(weeks=WEEKS_IN_TERM * n)) for n in range(TERMS))
    weekdays = [first_monday + timedelta(days=n) for n in range(7 * WEEKS_IN_TERM * TERMS) if n % 7 < 5]
    off = holidays(first_monday, weekdays[-1]) | _teacher_days(terms)
    return YearPlan(
        terms=terms, days=tuple(_day(day, "" if day in never_off else off.get(day, "")) for day in weekdays)
    )


def _term(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(weeks=WEEKS_IN_TERM, days=-3)


def _day(day: date, reason: str) -> DayPlan:
    """Return a weekday's plan; the second Wednesday of each month is an early release."""
    if reason:
        return DayPlan(date=day, reason=reason, is_instructional=False)
    is_early = day == nth_weekday(day.year, day.month, weekday=2, nth=2)
    return DayPlan(date=day, is_early_release=is_early, reason=EARLY_RELEASE if is_early else "")


def _teacher_days(terms: tuple[tuple[date, date], ...]) -> dict[date, str]:
    """Return the Mondays that begin the terms after the first: no school for students."""
    mondays = [starts_on for starts_on, _ in terms[1:]]
    return {day: "Fall break" if day == mondays[0] else "Teacher workday" for day in mondays}


def holidays(first: date, last: date) -> dict[date, str]:
    """Return the public holidays and breaks of the calendar years that these days touch."""
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= _holidays_of(year)
    return found


def _holidays_of(year: int) -> dict[date, str]:
    thanksgiving = nth_weekday(year, 11, weekday=3, nth=4)
    christmas = [date(year, 12, day) for day in range(23, 32)]
    return {
        **dict.fromkeys([date(year, 1, 1), *christmas], "Winter break"),
        nth_weekday(year, 1, weekday=0, nth=3): "Martin Luther King Jr. Day",
        nth_weekday(year, 2, weekday=0, nth=3): "Presidents' Day",
        nth_weekday(year, 6, weekday=0, nth=1) - timedelta(days=7): "Memorial Day",
        date(year, 6, 19): "Juneteenth",
        date(year, 7, 4): "Independence Day",
        nth_weekday(year, 9, weekday=0, nth=1): "Labor Day",
        date(year, 11, 11): "Veterans Day",
        **dict.fromkeys([thanksgiving, thanksgiving + timedelta(days=1)], "Thanksgiving"),
    }


def nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> date:
    """Return the nth Monday (0), Tuesday (1) ... of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier (29 February: the 28th where there is none)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
