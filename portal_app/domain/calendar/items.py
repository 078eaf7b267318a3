"""The calendar of some children between two days, in layers: assignments due, events, attendance, days without school.

Callers have checked access: the viewer has the calendar right for `students` and the attendance right for
`attendance_of`. An item that several children share is listed once, with all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from portal_app.clock import local, zone
from portal_app.domain.attendance.counted import counted_entries
from portal_app.domain.calendar.belonging import Belonging, RosterEntry, belonging_of
from portal_app.domain.calendar.no_school import special_days
from portal_app.domain.calendar.views import CalendarItem, Layer, Reach
from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.enrollment.display_names import class_code
from portal_app.models import (
    Assignment,
    AttendanceCode,
    AttendanceEntry,
    AttendanceStatus,
    Course,
    Event,
    Section,
    SectionEnrollment,
    Student,
)

ONE_DAY = timedelta(days=1)


def calendar_of(
    session: Session,
    students: Sequence[Student],
    *,
    attendance_of: Sequence[Student] = (),
    starts_on: date,
    ends_on: date,
) -> tuple[CalendarItem, ...]:
    """Return the calendar's items from the first to the last day, ordered by day and time. Six queries."""
    belonging = belonging_of(session, students)
    items = [
        *special_days(session, belonging, starts_on, ends_on),
        *_assignments_due(session, belonging, starts_on, ends_on),
        *_events(session, belonging, starts_on, ends_on),
        *_attendance(session, attendance_of, starts_on, ends_on),
    ]
    return tuple(sorted(items, key=lambda item: (item.starts_on, item.starts_at, item.layer, item.title, item.key)))


def count_due(session: Session, students: Sequence[Student], *, starts_on: date, ends_on: date) -> int:
    """Return how many assignments are due from the first to the last day, without building the calendar. One query."""
    values = {"students": [student.id for student in students], "first": starts_on, "last": ends_on}
    return session.connection().scalar(_assignment_count(), values) or 0


@cache
def _assignment_count() -> Select[*tuple[Any, ...]]:
    return (
        select(func.count(col(Assignment.id).distinct()))
        .join(SectionEnrollment, col(SectionEnrollment.section_id) == Assignment.section_id)
        .where(col(SectionEnrollment.student_id).in_(bindparam("students", expanding=True)))
        .where(col(Assignment.due_on).between(bindparam("first"), bindparam("last")))
        .where(span_includes(SectionEnrollment, col(Assignment.due_on)))
    )


def _assignments_due(session: Session, belonging: Belonging, first: date, last: date) -> Iterator[CalendarItem]:
    values = {"sections": list(belonging.sections), "first": first, "last": last}
    for assignment in session.execute(_assignments(), values):
        student_ids = belonging.students_among(
            belonging.sections[assignment.section_id], assignment.due_on, assignment.due_on
        )
        if student_ids:
            due_on = assignment.due_on.isoformat()
            yield CalendarItem(
                key=f"assignment-{assignment.id}",
                layer=Layer.ASSIGNMENT,
                title=assignment.name,
                detail=assignment.description,
                starts_on=due_on,
                ends_on=due_on,
                student_ids=student_ids,
                class_code=class_code(course=assignment.course, section=assignment.section),
                class_title=assignment.title,
                section_id=assignment.section_id,
                assignment_id=assignment.id,
            )


