"""The change feed: what a parent could see and when it changed. Open pages and the recent activity read it."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Index, SQLModel

from portal_app.models.columns import UtcDateTime, Word, key, link


class Subject(StrEnum):
    """What a change is about."""

    SCORE = "score"
    GRADE = "grade"
    ATTENDANCE = "attendance"
    SCHEDULE = "schedule"
    ROSTER = "roster"
    NOTICE = "notice"
    EVENT = "event"
    RIGHTS = "rights"
    HOUSEHOLD = "household"


class Change(SQLModel, table=True):
    """Something that parents could see has changed: for one student, for a school, or for a whole district.

    `item_id` is the row of the subject's table (score, posted grade, attendance entry, notice, event), if any.
    """

    __table_args__ = (
        Index("ix_change_student_id_at", "student_id", "at"),
        # an id is never used twice, so readers that remember the last id miss nothing
        {"sqlite_autoincrement": True},
    )

    id: int | None = key()
    subject: Subject = Field(sa_type=Word(Subject))
    student_id: int | None = link("student.id", default=None, index=False)
    school_id: int | None = link("school.id", default=None, index=False)
    district_id: int | None = link("district.id", default=None, index=False)
    item_id: int | None = None
    at: datetime = Field(sa_type=UtcDateTime)
