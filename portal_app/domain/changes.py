"""The change feed: every write that a parent could see says so here, in the same transaction.

Open pages follow the feed to refresh themselves, and the home page reads it for "new since your last visit".
"""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from portal_app.clock import now, today
from portal_app.domain.access import Viewer, accessible_students
from portal_app.models import Change, Enrollment, Guardian, SchoolYear, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What concerns one guardian's screen: their students, those students' schools, their district."""

    students: frozenset[int]
    schools: frozenset[int]
    district: int

    def sees(self, news: "News") -> bool:
        """Return whether a change touches this screen."""
        return news.student_id in self.students or news.school_id in self.schools or news.district_id == self.district


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One change, without what it says: the page asks again, through the door."""

    id: int
    subject: Subject
    student_id: int | None
    school_id: int | None
    district_id: int | None


def record_change(
    session: Session,
    subject: Subject,
    *,
    student_id: int | None = None,
    school_id: int | None = None,
    district_id: int | None = None,
    item_id: int | None = None,
) -> None:
    """Note that `subject` changed for one student, one school or one district. Commits with the caller's write."""
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


def last_change(session: Session) -> int:
    """Return the number of the latest change; 0 when there is none."""
    return session.exec(select(func.max(Change.id))).one() or 0


def changes_since(session: Session, number: int) -> list[News]:
    """Return the changes after the given one, oldest first."""
    rows = session.exec(select(Change).where(col(Change.id) > number).order_by(col(Change.id)))
    return [
        News(
            id=row.id or 0,
            subject=row.subject,
            student_id=row.student_id,
            school_id=row.school_id,
            district_id=row.district_id,
        )
        for row in rows
    ]


def watch_of(session: Session, viewer: Viewer) -> Watch:
    """Return what concerns the viewer now. A student whose rights are withdrawn stays in an older watch until then."""
    students = frozenset(student.id or 0 for student in accessible_students(session, viewer, to=None))
    places = (
        select(Enrollment.school_id)
        .join(SchoolYear)
        .where(col(Enrollment.student_id).in_(students), col(SchoolYear.ends_on) >= today())
    )
    district = session.exec(select(Guardian.district_id).where(Guardian.id == viewer.guardian_id)).one()
    return Watch(students=students, schools=frozenset(session.exec(places)), district=district)
