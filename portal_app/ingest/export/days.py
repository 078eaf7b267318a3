"""Terms and days: academic sessions, periods, bells, the calendar."""

from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from portal_app.ingest.export.table import Folder, name_of
from portal_app.ingest.raw import TABLES as m

_SESSION = ("sourcedId", "title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear")


def write_days(connection: Connection, folder: Folder) -> None:
    """Write the index of the school years and of the schools' days."""
    year, term, school, parent = m.SchoolYear, m.Term, m.School, aliased(m.Term)
    sessions: list[Any] = [
        (name, title, "schoolYear", first, last, "", last.year)
        for name, title, first, last in connection.execute(
            select(name_of(year), year.name, year.starts_on, year.ends_on).order_by(year.id)
        )
    ]
    terms = connection.execute(
        select(
            *(name_of(term), term.name, term.starts_on, term.ends_on, name_of(year), year.ends_on),
            *(parent.id, name_of(parent), name_of(school)),
        )
        .select_from(term)
        .join(year, year.id == term.school_year_id)
        .join(school, school.id == term.school_id)
        .outerjoin(parent, parent.id == term.parent_id)
        .order_by(term.school_id, term.sequence, term.id)
    ).all()
    sessions += [
        (name, title, "gradingPeriod" if above else "term", first, last, parent_name if above else of, ends.year)
        for name, title, first, last, of, ends, above, parent_name, _ in terms
    ]
    folder.write("academicSessions", _SESSION, sessions)
    links = ((row[0], row[-1]) for row in terms)
    folder.write("portalTerms", ("academicSessionSourcedId", "schoolSourcedId"), links)
    _write_bells(connection, folder)


def _write_bells(connection: Connection, folder: Folder) -> None:
    period, school, bells, day = m.Period, m.School, m.BellSchedule, m.CalendarDay
    periods = select(name_of(school), period.name, period.sequence).select_from(period).join(school).order_by(period.id)
    folder.write("portalPeriods", ("schoolSourcedId", "name", "sequence"), connection.execute(periods))
    schedules = (
        select(name_of(bells), name_of(school), bells.name, bells.is_default)
        .select_from(bells)
        .join(school)
        .order_by(bells.id)
    )
    folder.write(
        "portalBellSchedules", ("sourcedId", "schoolSourcedId", "name", "default"), connection.execute(schedules)
    )
    times = (
        select(name_of(bells), period.name, m.BellTime.starts_at, m.BellTime.ends_at)
        .select_from(m.BellTime)
        .join(bells)
        .join(period)
        .order_by(bells.id, period.sequence)
    )
    folder.write(
        "portalBellTimes", ("bellScheduleSourcedId", "period", "startTime", "endTime"), connection.execute(times)
    )
    days = (
        select(name_of(school), day.date, day.is_instructional, day.reason, day.day_label, bells.id, name_of(bells))
        .select_from(day)
        .join(school, school.id == day.school_id)
        .outerjoin(bells, bells.id == day.bell_schedule_id)
        .order_by(day.id)
    )
    folder.write(
        "portalCalendar",
        ("schoolSourcedId", "date", "instructional", "reason", "dayLabel", "bellScheduleSourcedId"),
        ((*row[:5], row[6] if row[5] else "") for row in connection.execute(days)),
    )
