"""The classes of one date, in order, with their times.

A class meets on a date when the student is on its roster, one of its terms includes the date, and the day's label is
the meeting's (a meeting without a label meets daily). At a school without a calendar, where a date may or may not be a
school day, all classes are listed with their labels, without times, and `SchoolToday.kind` is unknown.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam
from sqlmodel import Session, col

from portal_app.domain.enrollment.academic_calendar import (
    DayKind,
    SchoolDay,
    WhyNoSchool,
    next_school_day,
    school_days,
    why_no_school,
)
from portal_app.domain.enrollment.bells import clock_text
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.enrollment.meetings import student_has_class, student_meetings
from portal_app.domain.enrollment.placements import Placement, Year, placements_of
from portal_app.domain.schedule.classes import Teacher, teachers_of
from portal_app.models import Course, Period, Section, SectionEnrollment, SectionMeeting, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClass:
    """A class on a date. Both times are empty where the bell times aren't known."""

    section_id: int = 0
    code: str = ""
    title: str = ""
    school: str = ""
    period_id: int = 0
    period: str = ""
    day_label: str = ""
    room: str = ""
    teachers: list[Teacher] = field(default_factory=list)
    starts_time: str = ""
    ends_time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolToday:
    """What the date is at one of the student's schools. `why` is set when there is no school; `remark` is the school's.

    `bells` names the day's bell schedule where it isn't the usual one (an early release).
    """

    school: str = ""
    kind: DayKind = DayKind.UNKNOWN
    why: WhyNoSchool | None = None
    remark: str = ""
    day_label: str = ""
    bells: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentDay:
    """A student's date: the schools attended (none: not enrolled on it) and the classes in order.

    `school_again_on` is the next school day when there is no school on the date, or the first day at `next_school` for
    a student who is not enrolled yet; empty where it is not known.
    """

    on: str = ""
    schools: list[SchoolToday] = field(default_factory=list)
    classes: list[DayClass] = field(default_factory=list)
    school_again_on: str = ""
    next_school: str = ""


Attending = dict[int, dict[int, Placement]]
"""The placements that include a date, by student id and school id."""


def today_schedule(session: Session, student: Student, *, on: date) -> StudentDay:
    """Return the student's classes on a date. At most six queries."""
    student_id = student.id or 0
    return days_in(session, {student_id: placements_of(session, student, as_of=on)}, on=on)[student_id]


def days_in(session: Session, placements: dict[int, list[Placement]], *, on: date) -> dict[int, StudentDay]:
    """Return the classes on a date of students with these placements on it, by student id.

    At most five queries, and one more for each student who has no school.
    """
    attending = {
        student: {p.school_id: p for p in found if p.includes(on) and not p.year.is_earlier}
        for student, found in placements.items()
    }
    days = _days(session, attending, on)
    classes = _classes(session, attending, days, on)
    enrolled = {
        student: _student_day(session, schools, days[student], classes[student], on)
        for student, schools in attending.items()
        if schools
    }
    return {student: enrolled.get(student) or _not_enrolled(found, on) for student, found in placements.items()}


def _not_enrolled(placements: list[Placement], on: date) -> StudentDay:
    coming = next((placement for placement in placements if placement.begins_after(on)), None)
    if coming is None:
        return StudentDay(on=on.isoformat())
    return StudentDay(on=on.isoformat(), school_again_on=coming.starts_on.isoformat(), next_school=coming.school)


def _student_day(
    session: Session, attending: dict[int, Placement], days: dict[int, SchoolDay], classes: list[DayClass], on: date
) -> StudentDay:
    again = None if _in_session(days) else next_school_day(session, attending, after=on)
    return StudentDay(
        on=on.isoformat(),
        schools=[_school_today(placement, days[school], on) for school, placement in attending.items()],
        classes=classes,
        school_again_on=again.isoformat() if again else "",
    )


def _days(session: Session, attending: Attending, on: date) -> dict[int, dict[int, SchoolDay]]:
    """Return what the date is for each student at each school. One query for each school year."""
    schools: dict[Year, set[int]] = defaultdict(set)
    for placements in attending.values():
        for school, placement in placements.items():
            schools[placement.year].add(school)
    found = {year: school_days(session, ids, on=on, year=year) for year, ids in schools.items()}
    return {
        student: {school: found[placement.year][school] for school, placement in placements.items()}
        for student, placements in attending.items()
    }


