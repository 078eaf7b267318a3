"""Counts of attendance entries by course, period, day and term, each split by excuse."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import TypeVar

from portal_app.domain.attendance.days import SIGNS, as_text, days_absent, meetings_on, worst_excuse
from portal_app.domain.attendance.records import Class, Entry, Records
from portal_app.domain.attendance.views import Counts, DayRow, SummaryRow, Tally
from portal_app.domain.enrollment.terms import ScheduleTerm
from portal_app.models import AttendanceStatus, Excuse

K = TypeVar("K", bound=Hashable)


def counts_of(entries: Iterable[Entry]) -> Counts:
    """Return absences, tardies and early releases among the entries."""
    found = Counter((entry.status, entry.excuse) for entry in entries)
    return Counts(
        absences=_tally(found, AttendanceStatus.ABSENT),
        tardies=_tally(found, AttendanceStatus.TARDY),
        early_releases=_tally(found, AttendanceStatus.EARLY_RELEASE),
    )


def by_course(records: Records, entries: Iterable[Entry]) -> tuple[SummaryRow, ...]:
    """Return a row for each course with an entry; one without a label for entries of no class at all."""
    groups = _grouped(entries, lambda entry: class_of(records, entry))
    rows = [_course_row(found, group) for found, group in groups.items()]
    return tuple(sorted(rows, key=lambda row: (not row.label, row.label, row.detail)))


def by_period(records: Records, entries: Iterable[Entry]) -> tuple[SummaryRow, ...]:
    """Return a row for each period with an entry, in the order of the day; several schools are named."""
    groups = _grouped(entries, lambda entry: (entry.sequence, entry.school_id, entry.period_id))
    return tuple(
        SummaryRow(
            id=key[2],
            label=found[0].period,
            detail=school_name(records, key[1]),
            counts=counts_of(found),
        )
        for key, found in sorted(groups.items())
    )


def by_day(records: Records, entries: Iterable[Entry]) -> tuple[DayRow, ...]:
    """Return a row for each day with an entry, latest first."""
    groups = _grouped(entries, lambda entry: entry.on)
    return tuple(_day_row(records, day.isoformat(), found) for day, found in sorted(groups.items(), reverse=True))


def by_term(records: Records, entries: list[Entry]) -> tuple[SummaryRow, ...]:
    """Return a row for every term, those without an entry too."""
    return tuple(
        SummaryRow(
            id=term.id,
            label=term.name,
            detail=school_name(records, term.school_id),
            counts=counts_of(in_term(entries, term)),
        )
        for term in records.terms
    )


def in_term(entries: Iterable[Entry], term: ScheduleTerm) -> list[Entry]:
    """Return the entries that the term's school recorded on the term's days."""
    return [entry for entry in entries if entry.school_id == term.school_id and term.includes(entry.on)]


def class_of(records: Records, entry: Entry) -> Class | None:
    """Return the class of an entry: as recorded, or the one that the student had in that period."""
    meetings = () if entry.section_id else meetings_on(records, entry.school_id, entry.on)
    candidates = (meeting.scheduled_class() for meeting in meetings if meeting.period_id == entry.period_id)
    return entry.recorded_class() or next(candidates, None)


def school_name(records: Records, school_id: int) -> str:
    """Return the school's name for a student of several schools, "" for the others."""
    return records.schools[school_id].name if len(records.schools) > 1 and school_id in records.schools else ""


def _course_row(found: Class | None, entries: list[Entry]) -> SummaryRow:
    section_id, code, title = found or (0, "", "")
    return SummaryRow(id=section_id, label=title, detail=code, counts=counts_of(entries))


def _day_row(records: Records, day: str, entries: list[Entry]) -> DayRow:
    state = worst_excuse(entries)
    return DayRow(
        on=day,
        state=state or "",
        sign=SIGNS[state] if state else "",
        counts=counts_of(entries),
        days_absent=as_text(days_absent(records, date.fromisoformat(day), entries)),
    )


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], K]) -> dict[K, list[Entry]]:
    groups: dict[K, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return groups


def _tally(found: Counter[tuple[AttendanceStatus, Excuse]], status: AttendanceStatus) -> Tally:
    split = {excuse.value: found[status, excuse] for excuse in Excuse}
    return Tally(total=sum(split.values()) - split[Excuse.EXEMPT], **split)
