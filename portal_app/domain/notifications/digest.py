"""What a guardian's weekly digest reports: all students, each with what the guardian may see of them now.

Missing work, grades and due dates take the grades right, absences the attendance right, notices the messages right.
Classmates are never mentioned.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from portal_app.clock import local
from portal_app.domain.access import Right, Viewer, students_and_rights
from portal_app.domain.attendance import AttendanceView, DayRow, attendance_of
from portal_app.domain.calendar import TodoItem, todo_of
from portal_app.domain.enrollment.date_span import span_includes
from portal_app.domain.family.notices import NoticeView, notice_board
from portal_app.domain.gradebook import GradeCell, grades_of
from portal_app.domain.recent import ActivityItem, posted_grades
from portal_app.models import Assignment, Category, Enrollment, SchoolYear, Student

Rights = Sequence[tuple[Student, frozenset[Right]]]
"""Students, each with what the guardian may see of them."""
WEEK = timedelta(days=7)
_TEST = re.compile(r"\b(test|quiz|exam|assessment|prueba|examen)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestAssignment:
    """An assignment that is missing or due, with its points."""

    item: TodoItem
    points: str
    is_test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LowGrade:
    """A class whose current grade is below passing."""

    class_title: str
    grade: GradeCell


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentDigest:
    """A student's week. What the guardian may not see is empty; `may_see_grades` tells empty from hidden.

    `days_absent` of `school_days` counts the year so far.
    """

    student_id: int
    first_name: str
    may_see_grades: bool
    may_see_attendance: bool
    missing: tuple[DigestAssignment, ...] = ()
    absences: tuple[DayRow, ...] = ()
    days_absent: str = "0"
    school_days: int = 0
    grades: tuple[ActivityItem, ...] = ()
    below_passing: tuple[LowGrade, ...] = ()
    due: tuple[DigestAssignment, ...] = ()

    @property
    def has_news(self) -> bool:
        """Whether there is something to report."""
        return any((self.missing, self.absences, self.grades, self.below_passing, self.due))


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A guardian's week up to `on`: the students with something to report, oldest first, and the week's notices."""

    on: date
    students: tuple[StudentDigest, ...]
    notices: tuple[NoticeView, ...]

    @property
    def has_news(self) -> bool:
        """Whether there is something to report."""
        return bool(self.students or self.notices)


def digest_of(session: Session, guardian_id: int, *, at: datetime) -> Digest:
    """Return what a guardian may know of the week that ends now, with or without an account."""
    viewer = Viewer(guardian_id=guardian_id, account_id=0, sign_in_id=0)
    everybody = students_and_rights(session, viewer)
    family = _at_school(session, everybody, local(at).date())
    graded = [student for student, rights in family if Right.GRADES in rights]
    todo = todo_of(session, viewer, graded, as_of=local(at).date())
    upcoming = [*todo.today, *todo.tomorrow, *todo.this_week, *todo.later]
    due = [item for item in upcoming if date.fromisoformat(item.due_on) <= local(at).date() + WEEK]
    assignments = _assignments(session, [*todo.missing, *due])
    grades = posted_grades(session, graded, since=at - WEEK)
    students = (_student(session, student, rights, assignments, grades, at=at) for student, rights in family)
    may_see_notices = any(Right.MESSAGES in rights for _, rights in everybody)
    return Digest(
        on=local(at).date(),
        students=tuple(one for one in students if one.has_news),
        notices=_notices(session, viewer, since=local(at - WEEK).date()) if may_see_notices else (),
    )


def _at_school(session: Session, family: Rights, on: date) -> Rights:
    """Return the students whose school year is running: in summer nothing can be done about the last one any more."""
    running = (
        select(Enrollment.student_id)
        .join(SchoolYear, col(SchoolYear.id) == Enrollment.school_year_id)
        .where(
            col(Enrollment.student_id).in_([student.id for student, _ in family]),
            span_includes(Enrollment, on),
            span_includes(SchoolYear, on),
        )
    )
    ids = set(session.exec(running))
    return [(student, rights) for student, rights in family if student.id in ids]


def _student(
    session: Session,
    student: Student,
    rights: frozenset[Right],
    assignments: Sequence[DigestAssignment],
    grades: Iterable[ActivityItem],
    *,
    at: datetime,
) -> StudentDigest:
    own = [one for one in assignments if one.item.student_id == student.id]
    due = sorted((one for one in own if not one.item.is_missing), key=lambda one: (not one.is_test, one.item.due_on))
    attendance = _attendance(session, student, at) if Right.ATTENDANCE in rights else AttendanceView()
    since = local(at - WEEK).date().isoformat()
    return StudentDigest(
        student_id=student.id or 0,
        first_name=student.first_name,
        may_see_grades=Right.GRADES in rights,
        may_see_attendance=Right.ATTENDANCE in rights,
        missing=tuple(one for one in own if one.item.is_missing),
        absences=tuple(day for day in reversed(attendance.by_day) if day.has_absence and day.on > since),
        days_absent=attendance.so_far.days_absent,
        school_days=attendance.so_far.instructional_days,
        grades=tuple(grade for grade in grades if grade.student_id == student.id),
        below_passing=_below_passing(session, student, at) if Right.GRADES in rights else (),
        due=tuple(due),
    )


def _attendance(session: Session, student: Student, at: datetime) -> AttendanceView:
    return attendance_of(session, student, as_of=local(at).date(), with_months=False)


def _below_passing(session: Session, student: Student, at: datetime) -> tuple[LowGrade, ...]:
    classes = grades_of(session, student, as_of=local(at).date()).classes
    return tuple(
        LowGrade(class_title=one.title, grade=one.now)
        for one in classes
        if one.now is not None and one.now.is_failing and not one.left_on
    )


def _assignments(session: Session, items: Sequence[TodoItem]) -> list[DigestAssignment]:
    """Return the items with their points, and whether they are tests, by the name of their category. One query."""
    query = (
        select(col(Assignment.id), col(Assignment.points_possible), col(Category.name))
        .join(Category, col(Category.id) == Assignment.category_id)
        .where(col(Assignment.id).in_([item.assignment_id for item in items]))
    )
    about = {key: (points, category) for key, points, category in session.exec(query)} if items else {}
    return [
        DigestAssignment(item=item, points=f"{points.normalize():f}", is_test=bool(_TEST.search(category)))
        for item in items
        for points, category in [about[item.assignment_id]]
    ]


def _notices(session: Session, viewer: Viewer, *, since: date) -> tuple[NoticeView, ...]:
    board = notice_board(session, viewer)
    return tuple(notice for notice in board.all() if notice.published_on > since.isoformat())
