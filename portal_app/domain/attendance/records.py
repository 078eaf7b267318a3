"""Reads what one student's attendance in a school year is computed from: always six queries.

A year has hundreds of entries and days, so columns are read, not objects, and the statements are built once.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from portal_app.domain.attendance.counted import entry_counts
from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.enrollment.meetings import meets_from, meets_until, student_meetings
from portal_app.domain.enrollment.placements import Year, enrollments_by_year, year_on_record
from portal_app.domain.enrollment.terms import ScheduleTerm, schedule_terms
from portal_app.models import (
    AttendanceCode,
    AttendanceEntry,
    AttendanceStatus,
    BellSchedule,
    BellTime,
    CalendarDay,
    Course,
    Enrollment,
    Excuse,
    Period,
    Section,
    SectionEnrollment,
    SectionMeeting,
    Student,
)
from portal_app.models import School as SchoolRow


@dataclass(frozen=True, slots=True)
class EnrollmentSpan(DateSpan):
    """The first and the last day of a student's enrollment at a school."""

    school_id: int


class School(NamedTuple):
    """A school, and how many minutes of absence make a whole day and half a day there."""

    name: str
    full_day_minutes: int
    half_day_minutes: int


class Day(NamedTuple):
    """What a school's calendar says about one date."""

    is_instructional: bool
    reason: str
    day_label: str
    bell_schedule_id: int | None


class Class(NamedTuple):
    """A class by its code and title."""

    section_id: int
    code: str
    title: str


class Entry(NamedTuple):
    """An attendance entry with its code, period and class; no class where the school recorded none."""

    on: date
    minutes: int | None
    comment: str
    code: str
    name: str
    status: AttendanceStatus
    excuse: Excuse
    period_id: int
    period: str
    sequence: int
    school_id: int
    section_id: int | None
    section: str
    course: str
    title: str

    def recorded_class(self) -> Class | None:
        """Return the class that the school recorded with the entry."""
        if self.section_id is None:
            return None
        return Class(self.section_id, class_code(course=self.course, section=self.section), self.title)


class Meeting(NamedTuple):
    """A class of the student's meets in a period while the student is on its roster and the term runs."""

    on_roster: DateSpan
    term: DateSpan
    day_label: str
    period_id: int
    school_id: int
    section_id: int
    section: str
    course: str
    title: str

    def may_take_place(self, on: date) -> bool:
        """Return whether the student has this class on a date with its rotating label."""
        return self.on_roster.includes(on) and self.term.includes(on)

    def fits(self, entry: Entry) -> bool:
        """Return whether an attendance entry may be of this meeting: its period, and its class if it names one."""
        return self.period_id == entry.period_id and entry.section_id in (None, self.section_id)

    def scheduled_class(self) -> Class:
        """Return the class that meets."""
        return Class(self.section_id, class_code(course=self.course, section=self.section), self.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """One student's year: enrollments, the schools' calendars and bell times, the classes, the entries by date.

    Entries that do not count (`counted`) are left out here, so that nothing shows or counts them.
    """

    year: Year
    enrollments: list[EnrollmentSpan]
    schools: dict[int, School]
    terms: list[ScheduleTerm]
    calendars: dict[int, dict[date, Day]]
    bells: dict[int, dict[int, int]]
    """Minutes by bell schedule id and period id."""
    default_bells: dict[int, int]
    """The default bell schedule's id by school id."""
    meetings: list[Meeting]
    entries: list[Entry]


def records_of(session: Session, student: Student, *, as_of: date, year_id: int | None = None) -> Records | None:
    """Return the records of a school year (None: the year on record); None for a student who was not enrolled in it."""
    placements = _placements(session, student, as_of)
    year = year_on_record([year for _, _, year in placements], year_id)
    if year is None:
        return None
    of_year = [(span, school) for span, school, its_year in placements if its_year == year]
    schools = {span.school_id: school for span, school in of_year}
    bells, default_bells = _bells(session, schools)
    return Records(
        year=year,
        enrollments=[span for span, _ in of_year],
        schools=schools,
        terms=schedule_terms(session, [(school, year.id) for school in schools]),
        calendars=_calendars(session, schools, year),
        bells=bells,
        default_bells=default_bells,
        meetings=_meetings(session, student, year),
        entries=_entries(session, student, schools, year),
    )


def _placements(session: Session, student: Student, as_of: date) -> list[tuple[EnrollmentSpan, School, Year]]:
    """Return the enrollments of all years. Those that have ended are included: their days count too."""
    values = {"students": [student.id], "district": student.district_id, "as_of": as_of}
    rows = session.connection().execute(_enrollments(), values)
    return [(EnrollmentSpan(*row[:3]), School(*row[3:6]), Year(*row[6:])) for row in rows]


@cache
def _enrollments() -> Select[*tuple[Any, ...]]:
    return enrollments_by_year(
        col(Enrollment.starts_on),
        col(Enrollment.ends_on),
        col(Enrollment.school_id),
        col(SchoolRow.name),
        col(SchoolRow.full_day_minutes),
        col(SchoolRow.half_day_minutes),
    )


def _calendars(session: Session, schools: dict[int, School], year: Year) -> dict[int, dict[date, Day]]:
    values = {"schools": list(schools), "first": year.starts_on, "last": year.ends_on}
    calendars: dict[int, dict[date, Day]] = {school: {} for school in schools}
    for school_id, on, *day in session.connection().execute(_calendar_days(), values).all():
        calendars[school_id][on] = Day(*day)
    return calendars


@cache
def _calendar_days() -> Select[*tuple[Any, ...]]:
    return select(
        col(CalendarDay.school_id),
        col(CalendarDay.date),
        col(CalendarDay.is_instructional),
        col(CalendarDay.reason),
        col(CalendarDay.day_label),
        col(CalendarDay.bell_schedule_id),
    ).where(
        col(CalendarDay.school_id).in_(bindparam("schools", expanding=True)),
        col(CalendarDay.date).between(bindparam("first"), bindparam("last")),
    )


def _bells(session: Session, schools: dict[int, School]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    bells: dict[int, dict[int, int]] = defaultdict(dict)
    default: dict[int, int] = {}
    rows = session.connection().execute(_bell_times(), {"schools": list(schools)}).all()
    for school_id, is_default, schedule_id, period_id, *times in rows:
        bells[schedule_id][period_id] = _minutes(*times)
        if is_default:
            default[school_id] = schedule_id
    return bells, default


@cache
def _bell_times() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(BellSchedule.school_id),
            col(BellSchedule.is_default),
            col(BellTime.bell_schedule_id),
            col(BellTime.period_id),
            col(BellTime.starts_at),
            col(BellTime.ends_at),
        )
        .join(BellTime, col(BellTime.bell_schedule_id) == BellSchedule.id)
        .where(col(BellSchedule.school_id).in_(bindparam("schools", expanding=True)))
    )


