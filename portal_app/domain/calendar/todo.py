"""The to-do list: missing assignments, then those due, from all classes; and the guardian's own ticks.

An assignment is missing if the school has flagged it so and has not exempted or dropped it. One that is due and already
has a score, or was turned in, is done and not listed. Nor are classes that the student has left, and those of another
school year than Grades shows: both count the same missing assignments. The list shows scores, so it takes the grades
right.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.access import NotFound, Right, Viewer, access_student
from portal_app.domain.calendar.views import Todo, TodoItem
from portal_app.domain.enrollment.date_span import span_includes, span_is_not_over
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.enrollment.school_years import latest_start
from portal_app.models import (
    Assignment,
    Course,
    Enrollment,
    SchoolYear,
    Score,
    Section,
    SectionEnrollment,
    Student,
    TodoTick,
)

SUNDAY = 6


def todo_of(session: Session, viewer: Viewer, students: Sequence[Student], *, as_of: date) -> Todo:
    """Return the to-do list of students whose grades the viewer may see. One query."""
    items = {(item.student_id, item.assignment_id): item for item in _items(session, viewer, students, as_of)}
    groups: dict[str, list[TodoItem]] = {name: [] for name in ("missing", "today", "tomorrow", "this_week", "later")}
    for item in items.values():
        groups[_group(item, as_of)].append(item)
    return Todo(
        **{name: tuple(found) for name, found in groups.items()},
        open=sum(not item.is_ticked for item in items.values()),
    )


def tick(session: Session, viewer: Viewer, *, student_id: int, assignment_id: int) -> None:
    """Tick an assignment off for this guardian alone. Doing it again changes nothing.

    Raises:
        NotFound: there is no such student or assignment for this viewer.
    """
    key = _tick_key(session, viewer, student_id, assignment_id)
    if session.get(TodoTick, key) is None:
        session.add(TodoTick(**key, ticked_at=now()))
        session.flush()


def untick(session: Session, viewer: Viewer, *, student_id: int, assignment_id: int) -> None:
    """Remove the guardian's tick. Without one nothing changes.

    Raises:
        NotFound: there is no such student or assignment for this viewer.
    """
    own_tick = session.get(TodoTick, _tick_key(session, viewer, student_id, assignment_id))
    if own_tick is not None:
        session.delete(own_tick)
        session.flush()


def _tick_key(session: Session, viewer: Viewer, student_id: int, assignment_id: int) -> dict[str, int]:
    """Return the primary key of the guardian's tick, after checking access to the student and the assignment."""
    student = access_student(session, viewer, student_id, to=Right.GRADES)
    on_roster = (
        select(Assignment.id)
        .join(SectionEnrollment, col(SectionEnrollment.section_id) == Assignment.section_id)
        .where(col(Assignment.id) == assignment_id, col(SectionEnrollment.student_id) == student.id)
    )
    if session.exec(on_roster).first() is None:
        raise NotFound
    return {"guardian_id": viewer.guardian_id, "student_id": student_id, "assignment_id": assignment_id}


def _items(session: Session, viewer: Viewer, students: Sequence[Student], as_of: date) -> list[TodoItem]:
    values = {"guardian": viewer.guardian_id, "students": [student.id for student in students], "as_of": as_of}
    return [_item(row) for row in session.connection().execute(_assignments(), values).all()]


