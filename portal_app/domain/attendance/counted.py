"""Which attendance entries count: those of a school day on which the student was enrolled at the school that made them.

Every query of attendance for a parent has this condition, so that counts, calendars, notices and reports agree. A
school may close after attendance was taken, and a source may go on listing a student who has left.
"""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlmodel import col

from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.enrollment.school_years import next_start
from portal_app.models import AttendanceCode, AttendanceEntry, CalendarDay, Enrollment, Period, SchoolYear


def counted_entries() -> Select[*tuple[Any, ...]]:
    """Return the query of the entries that count, with the words of their code and their period, in period order."""
    return (
        select(
            col(AttendanceEntry.id),
            col(AttendanceEntry.student_id),
            col(AttendanceEntry.date),
            col(AttendanceEntry.code_id),
            col(AttendanceCode.name).label("code"),
            col(AttendanceCode.status),
            col(AttendanceCode.excuse),
            col(Period.name).label("period"),
        )
        .join(AttendanceCode, col(AttendanceCode.id) == AttendanceEntry.code_id)
        .join(Period, col(Period.id) == AttendanceEntry.period_id)
        .where(entry_counts())
        .order_by(col(Period.sequence), col(Period.id))
    )


@cache
def entry_counts() -> ColumnElement[bool]:
    """Return, as SQL, whether an attendance entry counts; the query joins its period.

    A school that lists no day of the school year keeps no calendar: it was in session when it recorded attendance.
    """
    was_enrolled = exists().where(
        col(Enrollment.student_id) == AttendanceEntry.student_id,
        col(Enrollment.school_id) == Period.school_id,
        span_includes(Enrollment, col(AttendanceEntry.date)),
        col(SchoolYear.id) == Enrollment.school_year_id,
        col(AttendanceEntry.date) < next_start(SchoolYear),
        or_(_is_listed(), ~_keeps_calendar()),
    )
    return was_enrolled.correlate(AttendanceEntry, Period)


def _is_listed() -> ColumnElement[bool]:
    listed = exists().where(
        _of_school(), col(CalendarDay.date) == AttendanceEntry.date, col(CalendarDay.is_instructional)
    )
    return listed.correlate(Period, AttendanceEntry)


def _keeps_calendar() -> ColumnElement[bool]:
    of_year = col(CalendarDay.date).between(SchoolYear.starts_on, SchoolYear.ends_on)
    return exists().where(and_(_of_school(), of_year)).correlate(Period, SchoolYear)


def _of_school() -> ColumnElement[bool]:
    return col(CalendarDay.school_id) == Period.school_id
