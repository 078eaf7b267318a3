"""What every format is read into: one frozen record per table, with the names and ids of the source.

References are the source ids of other records, never database ids. Where a column must hold a value, None means that
the source does not give it: a new row takes the column's default, an existing row keeps its value. So a format without,
say, a guardian's rights never overwrites the rights that the school's office has set.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from portal_app.ingest.record import UNSET as UNSET
from portal_app.ingest.record import CompleteSet as CompleteSet
from portal_app.ingest.record import Deletion as Deletion
from portal_app.ingest.record import Record as Record
from portal_app.ingest.record import Unparsable as Unparsable
from portal_app.ingest.record import Unset as Unset
from portal_app.models import AttendanceStatus, Excuse, ScaleKind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingScale(Record):
    source_id: str
    name: str
    kind: ScaleKind
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingScaleEntry(Record):
    scale: str
    sequence: int
    letter_grade: str
    lower_bound: Decimal | None
    is_passing: bool
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingTask(Record):
    source_id: str
    course: str
    scale: str
    name: str
    sequence: int
    is_standard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositePart(Record):
    task: str
    term: str
    part_task: str
    part_term: str
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Record):
    source_id: str
    section: str
    task: str
    name: str | None
    sequence: int | None = 0
    weight: Decimal | Unset | None = None
    drop_lowest: int | None = None
    use_percent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    source_id: str
    section: str
    category: str
    term: str
    name: str
    description: str = ""
    assigned_on: date | None = None
    due_on: date | None = None
    points_possible: Decimal
    multiplier: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Record):
    """A score. `posted_at` None: posted now, when it is new or has changed."""

    source_id: str
    assignment: str
    student: str
    points: Decimal | None = None
    letter_grade: str | None = ""
    is_missing: bool | None = False
    is_late: bool | None = False
    is_incomplete: bool | None = False
    is_turned_in: bool | None = False
    is_cheated: bool | None = False
    is_exempt: bool | None = False
    is_dropped: bool | None = False
    comment: str | None = ""
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedGrade(Record):
    """A final grade. `posted_at` None: posted now, when it is new or has changed."""

    source_id: str
    student: str
    section: str
    task: str
    term: str
    letter_grade: str = ""
    percent: Decimal | None = None
    comment: str = ""
    posted_at: datetime | None = None


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
