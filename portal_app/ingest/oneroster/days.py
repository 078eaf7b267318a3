"""The portal's files on a school's days: periods, bell schedules, and the calendar."""

from collections.abc import Iterator

from portal_app.ingest import records as r
from portal_app.ingest.names import source_id
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row, Unreadable


def read_days(reading: Reading) -> Iterator[r.Record]:
    """Yield the schools' periods, bell schedules and calendar days."""
    yield from reading.keyed("portalPeriods", lambda row: _period(reading, row))
    yield from reading.named("portalBellSchedules", lambda row: _bell_schedule(reading, row), r.BellSchedule)
    yield from reading.keyed("portalBellTimes", lambda row: _bell_time(reading, row))
    yield from reading.keyed("portalCalendar", lambda row: _day(reading, row))


def period_id(school: str, name: str) -> str:
    """Return the source id of a school's period, which is identified by its name."""
    return source_id(school, name)


def _period(reading: Reading, row: Row) -> Iterator[r.Record]:
    school, name = row.need("schoolSourcedId"), row.need("name")
    row.need("sequence")
    if not row.is_deleted:
        yield r.Period(
            source_location=row.location,
            source_id=period_id(school, name),
            school=school,
            name=name,
            sequence=row.whole("sequence") or 0,
        )


def _bell_schedule(reading: Reading, row: Row) -> Iterator[r.Record]:
    school, name = row.need("schoolSourcedId"), row.need("sourcedId")
    reading.index.bells[name] = school
    yield r.BellSchedule(
        source_location=row.location,
        source_id=name,
        school=school,
        name=row.need("name"),
        is_default=row.flag("default") or False,
    )


def _bell_time(reading: Reading, row: Row) -> Iterator[r.Record]:
    schedule, period = row.need("bellScheduleSourcedId"), row.need("period")
    if schedule in reading.unparsable:
        return
    if (school := reading.index.bells.get(schedule)) is None:
        raise Unreadable("bellScheduleSourcedId", f"names an unknown bell schedule: {schedule[:200]}")
    starts_at, ends_at = row.time("startTime"), row.time("endTime")
    if ends_at <= starts_at:
        raise Unreadable("endTime", "is not after the startTime")
    yield r.BellTime(
        source_location=row.location,
        bell_schedule=schedule,
        period=period_id(school, period),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def _day(reading: Reading, row: Row) -> Iterator[r.Record]:
    row.need("instructional")
    bells = row.text("bellScheduleSourcedId")
    yield r.CalendarDay(
        source_location=row.location,
        school=row.need("schoolSourcedId"),
        date=row.need_day("date"),
        is_instructional=bool(row.flag("instructional")),
        reason=row.text("reason") or "",
        day_label=row.text("dayLabel"),
        bell_schedule=r.UNSET if bells is None else bells or None,
    )
