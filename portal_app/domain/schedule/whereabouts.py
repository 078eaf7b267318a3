"""Where a student is at a moment: what the school has recorded today comes before what the timetable says.

No attendance entry means that nothing was recorded, not that the student is there, so the timetable's statements say
that they are the timetable's. Without the attendance right there is only the timetable.

The day is the student's own: it begins with the first class and ends with the last one, whatever the school's bells.
A gap of any length between two classes (passing time, lunch, a free period) is a break. The moment at which a class
begins belongs to it, the moment at which it ends does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlmodel import Session

from portal_app.clock import local
from portal_app.domain.attendance import PeriodRecord, records_on
from portal_app.domain.enrollment.academic_calendar import DayKind, WhyNoSchool
from portal_app.domain.enrollment.bells import clock_text
from portal_app.domain.enrollment.placements import placements_of_each
from portal_app.domain.schedule.day import DayClass, StudentDay, days_in
from portal_app.models import AttendanceStatus, Excuse, Student


class Where(StrEnum):
    """The kinds of whereabouts. `NO_TIMES`: the school's bell times or calendar are not known."""

    IN_CLASS = "in_class"
    BREAK = "break"
    BEFORE_SCHOOL = "before_school"
    AFTER_SCHOOL = "after_school"
    NO_CLASSES = "no_classes"
    NO_SCHOOL = "no_school"
    NO_TIMES = "no_times"
    NOT_ENROLLED = "not_enrolled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where the student is: `now` is the class in progress, `next` the one after it or after the break.

    It is valid until the wall clock shows `until_time`; empty: for the rest of the day.
    `recorded` is the attendance entry of the class in progress; `is_missed`: it says that the student is not there, and
    gives no reason. The periods of the day's other entries are in
    `absent`, `tardy` and `left_early`. `has_attendance`: the viewer may see attendance, and there is school.
    Without school: `why`, the school's `remark`, and `school_again_on`. Not enrolled: the first day at `next_school`,
    in `school_again_on`, where there is one.
    """

    where: Where = Where.NO_TIMES
    until_time: str = ""
    now: DayClass | None = None
    next: DayClass | None = None
    has_attendance: bool = False
    recorded: PeriodRecord | None = None
    is_missed: bool = False
    absent: tuple[str, ...] = ()
    tardy: tuple[str, ...] = ()
    left_early: tuple[str, ...] = ()
    why: WhyNoSchool | None = None
    remark: str = ""
    school_again_on: str = ""
    next_school: str = ""


def where_is(session: Session, student: Student, *, at: datetime, has_attendance: bool = True) -> Whereabouts:
    """Return where the student is at an aware moment. At most seven queries."""
    attendance = [student] if has_attendance else []
    return where_each_is(session, [student], at=at, attendance=attendance)[student.id or 0]


def where_each_is(
    session: Session, students: Sequence[Student], *, at: datetime, attendance: Sequence[Student]
) -> dict[int, Whereabouts]:
    """Return where each of the students of one district is at an aware moment, by student id.

    `attendance`: those whose attendance the viewer may see. At most seven queries, and one more for each student who
    has no school.
    """
    moment = local(at)
    days = days_in(session, placements_of_each(session, students, as_of=moment.date()), on=moment.date())
    records = records_on(session, _enrolled(days, attendance), on=moment.date())
    shared = {student.id for student in attendance}
    return {
        student: whereabouts(day, at=moment.time(), records=records.get(student, []) if student in shared else None)
        for student, day in days.items()
    }


def _enrolled(days: dict[int, StudentDay], students: Sequence[Student]) -> list[int]:
    """Return the ids of the students who are enrolled on the day."""
    return [student.id or 0 for student in students if days[student.id or 0].schools]


def holds_until(moment: datetime, *all_whereabouts: Whereabouts) -> datetime:
    """Return until when all these whereabouts of a local moment are valid: the first bell that matters, or midnight."""
    bells = [time.fromisoformat(one.until_time) for one in all_whereabouts if one.until_time]
    if bells:
        return datetime.combine(moment.date(), min(bells), tzinfo=moment.tzinfo)
    return datetime.combine(moment.date() + timedelta(days=1), time.min, tzinfo=moment.tzinfo)


def whereabouts(day: StudentDay, *, at: time, records: Sequence[PeriodRecord] | None) -> Whereabouts:
    """Return where the student of this day is at a time of the wall clock.

    `records`: the day's attendance entries; None if the viewer may not see them.
    """
    if not day.schools:
        return Whereabouts(where=Where.NOT_ENROLLED, school_again_on=day.school_again_on, next_school=day.next_school)
    if not records and not any(school.kind.may_have_school for school in day.schools):
        why = day.schools[0]
        return Whereabouts(where=Where.NO_SCHOOL, why=why.why, remark=why.remark, school_again_on=day.school_again_on)
    return _with_records(_by_timetable(day, at), records)


def _with_records(timetable: Whereabouts, records: Sequence[PeriodRecord] | None) -> Whereabouts:
    """Add the day's attendance entries: that of the class in progress, and the periods of the others."""
    if records is None:
        return timetable
    current = timetable.now.period_id if timetable.now else None
    recorded = next((record for record in records if record.period_id == current), None)
    others = [record for record in records if record is not recorded]
    return replace(
        timetable,
        has_attendance=True,
        recorded=recorded,
        is_missed=recorded is not None and recorded.status in _AWAY and recorded.excuse in _UNEXPLAINED,
        absent=_periods(others, AttendanceStatus.ABSENT),
        tardy=_periods(others, AttendanceStatus.TARDY),
        left_early=_periods(others, AttendanceStatus.EARLY_RELEASE),
    )


_AWAY = (AttendanceStatus.ABSENT, AttendanceStatus.EARLY_RELEASE)
_UNEXPLAINED = (Excuse.UNEXCUSED, Excuse.UNKNOWN)


def _periods(records: Sequence[PeriodRecord], status: AttendanceStatus) -> tuple[str, ...]:
    """Return the periods with this status. An exempt entry (a school trip) is no absence."""
    return tuple(record.period for record in records if record.status == status and record.excuse != Excuse.EXEMPT)


def _by_timetable(day: StudentDay, at: time) -> Whereabouts:
    clock = clock_text(at)
    now = next((c for c in day.classes if c.starts_time and c.starts_time <= clock < c.ends_time), None)
    coming = next((c for c in day.classes if c.starts_time > clock), None)
    return Whereabouts(
        where=Where.IN_CLASS if now else _outside_class(day, clock),
        until_time=_next_bell(day, clock),
        now=now,
        next=coming,
    )


def _next_bell(day: StudentDay, clock: str) -> str:
    bells = [bell for entry in day.classes for bell in (entry.starts_time, entry.ends_time) if bell > clock]
    return min(bells, default="")


def _outside_class(day: StudentDay, clock: str) -> Where:
    if not _is_timed(day):
        return Where.NO_TIMES
    if not day.classes:
        return Where.NO_CLASSES
    if clock < day.classes[0].starts_time:
        return Where.BEFORE_SCHOOL
    return Where.BREAK if clock < day.classes[-1].starts_time else Where.AFTER_SCHOOL


def _is_timed(day: StudentDay) -> bool:
    kinds = {school.kind for school in day.schools}
    return DayKind.SCHOOL in kinds and DayKind.UNKNOWN not in kinds and all(c.starts_time for c in day.classes)
