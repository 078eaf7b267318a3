"""The portal's files on notices and events, of the district, a school or a class."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from portal_app import clock
from portal_app.ingest import records as r
from portal_app.ingest.oneroster.orgs import school_of
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row, Unreadable


def read_messages(reading: Reading) -> Iterator[r.Record]:
    """Yield notices and events."""
    yield from reading.named("portalNotices", lambda row: _notice(reading, row), r.Notice)
    yield from reading.named("portalEvents", lambda row: _event(reading, row), r.Event)


def _notice(reading: Reading, row: Row) -> Iterator[r.Record]:
    yield r.Notice(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        school=school_of(reading, row, "orgSourcedId"),
        district=reading.index.district or "",
        title=row.need("title"),
        body=row.text("body") or "",
        publish_from=_needed(row, "publishFrom"),
        publish_until=row.moment("publishUntil"),
    )


def _event(reading: Reading, row: Row) -> Iterator[r.Record]:
    starts_at, ends_at = _needed(row, "startsAt"), _needed(row, "endsAt")
    is_all_day = row.flag("allDay") or False
    if is_all_day and len(row.need("endsAt")) == len("2026-12-23"):
        ends_at = _midnight_after(ends_at)
    if ends_at < starts_at:
        raise Unreadable("endsAt", "is before startsAt")
    yield r.Event(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        school=school_of(reading, row, "orgSourcedId"),
        district=reading.index.district or "",
        section=row.text("classSourcedId") or None,
        title=row.need("title"),
        description=row.text("description") or "",
        location=row.text("location") or "",
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=is_all_day,
    )


def _midnight_after(moment: datetime) -> datetime:
    """Return the end of a date: it names the last day of an event, as when staff post one."""
    next_day = moment.astimezone(clock.zone()).date() + timedelta(days=1)
    return datetime.combine(next_day, time(), tzinfo=clock.zone()).astimezone(UTC)


def _needed(row: Row, column: str) -> datetime:
    row.need(column)
    moment = row.moment(column)
    assert moment
    return moment
