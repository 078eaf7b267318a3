"""Counts of days and of class periods, of the year so far or of one term, each split by excuse."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from portal_app.domain.attendance.days import (
    RecordedDay,
    as_text,
    is_absence,
    is_away,
    meetings_on,
    takes_time,
    worst_entry,
)
from portal_app.domain.attendance.records import Class, Entry, Records
from portal_app.domain.attendance.views import Counts, DayCounts, DayRow, DaysAbsent, SummaryRow, Tally, TermRow
from portal_app.domain.enrollment.meetings import class_of_period
from portal_app.domain.enrollment.terms import ScheduleTerm
from portal_app.models import AttendanceStatus, Excuse

K = TypeVar("K", bound=Hashable)


def day_counts(days: Sequence[RecordedDay]) -> DayCounts:
    """Return the days absent, tardy and left early among days."""
    return DayCounts(
        absent=_days_absent(days),
        partial=sum(has_absence(day) and not day.absent for day in days),
        tardy=_days_with(days, AttendanceStatus.TARDY),
        early_release=_days_with(days, AttendanceStatus.EARLY_RELEASE),
    )


def has_absence(day: RecordedDay) -> bool:
    """Return whether any class period of a day was missed."""
    return any(map(is_absence, day.entries))


def class_periods(days: Iterable[RecordedDay]) -> Counts:
    """Return absences, tardies and early releases among the entries of days."""
    return _counts_of(_entries(days))


def by_course(records: Records, days: Iterable[RecordedDay]) -> tuple[SummaryRow, ...]:
    """Return a row for each course with an entry; one without a label for entries of no class at all."""
    groups = _grouped(_entries(days), lambda entry: class_of(records, entry))
    rows = [_course_row(found, group) for found, group in groups.items()]
    return tuple(sorted(rows, key=lambda row: (not row.label, row.label, row.detail)))


def by_period(records: Records, days: Iterable[RecordedDay]) -> tuple[SummaryRow, ...]:
    """Return a row for each period with an entry, in the order of the day; several schools are named."""
    groups = _grouped(_entries(days), lambda entry: (entry.sequence, entry.school_id, entry.period_id))
    return tuple(
        SummaryRow(
            id=key[2],
            label=found[0].period,
            detail=school_name(records, key[1]),
            class_periods=_counts_of(found),
        )
        for key, found in sorted(groups.items())
    )


def by_day(days: Sequence[RecordedDay]) -> tuple[DayRow, ...]:
    """Return a row for each day with anything but presence, latest first."""
    return tuple(_day_row(day, worst) for day in reversed(days) if (worst := worst_entry(day.entries)))


def by_term(records: Records, days: Sequence[RecordedDay]) -> tuple[TermRow, ...]:
    """Return a row for every term, those without an entry too."""
    return tuple(
        TermRow(
            id=term.id,
            name=term.name,
            school=school_name(records, term.school_id),
            days=day_counts(of_term := in_term(days, term)),
            class_periods=class_periods(of_term),
        )
        for term in records.terms
    )


def in_term(days: Iterable[RecordedDay], term: ScheduleTerm) -> list[RecordedDay]:
    """Return the term's days with what its school recorded; a day counts as absent where that school recorded any."""
    found = []
    for day in days:
        entries = [entry for entry in day.entries if entry.school_id == term.school_id]
        if entries and term.includes(day.on):
            found.append(RecordedDay(day.on, entries, day.absent if any(map(takes_time, entries)) else Fraction(0)))
    return found


def class_of(records: Records, entry: Entry) -> Class | None:
    """Return the class of an entry: as recorded, or the one that the student had in that period.

    None if the school recorded no class and the student had none, or it depends on the day's unknown label.
    """
    meetings = () if entry.section_id else meetings_on(records, entry.school_id, entry.on)
    had = [(meeting.day_label, meeting.scheduled_class()) for meeting in meetings if meeting.fits(entry)]
    return entry.recorded_class() or class_of_period(had)


def school_name(records: Records, school_id: int) -> str:
    """Return the school's name for a student of several schools, "" for the others."""
    return records.schools[school_id].name if len(records.schools) > 1 and school_id in records.schools else ""


def _course_row(found: Class | None, entries: list[Entry]) -> SummaryRow:
    section_id, code, title = found or (0, "", "")
    return SummaryRow(id=section_id, label=title, detail=code, class_periods=_counts_of(entries))


def _day_row(day: RecordedDay, worst: Entry) -> DayRow:
    return DayRow(
        on=day.on.isoformat(),
        state=worst.excuse,
        status=worst.status,
        days_absent=as_text(day.absent),
        has_absence=has_absence(day),
        class_periods=_counts_of(day.entries),
    )


def _entries(days: Iterable[RecordedDay]) -> Iterator[Entry]:
    return (entry for day in days for entry in filter(is_away, day.entries))


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], K]) -> dict[K, list[Entry]]:
    groups: dict[K, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return groups


def _days_absent(days: Iterable[RecordedDay]) -> DaysAbsent:
    shares: dict[Excuse, Fraction] = defaultdict(Fraction)
    for day in days:
        if day.absent and (worst := worst_entry(filter(takes_time, day.entries))):
            shares[worst.excuse] += day.absent
    return DaysAbsent(
        total=as_text(sum(shares.values(), Fraction(0))),
        excused=as_text(shares[Excuse.EXCUSED]),
        unexcused=as_text(shares[Excuse.UNEXCUSED]),
        unknown=as_text(shares[Excuse.UNKNOWN]),
    )


def _days_with(days: Iterable[RecordedDay], status: AttendanceStatus) -> Tally:
    """Return the days with an entry of a status, each once: by the worst excuse among these entries."""
    worst = (worst_entry(entry for entry in day.entries if entry.status == status) for day in days)
    return _tally(Counter(entry.excuse for entry in worst if entry))


def _counts_of(entries: Iterable[Entry]) -> Counts:
    found: dict[AttendanceStatus, Counter[Excuse]] = {status: Counter() for status in AttendanceStatus}
    for entry in entries:
        found[entry.status][entry.excuse] += 1
    return Counts(
        absences=_tally(found[AttendanceStatus.ABSENT]),
        tardies=_tally(found[AttendanceStatus.TARDY]),
        early_releases=_tally(found[AttendanceStatus.EARLY_RELEASE]),
    )


def _tally(found: Counter[Excuse]) -> Tally:
    split = {excuse.value: found[excuse] for excuse in Excuse}
    return Tally(total=sum(split.values()) - split[Excuse.EXEMPT], **split)
