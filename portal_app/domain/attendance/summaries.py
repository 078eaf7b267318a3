"""The counts of marks: by course, by period, by day and by term, each split by excuse."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from portal_app.domain.attendance.days import SIGNS, days_absent, meetings_on, worst_excuse
from portal_app.domain.attendance.records import Class, Mark, Records
from portal_app.domain.attendance.views import Counts, DayRow, SummaryRow, Tally
from portal_app.domain.enrollment.terms import ScheduleTerm
from portal_app.models import AttendanceStatus, Excuse

K = TypeVar("K", bound=Hashable)


def counts_of(marks: Iterable[Mark]) -> Counts:
    """Return absences, tardies and early releases among the marks."""
    found = Counter((mark.status, mark.excuse) for mark in marks)
    return Counts(
        absences=_tally(found, AttendanceStatus.ABSENT),
        tardies=_tally(found, AttendanceStatus.TARDY),
        early_releases=_tally(found, AttendanceStatus.EARLY_RELEASE),
    )


def by_course(records: Records, marks: Iterable[Mark]) -> tuple[SummaryRow, ...]:
    """Return a row for each course with a mark; one without a label for marks of no class at all."""
    groups = _grouped(marks, lambda mark: class_of(records, mark))
    rows = [_course_row(found, its_marks) for found, its_marks in groups.items()]
    return tuple(sorted(rows, key=lambda row: (not row.label, row.label, row.detail)))


def by_period(records: Records, marks: Iterable[Mark]) -> tuple[SummaryRow, ...]:
    """Return a row for each period with a mark, in the order of the day; of several schools, each is named."""
    groups = _grouped(marks, lambda mark: (mark.sequence, mark.school_id, mark.period_id))
    return tuple(
        SummaryRow(
            id=key[2],
            label=found[0].period,
            detail=school_name(records, key[1]),
            counts=counts_of(found),
        )
        for key, found in sorted(groups.items())
    )


def by_day(records: Records, marks: Iterable[Mark]) -> tuple[DayRow, ...]:
    """Return a row for each day with a mark, latest first."""
    groups = _grouped(marks, lambda mark: mark.on)
    return tuple(_day_row(records, day.isoformat(), found) for day, found in sorted(groups.items(), reverse=True))


def by_term(records: Records, marks: list[Mark]) -> tuple[SummaryRow, ...]:
    """Return a row for every term, those without a mark too."""
    return tuple(
        SummaryRow(
            id=term.id,
            label=term.name,
            detail=school_name(records, term.school_id),
            counts=counts_of(in_term(marks, term)),
        )
        for term in records.terms
    )


def in_term(marks: Iterable[Mark], term: ScheduleTerm) -> list[Mark]:
    """Return the marks that the term's school made while it ran."""
    return [mark for mark in marks if mark.school_id == term.school_id and term.includes(mark.on)]


def class_of(records: Records, mark: Mark) -> Class | None:
    """Return the class that a mark belongs to: as recorded, else the one that the student had in that period."""
    meetings = () if mark.section_id else meetings_on(records, mark.school_id, mark.on)
    held = (meeting.held_class() for meeting in meetings if meeting.period_id == mark.period_id)
    return mark.recorded_class() or next(held, None)


def school_name(records: Records, school_id: int) -> str:
    """Return the school's name, for students of several schools only: nobody else needs to be told."""
    return records.schools[school_id].name if len(records.schools) > 1 and school_id in records.schools else ""


def _course_row(found: Class | None, marks: list[Mark]) -> SummaryRow:
    section_id, code, title = found or (0, "", "")
    return SummaryRow(id=section_id, label=title, detail=code, counts=counts_of(marks))


def _day_row(records: Records, day: str, marks: list[Mark]) -> DayRow:
    state = worst_excuse(marks)
    return DayRow(
        date=day,
        state=state or "",
        sign=SIGNS[state] if state else "",
        counts=counts_of(marks),
        days_absent=float(days_absent(records, marks)),
    )


def _grouped(marks: Iterable[Mark], key: Callable[[Mark], K]) -> dict[K, list[Mark]]:
    groups: dict[K, list[Mark]] = defaultdict(list)
    for mark in marks:
        groups[key(mark)].append(mark)
    return groups


def _tally(found: Counter[tuple[AttendanceStatus, Excuse]], status: AttendanceStatus) -> Tally:
    split = {excuse.value: found[status, excuse] for excuse in Excuse}
    return Tally(total=sum(split.values()) - split[Excuse.EXEMPT], **split)