def _minutes(starts_at: time, ends_at: time) -> int:
    starts, ends = (datetime.combine(date.min, moment) for moment in (starts_at, ends_at))
    return int((ends - starts).total_seconds() // 60)


def _meetings(session: Session, student: Student, year: Year) -> list[Meeting]:
    values = {"student": student.id, "year": year.id}
    rows = session.connection().execute(_meetings_of_year(), values).all()
    return [Meeting(DateSpan(*row[:2]), DateSpan(*row[2:4]), *row[4:]) for row in rows]


@cache
def _meetings_of_year() -> Select[*tuple[Any, ...]]:
    return (
        student_meetings(
            col(SectionEnrollment.starts_on),
            col(SectionEnrollment.ends_on),
            meets_from(),
            meets_until(),
            col(SectionMeeting.day_label),
            col(SectionMeeting.period_id),
            col(Section.school_id),
            col(Section.id),
            col(Section.number),
            col(Course.number),
            col(Course.title),
        )
        .join(Course, col(Course.id) == Section.course_id)
        .where(
            col(SectionEnrollment.student_id) == bindparam("student"),
            col(Section.school_year_id) == bindparam("year"),
        )
    )


def _entries(session: Session, student: Student, schools: dict[int, School], year: Year) -> list[Entry]:
    values = {"student": student.id, "schools": list(schools), "first": year.starts_on, "last": year.ends_on}
    return [Entry(*row) for row in session.connection().execute(_entries_between(), values).all()]


@cache
def _entries_between() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(AttendanceEntry.date),
            col(AttendanceEntry.minutes),
            col(AttendanceEntry.comment),
            col(AttendanceCode.code),
            col(AttendanceCode.name),
            col(AttendanceCode.status),
            col(AttendanceCode.excuse),
            col(Period.id),
            col(Period.name),
            col(Period.sequence),
            col(Period.school_id),
            col(Section.id),
            col(Section.number),
            col(Course.number),
            col(Course.title),
        )
        .join(AttendanceCode, col(AttendanceCode.id) == AttendanceEntry.code_id)
        .join(Period, col(Period.id) == AttendanceEntry.period_id)
        .outerjoin(Section, col(Section.id) == AttendanceEntry.section_id)
        .outerjoin(Course, col(Course.id) == Section.course_id)
        .where(col(AttendanceEntry.student_id) == bindparam("student"))
        .where(col(AttendanceEntry.date).between(bindparam("first"), bindparam("last")))
        .where(col(Period.school_id).in_(bindparam("schools", expanding=True)), entry_counts())
        .order_by(col(AttendanceEntry.date), col(Period.sequence), col(Period.id))
    )
