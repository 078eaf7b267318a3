"""Notices and events of the district, a school or a class."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from portal_app.models.columns import UtcDateTime, key, link, source


class Notice(SQLModel, table=True):
    """A message to all of a district's parents, or to those of one school. Shown within its publish window."""

    id: int | None = key()
    source_id: str | None = source()
    district_id: int = link("district.id")
    school_id: int | None = link("school.id", default=None)
    title: str = Field(max_length=200)
    body: str = Field(default="", max_length=5000)
    publish_from: datetime = Field(sa_type=UtcDateTime)
    publish_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeRead(SQLModel, table=True):
    """A guardian has opened a notice."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", primary_key=True, index=True)
    read_at: datetime = Field(sa_type=UtcDateTime)


class Event(SQLModel, table=True):
    """An event of the district, a school, or one class."""

    id: int | None = key()
    source_id: str | None = source()
    district_id: int = link("district.id")
    school_id: int | None = link("school.id", default=None)
    section_id: int | None = link("section.id", default=None)
    title: str = Field(max_length=200)
    description: str = Field(default="", max_length=2000)
    location: str = Field(default="", max_length=200)
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    is_all_day: bool = False