@cache
def _assignments() -> Select[*tuple[Any, ...]]:
    """Return the query of the assignments due. Queries are built once: building one takes longer than running it."""
    return (
        # columns, not objects: a month of several children's assignments is hundreds of rows
        select(
            col(Assignment.id),
            col(Assignment.section_id),
            col(Assignment.name),
            col(Assignment.description),
            col(Assignment.due_on),
            col(Section.number).label("section"),
            col(Course.number).label("course"),
            col(Course.title),
        )
        .join(Section, col(Section.id) == Assignment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .where(col(Assignment.section_id).in_(bindparam("sections", expanding=True)))
        .where(col(Assignment.due_on).between(bindparam("first"), bindparam("last")))
    )


def _events(session: Session, belonging: Belonging, first: date, last: date) -> Iterator[CalendarItem]:
    begins, ends = (datetime.combine(day, time(), tzinfo=zone()) for day in (first, last + ONE_DAY))
    whose = {"districts": belonging.districts, "schools": belonging.schools, "sections": belonging.sections}
    values = {"begins": begins, "ends": ends, **{name: list(ids) for name, ids in whose.items()}}
    for event in session.connection().execute(_events_between(), values):
        days = days_of(event)
        student_ids = belonging.students_among(_roster_of(belonging, event), *days)
        if student_ids:
            yield _event_item(event, days, student_ids)


@cache
def _events_between() -> Select[*tuple[Any, ...]]:
    of_all = col(Event.district_id).in_(bindparam("districts", expanding=True))
    of_school = col(Event.school_id).in_(bindparam("schools", expanding=True))
    of_class = col(Event.section_id).in_(bindparam("sections", expanding=True))
    of_no_class = and_(col(Event.section_id).is_(None), or_(and_(col(Event.school_id).is_(None), of_all), of_school))
    begins: Any = bindparam("begins")
    return (
        select(
            col(Event.id),
            col(Event.district_id),
            col(Event.school_id),
            col(Event.section_id),
            col(Event.title),
            col(Event.description),
            col(Event.location),
            col(Event.starts_at),
            col(Event.ends_at),
            col(Event.is_all_day),
            col(Section.number).label("section"),
            col(Course.number).label("course"),
            col(Course.title).label("class_title"),
        )
        .outerjoin(Section, col(Section.id) == Event.section_id)
        .outerjoin(Course, col(Course.id) == Section.course_id)
        .where(col(Event.starts_at) < bindparam("ends"))
        .where(or_(col(Event.ends_at) > begins, col(Event.starts_at) >= begins), or_(of_class, of_no_class))
    )


def _roster_of(belonging: Belonging, event: Row[*tuple[Any, ...]]) -> list[RosterEntry]:
    if event.section_id is not None:
        return belonging.sections[event.section_id]
    return belonging.districts[event.district_id] if event.school_id is None else belonging.schools[event.school_id]


def days_of(event: Row[*tuple[Any, ...]]) -> tuple[date, date]:
    """Return the first and the last day of an event. An event that ends at midnight ends on the day before."""
    last_moment = max(event.starts_at, event.ends_at - timedelta(microseconds=1))
    return local(event.starts_at).date(), local(last_moment).date()


def _event_item(event: Row[*tuple[Any, ...]], days: tuple[date, date], student_ids: tuple[int, ...]) -> CalendarItem:
    starts, ends = local(event.starts_at), local(event.ends_at)
    timed, is_class = not event.is_all_day, event.section_id is not None
    school_or_all = Reach.SCHOOL if event.school_id is not None else Reach.DISTRICT
    return CalendarItem(
        key=f"event-{event.id}",
        layer=Layer.EVENT,
        title=event.title,
        detail=event.description,
        location=event.location,
        reach=Reach.CLASS if is_class else school_or_all,
        starts_on=days[0].isoformat(),
        ends_on=days[1].isoformat(),
        starts_time=f"{starts:%H:%M}" if timed else "",
        ends_time=f"{ends:%H:%M}" if timed else "",
        starts_at=starts.isoformat() if timed else "",
        ends_at=ends.isoformat() if timed else "",
        student_ids=student_ids,
        class_code=class_code(course=event.course, section=event.section) if is_class else "",
        class_title=event.class_title or "",
        section_id=event.section_id or 0,
    )


def _attendance(session: Session, students: Sequence[Student], first: date, last: date) -> Iterator[CalendarItem]:
    """Yield one item for each student, day and attendance code, with its periods."""
    values = {"students": [student.id for student in students], "first": first, "last": last}
    groups: dict[tuple[int, date, int], list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.connection().execute(_entries(), values):
        groups[row.student_id, row.date, row.code_id].append(row)
    return (_attendance_item(*key, rows) for key, rows in groups.items())


@cache
def _entries() -> Select[*tuple[Any, ...]]:
    return (
        counted_entries()
        .where(col(AttendanceEntry.student_id).in_(bindparam("students", expanding=True)))
        .where(col(AttendanceEntry.date).between(bindparam("first"), bindparam("last")))
        .where(col(AttendanceCode.status) != AttendanceStatus.PRESENT)
    )


def _attendance_item(student_id: int, on: date, code_id: int, rows: list[Row[*tuple[Any, ...]]]) -> CalendarItem:
    code = rows[0]
    return CalendarItem(
        key=f"attendance-{student_id}-{on}-{code_id}",
        layer=Layer.ATTENDANCE,
        title=code.code,
        detail=", ".join(row.period for row in rows),
        starts_on=on.isoformat(),
        ends_on=on.isoformat(),
        student_ids=(student_id,),
        status=code.status,
        excuse=code.excuse,
    )
