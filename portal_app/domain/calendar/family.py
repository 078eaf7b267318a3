"""A guardian's calendar and to-do list, of one child or of all, with access checked for each child.

Assignments and events need the calendar right, the attendance layer the attendance right too, the to-do list the grades
right. One child without the right raises `NotFound`; among all children, those without it are left out.
"""

from datetime import date

from sqlmodel import Session

from portal_app.domain.access import Right, Viewer, access_student, accessible_students
from portal_app.domain.calendar.items import calendar_of, count_due
from portal_app.domain.calendar.todo import todo_of
from portal_app.domain.calendar.views import CalendarItem, Todo
from portal_app.models import Student


def family_calendar(
    session: Session, viewer: Viewer, *, starts_on: date, ends_on: date, student_id: int | None = None
) -> tuple[CalendarItem, ...]:
    """Return the calendar of one child, or of all (None), from the first to the last day.

    Raises:
        NotFound: the viewer may not see this student's calendar.
    """
    students = _chosen(session, viewer, student_id, to=Right.CALENDAR)
    may_see = {student.id for student in accessible_students(session, viewer, to=Right.ATTENDANCE)}
    attendance = [student for student in students if student.id in may_see]
    return calendar_of(session, students, attendance_of=attendance, starts_on=starts_on, ends_on=ends_on)


def family_due(
    session: Session, viewer: Viewer, *, starts_on: date, ends_on: date, student_id: int | None = None
) -> int:
    """Return how many assignments of one child, or of all (None), are due from the first to the last day.

    Raises:
        NotFound: the viewer may not see this student's calendar.
    """
    students = _chosen(session, viewer, student_id, to=Right.CALENDAR)
    return count_due(session, students, starts_on=starts_on, ends_on=ends_on)


def family_todo(session: Session, viewer: Viewer, *, as_of: date, student_id: int | None = None) -> Todo:
    """Return the to-do list of one child, or of all (None).

    Raises:
        NotFound: the viewer may not see this student's grades.
    """
    return todo_of(session, viewer, _chosen(session, viewer, student_id, to=Right.GRADES), as_of=as_of)


def _chosen(session: Session, viewer: Viewer, student_id: int | None, *, to: Right) -> list[Student]:
    if student_id is None:
        return accessible_students(session, viewer, to=to)
    return [access_student(session, viewer, student_id, to=to)]
