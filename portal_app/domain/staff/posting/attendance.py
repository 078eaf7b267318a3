"""One code for one student in one period of one day, as a teacher or the attendance clerk enters it.

What the school's own calendar and rosters say can't be is refused: a date outside the school year or without school, a
class that the student does not have, a code that the school does not use. A school that keeps no calendar of the year
in the portal is believed. What was posted can always be taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.changes.feed import record_change
from portal_app.domain.enrollment.academic_calendar import is_school_day, kind_of_day
from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.enrollment.meetings import student_has_class, student_meetings
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.rows import write
from portal_app.domain.staff.posting.scope import student_named
from portal_app.domain.staff.posting.text import checked
from portal_app.models import (
    AttendanceCode,
    AttendanceEntry,
    CalendarDay,
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
class _Lesson:
    """A class that the student has in the named period on the date."""

    school: School
    period: Period
    section: Section


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
    """Write the mark of a student's period, over a former one, and return it. Posting the same again changes nothing.

    `minutes` is how long the student was away, where the school knows it. `school` (name or number) is only needed for
    a student of two schools that both have the period.

    Raises:
        Refused: the mark can't be true; says why.
    """
    student = student_named(session, student_number)
    lesson = _lesson(session, student, on, period.strip(), school.strip())
    values = {
        "student_id": student.id,
        "date": on,
        "period_id": lesson.period.id,
        "code_id": _code(session, lesson.school, code.strip()).id,
        "section_id": lesson.section.id,
        "minutes": _minutes(minutes),
        "comment": checked(comment, name="comment", most=500),
    }
    former = _former(session, student, on, lesson.period)
    mark, changed = write(session, AttendanceEntry, former, values, posted_at=now())
    if changed:
        record_change(session, Subject.ATTENDANCE, student_id=student.id, item_id=mark.id)
    return mark


def clear_attendance(session: Session, *, student_number: str, on: date, period: str, school: str = "") -> None:
    """Take back a mark that was posted by mistake: the student was there.

    Raises:
        Refused: there is no such mark; says why.
    """
    student = student_named(session, student_number)
    marks = _marks(session, student, on, period.strip(), school.strip())
    if not marks:
        raise Refused(f"Nothing is recorded for {full_name(student)} on {on} in period {period}.")
    if len(marks) > 1:
        names = " and ".join(name for _, name in marks)
        raise Refused(f"Period {period} is marked at {names}: say at which school.")
    mark, _ = marks[0]
    session.delete(mark)
    record_change(session, Subject.ATTENDANCE, student_id=student.id, item_id=mark.id)


def _former(session: Session, student: Student, on: date, period: Period) -> AttendanceEntry | None:
    return session.exec(
        select(AttendanceEntry).where(
            col(AttendanceEntry.student_id) == student.id,
            col(AttendanceEntry.date) == on,
            col(AttendanceEntry.period_id) == period.id,
        )
    ).first()


def _marks(
    session: Session, student: Student, on: date, period: str, school: str
) -> Sequence[tuple[AttendanceEntry, str]]:
    """Return the student's marks of this period with their schools' names, whatever calendar and rosters say by now."""
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


def _lesson(session: Session, student: Student, on: date, period: str, school: str) -> _Lesson:
    """Return the one class that the student has in this period on this date."""
    schools = [(s, year) for s, year in _schools(session, student, on) if not school or school in (s.name, s.number)]
    if not schools:
        raise Refused(f"{full_name(student)} does not attend {school} on {on}.")
    must = len(schools) == 1
    open_schools = [(s, day) for s, year in schools if (day := _open_day(session, s, year, on, must=must)) is not None]
    if not open_schools:
        raise Refused(f"{on} is no school day at any of {full_name(student)}'s schools.")
    found = [lesson for s, label in open_schools for lesson in _lessons(session, student, s, on, period, label)]
    if not found:
        raise Refused(f"{full_name(student)} has no class in period {period} on {on}.")
    if len({lesson.school.id for lesson in found}) > 1:
        names = " and ".join(sorted({lesson.school.name for lesson in found}))
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
    places = session.exec(query).all()
    in_year = [place for place in places if DateSpan(place[1].starts_on, place[1].ends_on).includes(on)]
    if not in_year:
        years = ", ".join(sorted({f"{year.starts_on} to {year.ends_on}" for _, year, _ in places})) or "none"
        raise Refused(f"{on} is outside the school years of {full_name(student)} ({years}).")
    schools = [(s, year) for e, year, s in in_year if DateSpan(e.starts_on, e.ends_on).includes(on)]
    if not schools:
        raise Refused(f"{full_name(student)} is not enrolled on {on}.")
    return schools


def _open_day(session: Session, school: School, year: SchoolYear, on: date, *, must: bool) -> str | None:
    """Return the date's rotating label (mostly empty) if there is school; None, or with `must` a refusal, if not."""
    here = col(CalendarDay.school_id) == school.id
    day = session.exec(select(CalendarDay).where(here, col(CalendarDay.date) == on)).first()
    of_year = select(CalendarDay.id).where(here, col(CalendarDay.date).between(year.starts_on, year.ends_on))
    keeps_calendar = day is not None or session.exec(of_year.limit(1)).first() is not None
    listed = day.is_instructional if day else None
    kind = kind_of_day(on, listed=listed, keeps_calendar=keeps_calendar, year=year, weekends_too=True)
    if is_school_day(kind, if_unknown=True):
        return day.day_label if day else ""
    if must:
        because = f" ({day.reason})" if day and day.reason else ""
        raise Refused(f"{on} is no school day at {school.name}{because}.")
    return None


def _lessons(session: Session, student: Student, school: School, on: date, period: str, label: str) -> list[_Lesson]:
    query = (
        student_meetings(Period, Section)
        .join(Period, col(Period.id) == SectionMeeting.period_id)
        .where(col(Period.school_id) == school.id, col(Period.name) == period)
        .where(col(SectionEnrollment.student_id) == student.id, student_has_class(on))
        .where(col(SectionMeeting.day_label).in_(("", label)))
        .order_by(col(Section.id))
    )
    return [_Lesson(school=school, period=row.Period, section=row.Section) for row in session.execute(query)]


def _code(session: Session, school: School, code: str) -> AttendanceCode:
    codes = session.exec(select(AttendanceCode).where(col(AttendanceCode.school_id) == school.id)).all()
    for known in codes:
        if known.code == code:
            return known
    listed = ", ".join(sorted(known.code for known in codes)) or "none"
    raise Refused(f"{school.name} has no attendance code {code!r}; its codes are: {listed}.")


def _minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 0 <= minutes <= MINUTES_IN_A_DAY:
        raise Refused(f"{minutes} minutes can't be: give 0 to {MINUTES_IN_A_DAY}.")
    return minutes
