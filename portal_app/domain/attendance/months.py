"""The attendance calendar of a school year: each day with its entries, or why there was no school."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Any

from portal_app.domain.attendance.days import (
    RecordedDay,
    as_text,
    calendar_day,
    kind_at,
    missed_every_period,
    worst_entry,
)
from portal_app.domain.attendance.records import Entry, Records
from portal_app.domain.attendance.summaries import class_of, has_absence
from portal_app.domain.attendance.views import DayView, MonthView, PeriodEntry
from portal_app.domain.enrollment.academic_calendar import SATURDAY, why_no_school

SHOWN_AT_ONCE = 3


def months_of(records: Records, recorded: Iterable[RecordedDay], *, as_of: date) -> tuple[MonthView, ...]:
    """Return the months of the school year, from its first day's to its last day's."""
    by_date = {day.on: day for day in recorded}
    first, last = records.year.starts_on, records.year.ends_on
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]
    return tuple(_month(records, start, by_date, as_of) for start in starts)


def first_shown(months: tuple[MonthView, ...], *, as_of: date) -> int:
    """Return the index of the first of the three months shown at first: the current one is in the middle."""
    passed = sum(month.month < f"{as_of:%Y-%m}" for month in months)
    return max(0, min(passed - 1, len(months) - SHOWN_AT_ONCE))


def _month(records: Records, start: date, recorded: dict[date, RecordedDay], as_of: date) -> MonthView:
    first_weekday, length = monthrange(start.year, start.month)
    days = (date(start.year, start.month, n) for n in range(1, length + 1))
    return MonthView(
        month=f"{start:%Y-%m}",
        first_weekday=first_weekday,
        days=tuple(_day(records, day, recorded.get(day), as_of) for day in days),
    )


def _day(records: Records, on: date, recorded: RecordedDay | None, as_of: date) -> DayView:
    is_school_day, why, reason = _what_it_is(records, on, has_entries=recorded is not None)
    return DayView(
        on=on.isoformat(),
        day_of_month=on.day,
        is_school_day=is_school_day,
        why=why,
        reason=reason,
        is_today=on == as_of,
        **(_recorded(records, recorded) if recorded else {}),
    )


def _recorded(records: Records, day: RecordedDay) -> dict[str, Any]:
    worst = worst_entry(day.entries)
    return {
        "state": worst.excuse if worst else "",
        "status": worst.status if worst else "",
        "days_absent": as_text(day.absent),
        "has_absence": has_absence(day),
        "has_missed_every_period": missed_every_period(records, day.on, day.entries),
        "periods": tuple(_period(records, entry) for entry in day.entries),
    }


def _what_it_is(records: Records, on: date, *, has_entries: bool) -> tuple[bool, str, str]:
    """Return whether there is school for the student, why not, and the school's own words about the day.

    A day with entries is a school day: others do not count (`counted`).
    """
    schools = [span.school_id for span in records.enrollments if span.includes(on)]
    rows = [row for school in schools if (row := calendar_day(records, school, on))]
    remark = next((row.reason for row in rows if row.reason), "")
    if has_entries or any(kind_at(records, school, on).may_have_school for school in schools):
        return True, "", remark
    if not schools and records.year.includes(on) and on.weekday() < SATURDAY:
        return False, "", ""  # not enrolled on this day
    return False, why_no_school(on, remark=remark, year=records.year), remark


def _period(records: Records, entry: Entry) -> PeriodEntry:
    found = class_of(records, entry)
    return PeriodEntry(
        period=entry.period,
        code=entry.code,
        name=entry.name,
        status=entry.status,
        excuse=entry.excuse,
        class_code=found.code if found else "",
        class_title=found.title if found else "",
        minutes=entry.minutes,
        comment=entry.comment,
    )
