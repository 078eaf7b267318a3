"""One code for one student in one period of one day, as a teacher or the attendance clerk enters it.

What contradicts the school's calendar and rosters is refused: a date outside the school year or without school, a
class that the student does not have, a period that the day's bells leave out, a code that the school does not use. A
school without a calendar in the portal may post for any date, and for the classes of each rotating label. An entry can
always be cleared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.changes.feed import record_change
from portal_app.domain.enrollment.academic_calendar import SchoolDay, school_days
from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.enrollment.meetings import class_of_period, student_has_class, student_meetings
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.rows import write
from portal_app.domain.staff.posting.scope import student_named
from portal_app.domain.staff.posting.text import checked
from portal_app.models import (
    AttendanceCode,
    AttendanceEntry,
    Enrollment,
    Period,
    School,
    SchoolYear,
    Section,
    SectionEnrollment,
    SectionMeeting,
    Student,
    Subject,
)

MINUTES_IN_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _ScheduledClass:
    """A class that the student has in the named period on the date.

    `section_id` is None where the class depends on the day's label, which a school without a calendar does not state.
    """

    school: School
    period: Period
    section_id: int | None


def post_attendance(
    session: Session,
    *,
    student_number: str,
    on: date,
    period: str,
    code: str,
    minutes: int | None = None,
    comment: str = "",
    school: str = "",
) -> AttendanceEntry:
    """Write the entry of a student's period, replacing an existing one, and return it. The same entry changes nothing.

    `minutes` is how long the student was away, where the school knows it. `school` (name or number) is only needed for
    a student of two schools that both have the period.

    Raises:
        Refused: the entry is invalid; says why.
    """
    student = student_named(session, student_number)
    scheduled = _scheduled_class(session, student, on, period.strip(), school.strip())
    values = {
        "student_id": student.id,
        "date": on,
        "period_id": scheduled.period.id,
        "code_id": _code(session, scheduled.school, code.strip()).id,
        "section_id": scheduled.section_id,
        "minutes": _minutes(minutes),
        "comment": checked(comment, name="comment", most=500),
    }
    existing = _existing(session, student, on, scheduled.period)
    entry, changed = write(session, AttendanceEntry, existing, values, posted_at=now())
    if changed:
        record_change(session, Subject.ATTENDANCE, student_id=student.id, item_id=entry.id)
    return entry


def clear_attendance(session: Session, *, student_number: str, on: date, period: str, school: str = "") -> None:
    """Delete an entry that was posted by mistake: the student was present.

    Raises:
        Refused: there is no such entry; says why.
    """
    student = student_named(session, student_number)
    entries = _entries(session, student, on, period.strip(), school.strip())
    if not entries:
        raise Refused(f"Nothing is recorded for {full_name(student)} on {on} in period {period}.")
    if len(entries) > 1:
        names = " and ".join(name for _, name in entries)
        raise Refused(f"Period {period} is recorded at {names}: say at which school.")
    entry, _ = entries[0]
    session.delete(entry)
    record_change(session, Subject.ATTENDANCE, student_id=student.id, item_id=entry.id)


def _existing(session: Session, student: Student, on: date, period: Period) -> AttendanceEntry | None:
    return session.exec(
        select(AttendanceEntry).where(
            col(AttendanceEntry.student_id) == student.id,
            col(AttendanceEntry.date) == on,
            col(AttendanceEntry.period_id) == period.id,
        )
    ).first()


def _entries(
    session: Session, student: Student, on: date, period: str, school: str
) -> Sequence[tuple[AttendanceEntry, str]]:
    """Return the student's entries of this period with their schools' names, whatever calendar and rosters say now."""
    query = (
        select(AttendanceEntry, School.name)
        .join(Period, col(Period.id) == AttendanceEntry.period_id)
        .join(School, col(School.id) == Period.school_id)
        .where(col(AttendanceEntry.student_id) == student.id, col(AttendanceEntry.date) == on)
        .where(col(Period.name) == period)
        .order_by(col(School.name))
    )
    if school:
        query = query.where(or_(col(School.name) == school, col(School.number) == school))
    return session.exec(query).all()


def _scheduled_class(session: Session, student: Student, on: date, period: str, school: str) -> _ScheduledClass:
    """Return the one class that the student has in this period on this date."""
    schools = [(s, year) for s, year in _schools(session, student, on) if not school or school in (s.name, s.number)]
    if not schools:
        raise Refused(f"{full_name(student)} does not attend {school} on {on}.")
    required = len(schools) == 1
    open_schools = [
        (s, day) for s, year in schools if (day := _open_day(session, s, year, on, required=required)) is not None
    ]
    if not open_schools:
        raise Refused(f"{on} is no school day at any of {full_name(student)}'s schools.")
    classes = [_class_at(session, student, s, on, period, day) for s, day in open_schools]
    found = [each for each in classes if each is not None]
    if not found:
        raise Refused(f"{full_name(student)} has no class in period {period} on {on}.")
    if len(found) > 1:
        names = " and ".join(sorted({each.school.name for each in found}))
        raise Refused(f"{full_name(student)} has a class in period {period} at {names}: say at which school.")
    return found[0]


def _schools(session: Session, student: Student, on: date) -> list[tuple[School, SchoolYear]]:
    """Return the schools that the student attends on a date, by the school year and by the enrollment."""
    query = (
        select(Enrollment, SchoolYear, School)
        .join(SchoolYear, col(SchoolYear.id) == Enrollment.school_year_id)
        .join(School, col(School.id) == Enrollment.school_id)
        .where(col(Enrollment.student_id) == student.id)
        .order_by(col(School.name))
    )
    placements = session.exec(query).all()
    in_year = [row for row in placements if DateSpan(row[1].starts_on, row[1].ends_on).includes(on)]
    if not in_year:
        years = ", ".join(sorted({f"{year.starts_on} to {year.ends_on}" for _, year, _ in placements})) or "none"
        raise Refused(f"{on} is outside the school years of {full_name(student)} ({years}).")
    schools = [(s, year) for e, year, s in in_year if DateSpan(e.starts_on, e.ends_on).includes(on)]
    if not schools:
        raise Refused(f"{full_name(student)} is not enrolled on {on}.")
    return schools


def _open_day(session: Session, school: School, year: SchoolYear, on: date, *, required: bool) -> SchoolDay | None:
    """Return what the date is at the school if there is school. If not: None, or a refusal if `required`."""
    day = school_days(session, [school.id or 0], on=on, year=year, takes_attendance=True)[school.id or 0]
    if day.kind.may_have_school:
        return day
    if required:
        because = f" ({day.remark})" if day.remark else ""
        raise Refused(f"{on} is no school day at {school.name}{because}.")
    return None


def _class_at(
    session: Session, student: Student, school: School, on: date, period: str, day: SchoolDay
) -> _ScheduledClass | None:
    query = (
        student_meetings(Period, SectionMeeting)
        .join(Period, col(Period.id) == SectionMeeting.period_id)
        .where(col(Period.school_id) == school.id, col(Period.name) == period)
        .where(col(SectionEnrollment.student_id) == student.id, student_has_class(on))
        .order_by(col(Section.id))
    )
    rows = [
        (found, meeting)
        for found, meeting in session.execute(query)
        if day.has_meeting(label=meeting.day_label, period_id=meeting.period_id)
    ]
    if not rows:
        return None
    section_id = class_of_period([(meeting.day_label, meeting.section_id) for _, meeting in rows])
    return _ScheduledClass(school=school, period=rows[0][0], section_id=section_id)


def _code(session: Session, school: School, code: str) -> AttendanceCode:
    codes = session.exec(select(AttendanceCode).where(col(AttendanceCode.school_id) == school.id)).all()
    for known in codes:
        if known.code == code:
            return known
    listed = ", ".join(sorted(known.code for known in codes)) or "none"
    raise Refused(f"{school.name} has no attendance code {code!r}; its codes are: {listed}.")


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 0 <= minutes <= MINUTES_IN_A_DAY:
        raise Refused(f"{minutes} minutes is not possible: give 0 to {MINUTES_IN_A_DAY}.")
    return minutes
