"""Everything that the schedule page shows, computed for one moment so that its parts are consistent."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from portal_app.clock import local
from portal_app.domain.attendance import records_on
from portal_app.domain.enrollment.placements import placements_of
from portal_app.domain.schedule.day import StudentDay, days_in
from portal_app.domain.schedule.grid import StudentSchedule, schedule_in
from portal_app.domain.schedule.whereabouts import Whereabouts, holds_until, whereabouts
from portal_app.models import Student


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSnapshot:
    """Where the student is, the classes of the day, and the year's grid, as of a moment.

    `now` is valid until `holds_until`: the next bell that matters, or midnight.
    """

    as_of: datetime
    holds_until: datetime
    now: Whereabouts
    day: StudentDay
    schedule: StudentSchedule


def schedule_snapshot(session: Session, student: Student, *, at: datetime, has_attendance: bool) -> ScheduleSnapshot:
    """Return the student's schedule at an aware moment. `has_attendance`: the viewer may see the attendance."""
    moment = local(at)
    placements = placements_of(session, student, as_of=moment.date())
    day = days_in(session, {student.id or 0: placements}, on=moment.date())[student.id or 0]
    records = records_on(session, [student.id or 0], on=moment.date())[student.id or 0] if has_attendance else None
    now = whereabouts(day, at=moment.time(), records=records)
    return ScheduleSnapshot(
        as_of=moment,
        holds_until=holds_until(moment, now),
        now=now,
        day=day,
        schedule=schedule_in(session, student, placements, as_of=moment.date()),
    )
