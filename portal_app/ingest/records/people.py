"""Students and guardians, their households, and the students' enrollments."""

from dataclasses import dataclass
from datetime import date

from portal_app.ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Student(Record):
    source_id: str
    district: str
    number: str | None
    first_name: str | None
    middle_name: str | None = ""
    last_name: str | None
    birth_date: date | None
    parents_keep_access: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian(Record):
    source_id: str
    district: str
    first_name: str
    last_name: str
    email: str | None = None
    mobile_phone: str | None = None
    work_phone: str | None = None
    is_enabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardianship(Record):
    guardian: str
    student: str
    relationship: str | None = None
    portal_access: bool | None = None
    profile: bool | None = None
    schedule: bool | None = None
    grades: bool | None = None
    attendance: bool | None = None
    calendar: bool | None = None
    reports: bool | None = None
    messages: bool | None = None
    by_default: bool | None = None
    """False where the source gives rights. Without them a new guardianship has those of the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household(Record):
    source_id: str
    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMember(Record):
    """A student or a guardian, exactly one of them, of a household."""

    household: str
    student: str | None = None
    guardian: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Record):
    source_id: str
    household: str
    is_physical: bool
    is_mailing: bool
    street: str
    city: str = ""
    state: str = ""
    postal_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollment(Record):
    source_id: str
    school: str
    student: str
    school_year: str
    grade_level: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionEnrollment(Record):
    source_id: str
    section: str
    student: str
    starts_on: date
    ends_on: date | None = None
