"""Attendance: the school's codes, and an entry per student, day and period. No entry means that it was attended."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from portal_app.models.columns import UtcDateTime, Word, key, link, source


class AttendanceStatus(StrEnum):
    """What a code says about where the student was."""

    ABSENT = "absent"
    TARDY = "tardy"
    EARLY_RELEASE = "early_release"
    PRESENT = "present"


class Excuse(StrEnum):
    """What a code says about the reason. Unknown: none is recorded yet. Exempt: not counted (such as a school trip)."""

    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


class AttendanceCode(SQLModel, table=True):
    """A school's attendance code, such as T, tardy unexcused."""

    __table_args__ = (UniqueConstraint("school_id", "code"),)

    id: int | None = key()
    source_id: str | None = source()
    school_id: int = link("school.id", index=False)
    code: str = Field(max_length=20)
    name: str = Field(max_length=100)
    status: AttendanceStatus = Field(sa_type=Word(AttendanceStatus))
    excuse: Excuse = Field(sa_type=Word(Excuse))


class AttendanceEntry(SQLModel, table=True):
    """One code for one student in one period of one day; `minutes` where the school recorded how long."""

    __table_args__ = (UniqueConstraint("student_id", "date", "period_id"),)

    id: int | None = key()
    source_id: str | None = source()
    student_id: int = link("student.id", index=False)
    date: date
    period_id: int = link("period.id", index=False)
    section_id: int | None = link("section.id", default=None)
    code_id: int = link("attendancecode.id", index=False)
    minutes: int | None = None
    comment: str = Field(default="", max_length=500)
    posted_at: datetime = Field(sa_type=UtcDateTime)
