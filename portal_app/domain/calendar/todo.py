"""The to-do list: what is missing, then what is due, from all classes in one place; and the guardian's own ticks.

Missing is what the school has flagged so, unless it has exempted or dropped the work. What is due and already has a
score, or was turned in, is done and not listed. What a class asked for that the student has left is asked no more. It
speaks of scores, so it takes the grades right.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal_app.clock import now
from portal_app.domain.access import NotFound, Right, Viewer, access_student
from portal_app.domain.calendar.views import Todo, TodoItem
from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.enrollment.display_names import class_code
from portal_app.models import Assignment, Course, Score, Section, SectionEnrollment, Student, TodoTick

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
    """Note for this guardian alone that a piece of work is dealt with; again changes nothing.

    Raises:
        NotFound: there is no such student or work for this viewer.
    """
    key = _own_note(session, viewer, student_id, assignment_id)
    if session.get(TodoTick, key) is None:
        session.add(TodoTick(**key, ticked_at=now()))
        session.flush()


def untick(session: Session, viewer: Viewer, *, student_id: int, assignment_id: int) -> None:
    """Take the note back; without one nothing changes.

    Raises:
        NotFound: there is no such student or work for this viewer.
    """
    note = session.get(TodoTick, _own_note(session, viewer, student_id, assignment_id))
    if note is not None:
        session.delete(note)
        session.flush()


def _own_note(session: Session, viewer: Viewer, student_id: int, assignment_id: int) -> dict[str, int]:
    """Return the key of the guardian's note, if the work is the student's and the student the viewer's."""
    student = access_student(session, viewer, student_id, to=Right.GRADES)
    theirs = (
        select(Assignment.id)
        .join(SectionEnrollment, col(SectionEnrollment.section_id) == Assignment.section_id)
        .where(col(Assignment.id) == assignment_id, col(SectionEnrollment.student_id) == student.id)
    )
    if session.exec(theirs).first() is None:
        raise NotFound
    return {"guardian_id": viewer.guardian_id, "student_id": student_id, "assignment_id": assignment_id}


def _items(session: Session, viewer: Viewer, students: Sequence[Student], as_of: date) -> list[TodoItem]:
    asked = {"guardian": viewer.guardian_id, "students": [student.id for student in students], "as_of": as_of}
    return [_item(row) for row in session.connection().execute(_works(), asked).all()]


@cache
def _works() -> Select:
    """Return the query of all that is missing or to do. It is built once: that takes longer than to ask it."""
    score = and_(col(Score.assignment_id) == Assignment.id, col(Score.student_id) == SectionEnrollment.student_id)
    own_tick = and_(
        col(TodoTick.assignment_id) == Assignment.id,
        col(TodoTick.student_id) == SectionEnrollment.student_id,
        col(TodoTick.guardian_id) == bindparam("guardian"),
    )
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
        .outerjoin(Score, score)
        .outerjoin(TodoTick, own_tick)
        .where(col(SectionEnrollment.student_id).in_(bindparam("students", expanding=True)))
        .where(
            span_includes(SectionEnrollment, bindparam("as_of")), or_(_is_missing(), and_(_is_to_come(), ~_is_done()))
        )
        .order_by(col(Assignment.due_on), col(Course.title), col(Assignment.name), col(Assignment.id))
    )


def _is_missing() -> ColumnElement[bool]:
    return and_(col(Score.is_missing), ~col(Score.is_exempt), ~col(Score.is_dropped))


def _is_to_come() -> ColumnElement[bool]:
    return and_(col(Assignment.due_on) >= bindparam("as_of"), span_includes(SectionEnrollment, col(Assignment.due_on)))


def _is_done() -> ColumnElement[bool]:
    """Return whether nothing is left to do: there is a score, it was turned in, or it no longer counts."""
    scored = or_(col(Score.points).is_not(None), col(Score.letter_grade) != "")
    settled = or_(col(Score.is_turned_in), col(Score.is_exempt), col(Score.is_dropped), scored)
    return func.coalesce(settled, False)  # no score at all: not done


def _item(row: Row) -> TodoItem:
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
    """Return the group: the week runs to its Sunday, and on a Sunday to the next one (the coming week is meant)."""
    if item.is_missing:
        return "missing"
    tomorrow = as_of + timedelta(days=1)
    end_of_week = tomorrow + timedelta(days=SUNDAY - tomorrow.weekday())
    due = date.fromisoformat(item.due_on)
    if due <= tomorrow:
        return "today" if due == as_of else "tomorrow"
    return "this_week" if due <= end_of_week else "later"
