"""The portal's files on attendance. Codes and periods are identified by their names at a school."""

from collections.abc import Iterator
from datetime import datetime

from portal_app.ingest import records as r
from portal_app.ingest.names import after_school, source_id
from portal_app.ingest.oneroster.days import period_id
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row
from portal_app.models import AttendanceStatus, Excuse

_KINDS = {
    "absent": AttendanceStatus.ABSENT,
    "tardy": AttendanceStatus.TARDY,
    "earlyrelease": AttendanceStatus.EARLY_RELEASE,
}
_KINDS |= {"present": AttendanceStatus.PRESENT}
_EXCUSES = {excuse.value: excuse for excuse in Excuse}


def read_attendance(reading: Reading) -> Iterator[r.Record]:
    """Yield attendance codes and entries."""
    yield from reading.keyed("portalAttendanceCodes", _code)
    yield from reading.named("portalAttendance", _entry, r.AttendanceEntry)


def _code(row: Row) -> Iterator[r.Record]:
    school, code = row.need("schoolSourcedId"), row.need("code")
    row.need("kind")
    row.need("excuse")
    if not row.is_deleted:
        yield r.AttendanceCode(
            source_location=row.location,
            source_id=source_id(school, code),
            school=school,
            code=code,
            name=row.need("title"),
            status=row.word("kind", _KINDS) or AttendanceStatus.PRESENT,
            excuse=row.word("excuse", _EXCUSES) or Excuse.UNKNOWN,
        )


def _entry(row: Row) -> Iterator[r.Record]:
    school, day = row.need("schoolSourcedId"), row.need_day("date")
    posted_at: datetime | None = row.moment("postedAt")
    yield r.AttendanceEntry(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        student=row.need("studentSourcedId"),
        date=day,
        period=period_id(school, row.need("period")),
        section=row.text("classSourcedId") or None,
        code=source_id(school, row.need("code")),
        minutes=row.whole("minutes"),
        comment=row.text("comment") or "",
        posted_at=posted_at or after_school(day),
    )