def _in_session(days: dict[int, SchoolDay]) -> bool:
    return any(day.kind.may_have_school for day in days.values())


def _school_today(placement: Placement, day: SchoolDay, on: date) -> SchoolToday:
    closed = not day.kind.may_have_school
    return SchoolToday(
        school=placement.school,
        kind=day.kind,
        why=why_no_school(on, remark=day.remark, year=placement.year) if closed else None,
        remark=day.remark,
        day_label=day.day_label,
        bells=day.own_bells,
    )


def _classes(
    session: Session, attending: Attending, days: dict[int, dict[int, SchoolDay]], on: date
) -> dict[int, list[DayClass]]:
    """Return each student's classes that meet, by time; those without a time after them, by period."""
    meetings = _meetings_that_take_place(session, days, on)
    teachers = (
        teachers_of(session, {row.section_id for rows in meetings.values() for row in rows}, as_of=on)
        if meetings
        else {}
    )
    return {
        student: sorted(
            (_day_class(row, attending[student], days[student], teachers) for row in meetings.get(student, ())),
            key=lambda entry: (entry.starts_time == "", entry.starts_time),
        )
        for student in attending
    }


class _Meeting(NamedTuple):
    """A class that meets in a period on days with a label. Columns, not objects: home reads them for every child."""

    section_id: int
    school_id: int
    section: str
    course: str
    title: str
    period_id: int
    period: str
    day_label: str
    room: str


def _meetings_that_take_place(
    session: Session, days: dict[int, dict[int, SchoolDay]], on: date
) -> dict[int, list[_Meeting]]:
    """Return one meeting a class and period of each student who has school, in the order of the periods."""
    in_session = {student: schools for student, schools in days.items() if _in_session(schools)}
    chosen: dict[int, dict[tuple[Any, ...], _Meeting]] = {student: {} for student in in_session}
    for student, row in _meetings(session, in_session, on):
        day = in_session[student].get(row.school_id)
        if day and day.has_meeting(label=row.day_label, period_id=row.period_id):
            chosen[student][row.section_id, row.period_id, row.room] = row
    return {student: list(rows.values()) for student, rows in chosen.items()}


def _meetings(session: Session, days: dict[int, dict[int, SchoolDay]], on: date) -> Iterator[tuple[int, _Meeting]]:
    """Yield the meetings of the students' classes in the terms that the date is in, whatever the day's label."""
    if days:
        schools = {school for at_schools in days.values() for school in at_schools}
        values = {"students": list(days), "schools": list(schools), "on": on}
        for student, *row in session.connection().execute(_meetings_query(), values).all():
            yield student, _Meeting(*row)


@cache
def _meetings_query() -> Select[*tuple[Any, ...]]:
    return (
        student_meetings(
            col(SectionEnrollment.student_id),
            col(Section.id),
            col(Section.school_id),
            col(Section.number),
            col(Course.number),
            col(Course.title),
            col(Period.id),
            col(Period.name),
            col(SectionMeeting.day_label),
            col(SectionMeeting.room),
        )
        .join(Course, col(Course.id) == Section.course_id)
        .join(Period, col(Period.id) == SectionMeeting.period_id)
        .where(col(SectionEnrollment.student_id).in_(bindparam("students", expanding=True)))
        .where(col(Section.school_id).in_(bindparam("schools", expanding=True)))
        .where(student_has_class(bindparam("on")))
        .order_by(col(Period.sequence), col(Course.number), col(Section.number), col(SectionMeeting.day_label))
    )


def _day_class(
    row: _Meeting, placements: dict[int, Placement], days: dict[int, SchoolDay], teachers: dict[int, list[Teacher]]
) -> DayClass:
    bell = days[row.school_id].bells.get(row.period_id)
    return DayClass(
        section_id=row.section_id,
        code=class_code(course=row.course, section=row.section),
        title=row.title,
        school=placements[row.school_id].school,
        period_id=row.period_id,
        period=row.period,
        day_label=row.day_label,
        room=row.room,
        teachers=teachers.get(row.section_id, []),
        starts_time=clock_text(bell.starts_at) if bell else "",
        ends_time=clock_text(bell.ends_at) if bell else "",
    )
