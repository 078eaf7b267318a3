"""The district, its schools, and their calendars."""

from dataclasses import dataclass
from datetime import date, time

from portal_app.ingest.record import UNSET, Record, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class District(Record):
    source_id: str
    code: str | None
    name: str
    phone: str | None = None
    office_email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class School(Record):
    source_id: str
    district: str
    name: str
    number: str
    street: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    office_email: str | None = None
    accent: str | None = None
    full_day_minutes: int | None = None
    half_day_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolYear(Record):
    source_id: str
    district: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """A term; one with a parent is a grading period within it, and comes after it."""

    source_id: str
    school: str
    school_year: str
    parent: str | None = None
    name: str
    sequence: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay(Record):
    school: str
    date: date
    is_instructional: bool
    reason: str = ""
    day_label: str | None = None
    bell_schedule: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class BellSchedule(Record):
    source_id: str
    school: str
    name: str
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BellTime(Record):
    bell_schedule: str
    period: str
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Record):
    source_id: str
    school: str
    name: str
    sequence: int
