"""Courses, and the classes with their terms, meetings and teachers."""

from dataclasses import dataclass
from datetime import date

from portal_app.ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Record):
    source_id: str
    school: str
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    source_id: str
    school: str
    course: str
    school_year: str
    number: str
    team: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTerm(Record):
    section: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionMeeting(Record):
    section: str
    term: str
    period: str
    day_label: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Record):
    source_id: str
    first_name: str
    last_name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTeacher(Record):
    section: str
    staff: str
    is_primary: bool = True
    starts_on: date | None = None
    ends_on: date | None = None