@cache
def _assignments() -> Select[*tuple[Any, ...]]:
    """Return the query of all missing and due assignments. Built once: building it takes longer than running it."""
    score = and_(col(Score.assignment_id) == Assignment.id, col(Score.student_id) == SectionEnrollment.student_id)
    own_tick = and_(
        col(TodoTick.assignment_id) == Assignment.id,
        col(TodoTick.student_id) == SectionEnrollment.student_id,
        col(TodoTick.guardian_id) == bindparam("guardian"),
    )
    shown_year = _shown_year()
    return (
        select_columns(
            col(SectionEnrollment.student_id),
            col(Assignment.id).label("assignment_id"),
            col(Assignment.section_id),
            col(Assignment.name),
            col(Assignment.due_on),
            col(Section.number).label("section"),
            col(Course.number).label("course"),
            col(Course.title),
            col(Score.is_missing),
            col(TodoTick.assignment_id).label("ticked"),
        )
        .join(Assignment, col(Assignment.section_id) == SectionEnrollment.section_id)
        .join(Section, col(Section.id) == SectionEnrollment.section_id)
        .join(Course, col(Course.id) == Section.course_id)
        .join(SchoolYear, col(SchoolYear.id) == Section.school_year_id)
        .join(shown_year, shown_year.c.student_id == SectionEnrollment.student_id)
        .outerjoin(Score, score)
        .outerjoin(TodoTick, own_tick)
        .where(col(SectionEnrollment.student_id).in_(bindparam("students", expanding=True)))
        .where(
            col(SchoolYear.starts_on) == shown_year.c.starts_on,
            or_(
                and_(_is_missing(), span_is_not_over(SectionEnrollment, bindparam("as_of"))),
                and_(_is_to_come(), ~_is_done()),
            ),
        )
        .order_by(col(Assignment.due_on), col(Course.title), col(Assignment.name), col(Assignment.id))
    )


def _shown_year() -> Subquery:
    """Return, by student, the first day of the year on record (`placements`), unless it is an earlier year."""
    year: Any = aliased(SchoolYear)
    current = latest_start(year.district_id, as_of=bindparam("as_of"), within=year)
    return (
        select_columns(
            col(Enrollment.student_id),
            func.min(year.starts_on).label("starts_on"),
        )
        .join(year, year.id == Enrollment.school_year_id)
        .where(
            col(Enrollment.student_id).in_(bindparam("students", expanding=True)),
            year.starts_on >= current,
        )
        .group_by(col(Enrollment.student_id))
        .subquery()
    )


def _is_missing() -> ColumnElement[bool]:
    return and_(col(Score.is_missing), ~col(Score.is_exempt), ~col(Score.is_dropped))


def _is_to_come() -> ColumnElement[bool]:
    """Return whether an assignment is due from today on, while the student is in the class, and in it already."""
    due_on = col(Assignment.due_on)
    is_due = and_(due_on >= bindparam("as_of"), span_includes(SectionEnrollment, due_on))
    return and_(is_due, span_includes(SectionEnrollment, bindparam("as_of")))


def _is_done() -> ColumnElement[bool]:
    """Return, as SQL, whether nothing is left to do: it has a score, was turned in, or no longer counts."""
    scored = or_(col(Score.points).is_not(None), col(Score.letter_grade) != "")
    settled = or_(col(Score.is_turned_in), col(Score.is_exempt), col(Score.is_dropped), scored)
    return func.coalesce(settled, False)  # without a score row all of these are NULL: not done


def _item(row: Row[*tuple[Any, ...]]) -> TodoItem:
    return TodoItem(
        student_id=row.student_id,
        assignment_id=row.assignment_id,
        section_id=row.section_id,
        class_code=class_code(course=row.course, section=row.section),
        class_title=row.title,
        name=row.name,
        due_on=row.due_on.isoformat() if row.due_on else "",
        is_missing=bool(row.is_missing),
        is_ticked=row.ticked is not None,
    )


def _group(item: TodoItem, as_of: date) -> str:
    """Return the group. The week ends on Sunday; on a Sunday "this week" is the coming week."""
    if item.is_missing:
        return "missing"
    tomorrow = as_of + timedelta(days=1)
    end_of_week = tomorrow + timedelta(days=SUNDAY - tomorrow.weekday())
    due = date.fromisoformat(item.due_on)
    if due <= tomorrow:
        return "today" if due == as_of else "tomorrow"
    return "this_week" if due <= end_of_week else "later"
