"""What the attendance of one student's school year is computed from: six queries, whatever the year was like."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal_app.domain.school_time import latest_start, schedule_terms
from portal_app.models import (
    AttendanceCode,
    AttendanceMark,
    BellSchedule,
    BellTime,
    CalendarDay,
    Course,
    Enrollment,
    Period,
    School,
    SchoolYear,
    Section,
    SectionEnrollment,
    SectionMeeting,
    Student,
    Term,
)


class Day(NamedTuple):
    """What a school's calendar says about one date: `CalendarDay` without the weight of a row that might change."""

    is_instructional: bool
    reason: str
    day_label: str
    bell_schedule_id: int | None


class Mark(NamedTuple):
    """A mark with all that names it; the class is absent where the school did not record one."""

    mark: AttendanceMark
    code: AttendanceCode
    period: Period
    section: Section | None
    course: Course | None


class Meeting(NamedTuple):
    """A class of the student's meets in a period, while the student is on its roster and its term runs."""

    roster: SectionEnrollment
    section: Section
    course: Course
    meeting: SectionMeeting
    term: Term

    def takes_place(self, on: date, day_label: str) -> bool:
        """Return whether the student has this class on a date with this rotating label."""
        on_roster = self.roster.starts_on <= on and (self.roster.ends_on is None or on <= self.roster.ends_on)
        in_term = self.term.starts_on <= on <= self.term.ends_on
        return on_roster and in_term and self.meeting.day_label in ("", day_label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """One student's year: where enrolled, the schools' calendars and bells, the classes, and the marks by date."""

    year: SchoolYear
    enrollments: list[Enrollment]
    schools: dict[int, School]
    terms: list[Term]
    calendars: dict[int, dict[date, Day]]
    bells: dict[int, dict[int, int]]
    """Minutes by bell schedule id and period id."""
    usual_bells: dict[int, int]
    """The default bell schedule's id by school id."""
    meetings: list[Meeting]
    marks: list[Mark]


def records_of(session: Session, student: Student, *, as_of: date) -> Records | None:
    """Return the records of the year that counts on a day; None for who is enrolled neither this year nor next."""
    places = _places(session, student, as_of)
    if not places:
        return None
    year = next((year for _, _, year in places if year.ends_on >= as_of), places[-1][2])
    enrollments = [enrollment for enrollment, _, its_year in places if its_year is year]
    schools = {school.id or 0: school for enrollment, school, its_year in places if its_year is year}
    bells, usual_bells = _bells(session, schools)
    return Records(
        year=year,
        enrollments=enrollments,
        schools=schools,
        terms=schedule_terms(session, [(school, year.id or 0) for school in schools]),
        calendars=_calendars(session, schools, year),
        bells=bells,
        usual_bells=usual_bells,
        meetings=_meetings(session, student, year),
        marks=_marks(session, student, year),
    )


def _places(session: Session, student: Student, as_of: date) -> list[tuple[Enrollment, School, SchoolYear]]:
    """Return the enrollments of this year and later, those that ended too: they were days of school."""
    query = (
        select(Enrollment, School, SchoolYear)
        .join(School, col(School.id) == Enrollment.school_id)
        .join(SchoolYear, col(SchoolYear.id) == Enrollment.school_year_id)
        .where(col(Enrollment.student_id) == student.id)
        .where(col(SchoolYear.starts_on) >= latest_start(student.district_id, as_of=as_of))
        .order_by(col(SchoolYear.starts_on), col(Enrollment.starts_on), col(School.name))
    )
    return list(session.exec(query))


def _calendars(session: Session, schools: dict[int, School], year: SchoolYear) -> dict[int, dict[date, Day]]:
    in_year = col(CalendarDay.date).between(year.starts_on, year.ends_on)
    query = select_columns(
        col(CalendarDay.school_id),
        col(CalendarDay.date),
        col(CalendarDay.is_instructional),
        col(CalendarDay.reason),
        col(CalendarDay.day_label),
        col(CalendarDay.bell_schedule_id),
    ).where(col(CalendarDay.school_id).in_(schools), in_year)
    calendars: dict[int, dict[date, Day]] = {school: {} for school in schools}
    for school_id, on, *day in session.execute(query):
        calendars[school_id][on] = Day(*day)
    return calendars


def _bells(session: Session, schools: dict[int, School]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    bells: dict[int, dict[int, int]] = defaultdict(dict)
    usual: dict[int, int] = {}
    query = select(BellSchedule, BellTime).join(BellTime).where(col(BellSchedule.school_id).in_(schools))
    for schedule, bell in session.exec(query):
        bells[bell.bell_schedule_id][bell.period_id] = _minutes(bell)
        if schedule.is_default:
            usual[schedule.school_id] = bell.bell_schedule_id
    return bells, usual


def _minutes(bell: BellTime) -> int:
    starts, ends = (datetime.combine(date.min, moment) for moment in (bell.starts_at, bell.ends_at))
    return int((ends - starts).total_seconds() // 60)


def _meetings(session: Session, student: Student, year: SchoolYear) -> list[Meeting]:
    query = (
        select_columns(SectionEnrollment, Section, Course, SectionMeeting, Term)
        .join(Section, col(Section.id) == SectionEnrollment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .join(SectionMeeting, col(SectionMeeting.section_id) == Section.id)
        .join(Term, col(Term.id) == SectionMeeting.term_id)
        .where(col(SectionEnrollment.student_id) == student.id, col(Section.school_year_id) == year.id)
    )
    return [Meeting(*row) for row in session.execute(query)]


def _marks(session: Session, student: Student, year: SchoolYear) -> list[Mark]:
    query = (
        select_columns(AttendanceMark, AttendanceCode, Period, Section, Course)
        .join(AttendanceCode, col(AttendanceCode.id) == AttendanceMark.code_id)
        .join(Period, col(Period.id) == AttendanceMark.period_id)
        .outerjoin(Section, col(Section.id) == AttendanceMark.section_id)
        .outerjoin(Course, col(Course.id) == Section.course_id)
        .where(col(AttendanceMark.student_id) == student.id)
        .where(col(AttendanceMark.date).between(year.starts_on, year.ends_on))
        .order_by(col(AttendanceMark.date), col(Period.sequence), col(Period.id))
    )
    return [Mark(*row) for row in session.execute(query)]
