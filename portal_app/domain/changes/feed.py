"""The change feed: every write that a parent could see says so here, in the same transaction.

Open pages follow the feed to refresh themselves, and the recent activity is read from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from portal_app.clock import now, today
from portal_app.database import serialize_writers
from portal_app.domain.access import Right, Viewer
from portal_app.domain.enrollment.placements import SCHOOLS_OF_STUDENTS
from portal_app.domain.family.family import Family
from portal_app.models import Change, Guardianship, Student, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Whom some changes affect: students, everybody at some schools, everybody in some districts.

    `guardians` are those whose rights may have changed: their open pages don't know of a student granted just now.
    `by_right` are students of whom only those who have the right can see the change.
    """

    students: frozenset[int]
    schools: frozenset[int]
    districts: frozenset[int]
    guardians: frozenset[int] = frozenset()
    by_right: frozenset[tuple[int, Right]] = frozenset()


NO_CHANGES = Changes(students=frozenset(), schools=frozenset(), districts=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Which changes affect an open page or a cached result: its students, their schools, their district.

    `guardian` is whose rights matter to it; None for a result about one student, whoever looks. `hidden` are the rights
    to its students that the guardian does not have: what they would show changes nothing on the page.
    """

    students: frozenset[int]
    schools: frozenset[int]
    district: int
    guardian: int | None = None
    hidden: frozenset[tuple[int, Right]] = frozenset()

    def matches(self, changes: Changes) -> bool:
        """Return whether any of the changes affects it."""
        return (
            not self.students.isdisjoint(changes.students)
            or not self.schools.isdisjoint(changes.schools)
            or self.district in changes.districts
            or self.guardian in changes.guardians
            or any(student in self.students for student, _ in changes.by_right - self.hidden)
        )


_RIGHTS = {Subject.SCORE: Right.GRADES, Subject.GRADE: Right.GRADES, Subject.ATTENDANCE: Right.ATTENDANCE}
"""The right without which a change of this subject shows nowhere. A change of another subject may show on any page."""


def record_change(
    session: Session,
    subject: Subject,
    *,
    student_id: int | None = None,
    school_id: int | None = None,
    district_id: int | None = None,
    item_id: int | None = None,
) -> None:
    """Note that `subject` changed for one student, one school or one district. Commits with the caller's write.

    Other transactions that record changes wait until this one is over: a follower that has read up to an id must never
    find a lower one later.
    """
    serialize_writers(session.connection())
    session.add(
        Change(
            subject=subject,
            student_id=student_id,
            school_id=school_id,
            district_id=district_id,
            item_id=item_id,
            at=now(),
        )
    )


# built once: building the statement takes longer than running it, and every page runs it
_LATEST = select(func.max(Change.id))


def last_change(session: Session) -> int:
    """Return the id of the latest change; 0 when there is none."""
    return session.connection().execute(_LATEST).scalar() or 0


def changes_since(session: Session, change_id: int) -> tuple[int, Changes]:
    """Return the id of the latest change, and whom the changes after `change_id` affect.

    One query while there is nothing new, two after whatever an import has changed, three when that was rights, too.
    """
    latest = last_change(session)
    if latest <= change_id:
        return latest, NO_CHANGES
    since = and_(col(Change.id) > change_id, col(Change.id) <= latest)
    affected = (col(Change.student_id), col(Change.school_id), col(Change.district_id))
    rows = session.execute(select_columns(*affected, col(Change.subject)).where(since).distinct()).all()
    limited = [row for row in rows if row.subject in _RIGHTS and row.student_id is not None]
    schools, districts = (frozenset(row[n] for row in rows if row[n] is not None) for n in (1, 2))
    return latest, Changes(
        students=frozenset(row.student_id for row in rows if row.student_id is not None and row.subject not in _RIGHTS),
        schools=schools,
        districts=districts,
        guardians=_guardians(session, since) if any(row.subject == Subject.RIGHTS for row in rows) else frozenset(),
        by_right=frozenset((row.student_id, _RIGHTS[row.subject]) for row in limited),
    )


def _guardians(session: Session, since: ColumnElement[bool]) -> frozenset[int]:
    students = select(Change.student_id).where(since, col(Change.subject) == Subject.RIGHTS)
    return frozenset(session.exec(select(Guardianship.guardian_id).where(col(Guardianship.student_id).in_(students))))


def subscription_of(session: Session, viewer: Viewer, family: Family) -> Subscription:
    """Return which changes affect the viewer's pages. A student whose rights are withdrawn later stays in it."""
    students = [student.id for student in family.students]
    subscription = _subscription(session, students, district=family.district_id, guardian=viewer.guardian_id)
    hidden = {(student.id, right) for student in family.students for right in Right if right not in student.rights}
    return replace(subscription, hidden=frozenset(hidden))


def student_subscription(session: Session, student: Student) -> Subscription:
    """Return which changes affect results about one student, whoever looks."""
    return students_subscription(session, [student])


def students_subscription(session: Session, students: Sequence[Student]) -> Subscription:
    """Return which changes affect results about students of one district, at least one, whoever looks."""
    return _subscription(session, [student.id or 0 for student in students], district=students[0].district_id)


def _subscription(session: Session, students: list[int], *, district: int, guardian: int | None = None) -> Subscription:
    schools = session.exec(SCHOOLS_OF_STUDENTS, params={"students": students, "today": today()})
    return Subscription(students=frozenset(students), schools=frozenset(schools), district=district, guardian=guardian)
