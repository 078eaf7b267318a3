"""The day rule: how much of a day an absence is.

Missing every period that the student had that day is a whole day, however short the day. Otherwise the school's own
minutes say whether an absence is a whole day, half a day or none (`School.full_day_minutes`, `half_day_minutes`). A
period missed counts with the minutes that were recorded, else with its bell times; a tardy or an early release counts
only with recorded minutes. Without bell times every period of the student's day counts the same share of a full day.
What the school exempted is no absence. A date counts once, however many schools the student attends. Which entries
count at all: `counted`.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from portal_app.domain.attendance.records import Day, Entry, Meeting, Records
from portal_app.domain.enrollment.academic_calendar import DayKind, kind_of_day
from portal_app.domain.enrollment.meetings import meets_on_label
from portal_app.models import AttendanceStatus, Excuse

WORST_FIRST = (Excuse.UNEXCUSED, Excuse.UNKNOWN, Excuse.EXCUSED, Excuse.EXEMPT)

CHRONIC_SHARE, CHRONIC_FROM = Fraction(1, 10), 10
"""Chronic absence: this share of the instructional days, once there were so many, as in the federal count."""
_STATUSES = list(AttendanceStatus)


class RecordedDay(NamedTuple):
    """A date with its entries, and how much of it was missed: 1, 1/2 or 0."""

    on: date
    entries: list[Entry]
    absent: Fraction


def recorded_days(records: Records) -> list[RecordedDay]:
    """Return the dates that have entries, earliest first. Every count of days is made of these."""
    by_date: dict[date, list[Entry]] = defaultdict(list)
    for entry in records.entries:
        by_date[entry.on].append(entry)
    return [RecordedDay(on, found, days_absent(records, on, found)) for on, found in sorted(by_date.items())]


def worst_entry(entries: Iterable[Entry]) -> Entry | None:
    """Return the entry that describes a day: the one with the worst excuse, of several an absence first."""
    return min(
        filter(is_away, entries),
        key=lambda entry: (WORST_FIRST.index(entry.excuse), _STATUSES.index(entry.status)),
        default=None,
    )


def is_absence(entry: Entry) -> bool:
    """Return whether an entry says that the student missed the period, and the school did not exempt it."""
    return entry.status == AttendanceStatus.ABSENT and entry.excuse != Excuse.EXEMPT


def takes_time(entry: Entry) -> bool:
    """Return whether an entry is part of what the day rule counts: an absence, or a tardy with minutes."""
    return is_absence(entry) or (is_away(entry) and entry.excuse != Excuse.EXEMPT and bool(entry.minutes))


def is_away(entry: Entry) -> bool:
    """Return whether an entry says anything but that the student was present."""
    return entry.status != AttendanceStatus.PRESENT


def days_absent(records: Records, on: date, entries: Iterable[Entry]) -> Fraction:
    """Return how much of a date was missed (1, 1/2 or 0), of all its entries; at most 1 at all schools together."""
    by_school: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_school[entry.school_id].append(entry)
    if missed_every_period(records, on, entries):
        return Fraction(1)
    return min(Fraction(1), sum((_by_minutes(records, s, found) for s, found in by_school.items()), Fraction(0)))


def as_text(days: Fraction) -> str:
    """Return whole and half days as decimal text, such as "12.5"."""
    return f"{days.numerator / days.denominator:g}"


def instructional_days(records: Records, *, until: date) -> set[date]:
    """Return the school days on which the student was enrolled, up to and with a day; none without any calendar.

    A day with attendance at a school without a calendar is one too, so that no absence is missing from these days.
    """
    listed = {
        day
        for enrollment in records.enrollments
        for day, row in records.calendars[enrollment.school_id].items()
        if row.is_instructional and day <= until and enrollment.includes(day)
    }
    recorded = {entry.on for entry in records.entries if entry.on <= until}
    return listed | recorded if any(records.calendars.values()) else set()


def calendar_day(records: Records, school_id: int, on: date) -> Day | None:
    """Return what the school's calendar says about a date."""
    return records.calendars.get(school_id, {}).get(on)


def kind_at(records: Records, school_id: int, on: date) -> DayKind:
    """Return what a date is at a school where the student is enrolled."""
    day = calendar_day(records, school_id, on)
    keeps_calendar = bool(records.calendars[school_id])
    return kind_of_day(
        on,
        listed=day.is_instructional if day else None,
        keeps_calendar=keeps_calendar,
        year=records.year,
        takes_attendance=not keeps_calendar and bool(_entries_on(records, school_id, on)),
    )


