"""Notices and events."""

from dataclasses import dataclass
from datetime import datetime

from portal_app.ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """A notice to a district's parents, or to those of one school."""

    source_id: str
    district: str
    school: str | None
    title: str
    body: str = ""
    publish_from: datetime
    publish_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """An event of a district, a school or a class."""

    source_id: str
    district: str
    school: str | None
    section: str | None
    title: str
    description: str = ""
    location: str = ""
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False
