"""Attendance codes and entries."""

from dataclasses import dataclass
from datetime import date, datetime

from portal_app.ingest.record import Record
from portal_app.models import AttendanceStatus, Excuse


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceCode(Record):
    source_id: str
    school: str
    code: str
    name: str
    status: AttendanceStatus
    excuse: Excuse


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceEntry(Record):
    """A code for one student, day and period. `posted_at` None: posted now, when it is new or has changed."""

    source_id: str
    student: str
    date: date
    period: str
    section: str | None
    code: str
    minutes: int | None = None
    comment: str = ""
    posted_at: datetime | None = None