def meetings_on(records: Records, school_id: int, on: date) -> list[Meeting]:
    """Return the student's classes on a date at a school; where the label is unknown, of each label it may have."""
    meetings = [m for m in records.meetings if m.school_id == school_id and m.may_take_place(on)]
    if kind_at(records, school_id, on) is DayKind.UNKNOWN:
        return _of_possible_labels(meetings, _entries_on(records, school_id, on))
    day = calendar_day(records, school_id, on)
    return _with_label(meetings, day.day_label if day else "")


def _of_possible_labels(meetings: list[Meeting], entries: list[Entry]) -> list[Meeting]:
    """Return the meetings of the labels on whose days all entries have a class; of all labels, where none fits."""
    labels = {meeting.day_label for meeting in meetings if meeting.day_label}
    fitting = [
        label
        for label in labels
        if all(any(meeting.fits(entry) for meeting in _with_label(meetings, label)) for entry in entries)
    ]
    return [m for m in meetings if any(meets_on_label(m.day_label, label) for label in fitting or labels or {""})]


def _with_label(meetings: list[Meeting], label: str) -> list[Meeting]:
    return [meeting for meeting in meetings if meets_on_label(meeting.day_label, label)]


def _entries_on(records: Records, school_id: int, on: date) -> list[Entry]:
    return [entry for entry in records.entries if entry.on == on and entry.school_id == school_id]


def missed_every_period(records: Records, on: date, entries: Iterable[Entry]) -> bool:
    """Return whether the student was absent in each period of the day; never where no period is known."""
    had = {period for school in _in_session(records, on) for period in _periods_on(records, school, on)}
    return bool(had) and had <= {entry.period_id for entry in entries if is_absence(entry)}


def _in_session(records: Records, on: date) -> set[int]:
    """Return the schools where the student is enrolled on a date and that are not closed on it."""
    enrolled = {span.school_id for span in records.enrollments if span.includes(on)}
    return {school for school in enrolled if kind_at(records, school, on).may_have_school}


def _periods_on(records: Records, school_id: int, on: date) -> set[int]:
    """Return the student's periods, without those that the day's own bell schedule leaves out.

    A day that names the school's default bell schedule has no own one.
    """
    day = calendar_day(records, school_id, on)
    schedule = (day.bell_schedule_id if day else None) or 0
    own_bells = None if schedule == records.default_bells.get(school_id) else records.bells.get(schedule)
    periods = {meeting.period_id for meeting in meetings_on(records, school_id, on)}
    return periods if own_bells is None else periods & set(own_bells)


def _by_minutes(records: Records, school_id: int, entries: list[Entry]) -> Fraction:
    school = records.schools[school_id]
    minutes = _minutes_absent(records, school_id, entries)
    if minutes >= school.full_day_minutes:
        return Fraction(1)
    return Fraction(1, 2) if minutes >= school.half_day_minutes else Fraction(0)


def _minutes_absent(records: Records, school_id: int, entries: list[Entry]) -> Fraction:
    on = entries[0].on
    bells = _bells_on(records, school_id, on)
    counted = [entry for entry in entries if is_away(entry) and entry.excuse != Excuse.EXEMPT]
    minutes = [_minutes_of(entry, bells) for entry in counted]
    known = sum((Fraction(m) for m in minutes if m is not None), Fraction(0))
    unknown = sum(m is None for m in minutes)
    return known + unknown * _share_of_a_day(records, school_id, on, entries) if unknown else known


def _minutes_of(entry: Entry, bells: dict[int, int]) -> int | None:
    """Return the minutes missed; None where neither the entry nor the bell times give them."""
    if entry.minutes is not None:
        return entry.minutes
    return bells.get(entry.period_id) if entry.status == AttendanceStatus.ABSENT else 0


def _bells_on(records: Records, school_id: int, on: date) -> dict[int, int]:
    """Return the minutes of each period on a date, by the day's own bell schedule or the school's default."""
    day = calendar_day(records, school_id, on)
    schedule = (day.bell_schedule_id if day else None) or records.default_bells.get(school_id)
    return records.bells.get(schedule or 0, {})


def _share_of_a_day(records: Records, school_id: int, on: date, entries: list[Entry]) -> Fraction:
    periods = {m.period_id for m in meetings_on(records, school_id, on)} | {m.period_id for m in entries}
    return Fraction(records.schools[school_id].full_day_minutes, len(periods))
