"""Builders of what a school records day by day: attendance, work and scores. They go with `builders`."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.clock import now
from tests.unit.builders import SchoolRows, add, an_id

CODES = {
    "AU": ("Absent unexcused", m.AttendanceStatus.ABSENT, m.Excuse.UNEXCUSED),
    "AE": ("Absent excused", m.AttendanceStatus.ABSENT, m.Excuse.EXCUSED),
    "A": ("Absent", m.AttendanceStatus.ABSENT, m.Excuse.UNKNOWN),
    "AX": ("School activity", m.AttendanceStatus.ABSENT, m.Excuse.EXEMPT),
    "T": ("Tardy", m.AttendanceStatus.TARDY, m.Excuse.UNEXCUSED),
    "EU": ("Early release unexcused", m.AttendanceStatus.EARLY_RELEASE, m.Excuse.UNEXCUSED),
    "ER": ("Early release", m.AttendanceStatus.EARLY_RELEASE, m.Excuse.EXCUSED),
    "P": ("Present", m.AttendanceStatus.PRESENT, m.Excuse.EXCUSED),
}


def a_code(session: Session, *, at: SchoolRows, code: str) -> m.AttendanceCode:
    """Return the school's code of this name (one of `CODES`), written at its first mention."""
    found = session.exec(
        select(m.AttendanceCode).where(col(m.AttendanceCode.school_id) == at.id, col(m.AttendanceCode.code) == code)
    ).first()
    name, status, excuse = CODES[code]
    new = m.AttendanceCode(school_id=at.id, code=code, name=name, status=status, excuse=excuse)
    return found or add(session, new)


def an_attendance_entry(
    session: Session,
    student: m.Student,
    *,
    at: SchoolRows,
    on: date,
    code: str = "AU",
    period: str = "1",
    section: m.Section | None = None,
    minutes: int | None = None,
    comment: str = "",
) -> m.AttendanceEntry:
    """Write an entry for one period."""
    return add(
        session,
        m.AttendanceEntry(
            student_id=an_id(student),
            date=on,
            period_id=an_id(at.periods[period]),
            section_id=section.id if section else None,
            code_id=an_id(a_code(session, at=at, code=code)),
            minutes=minutes,
            comment=comment,
            posted_at=now(),
        ),
    )


def absent_all_day(session: Session, student: m.Student, *, at: SchoolRows, on: date, code: str = "AU") -> None:
    """Write an entry for each of the school's periods."""
    for period in at.periods:
        an_attendance_entry(session, student, at=at, on=on, code=code, period=period)


def a_task(session: Session, section: m.Section, *, name: str = "9 Weeks") -> m.GradingTask:
    """Return the grading task of the class's course, written with its scale at its first mention."""
    found = session.exec(
        select(m.GradingTask).where(col(m.GradingTask.course_id) == section.course_id, col(m.GradingTask.name) == name)
    ).first()
    if found:
        return found
    scale = add(session, m.GradingScale(name="Letters"))
    return add(session, m.GradingTask(course_id=section.course_id, scale_id=an_id(scale), name=name, sequence=1))


def an_assignment(
    session: Session,
    section: m.Section,
    *,
    at: SchoolRows,
    name: str = "Fractions",
    due_on: date | None = None,
    possible: str = "20",
    **values: Any,
) -> m.Assignment:
    """Write an assignment of a class, in a category of its own, in the school's first term."""
    task = a_task(session, section)
    category = add(session, m.Category(section_id=an_id(section), task_id=an_id(task), name="Classwork"))
    return add(
        session,
        m.Assignment(
            section_id=an_id(section),
            category_id=an_id(category),
            term_id=an_id(at.terms[0]),
            name=name,
            due_on=due_on,
            points_possible=Decimal(possible),
            **values,
        ),
    )


def a_score(session: Session, student: m.Student, assignment: m.Assignment, **values: Any) -> m.Score:
    """Write a score: `points=Decimal(18)`, `is_missing=True`."""
    return add(
        session,
        m.Score(student_id=an_id(student), assignment_id=an_id(assignment), posted_at=now(), **values),
    )


def a_posted_grade(
    session: Session, student: m.Student, section: m.Section, *, at: SchoolRows, letter_grade: str = "B"
) -> m.PostedGrade:
    """Write a final grade of the first term."""
    return add(
        session,
        m.PostedGrade(
            student_id=an_id(student),
            section_id=an_id(section),
            task_id=an_id(a_task(session, section)),
            term_id=an_id(at.terms[0]),
            letter_grade=letter_grade,
            percent=Decimal("84.5"),
            posted_at=now(),
        ),
    )


def an_event(session: Session, *, at: SchoolRows, **values: Any) -> m.Event:
    """Write an event of the school's district: add `school_id=…` or `section_id=…`, `starts_at=…`, `ends_at=…`."""
    return add(session, m.Event(district_id=an_id(at.district), **values))


def weekdays(first: date, count: int) -> Iterable[date]:
    """Return this many weekdays from a day on."""
    days = (date.fromordinal(first.toordinal() + n) for n in range(2 * count + 7))
    return [day for day in days if day.weekday() < 5][:count]
