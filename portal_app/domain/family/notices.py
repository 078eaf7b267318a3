"""Notices of the district and the schools to parents; each is new until the guardian opens it.

A guardian sees the notices of the district, and those of the schools of students for whom they have the right to
messages, while the student is enrolled there. A notice is shown within its publish window; only the school can
withdraw it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from portal_app.clock import local, now, today
from portal_app.domain.access import NotFound, Right, Viewer, accessible_students
from portal_app.domain.enrollment.date_span import span_is_not_over
from portal_app.domain.enrollment.placements import SCHOOLS_OF_STUDENTS
from portal_app.domain.family.family import Family
from portal_app.models import District, Enrollment, Guardian, Notice, NoticeRead, School


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as the page shows it. `published_on` is an ISO date in the district's time zone."""

    id: int
    sender: str
    title: str
    body: str
    published_on: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBoard:
    """The notices of the district and of schools, newest first, with the number of new ones."""

    district: tuple[NoticeView, ...] = ()
    school: tuple[NoticeView, ...] = ()
    new_district: int = 0
    new_school: int = 0

    def all(self) -> tuple[NoticeView, ...]:
        """Return the notices of the district, then those of the schools."""
        return (*self.district, *self.school)


def notice_board(session: Session, viewer: Viewer) -> NoticeBoard:
    """Return the notices that the viewer sees now."""
    rows = session.exec(_current_notices(), params=_params(viewer, _students(session, viewer))).all()
    district = tuple(_view(*row) for row in rows if row[0].school_id is None)
    school = tuple(_view(*row) for row in rows if row[0].school_id is not None)
    return NoticeBoard(
        district=district,
        school=school,
        new_district=sum(notice.is_new for notice in district),
        new_school=sum(notice.is_new for notice in school),
    )


def unread_notices(session: Session, viewer: Viewer, family: Family) -> int:
    """Return how many current notices the viewer has not opened yet."""
    students = [student.id for student in family.students_with(Right.MESSAGES)]
    params = {**_params(viewer, students), "district": family.district_id}
    return session.connection().execute(_unread_count(), params).scalar_one()


def open_notice(session: Session, viewer: Viewer, notice_id: int) -> None:
    """Record that the viewer has opened a notice; opening it again changes nothing.

    Raises:
        NotFound: the viewer does not see this notice now.
    """
    row = session.exec(
        _current_notices().where(col(Notice.id) == notice_id), params=_params(viewer, _students(session, viewer))
    ).first()
    if row is None:
        raise NotFound
    session.merge(NoticeRead(guardian_id=viewer.guardian_id, notice_id=notice_id, read_at=row[3] or now()))


def open_all_notices(session: Session, viewer: Viewer) -> None:
    """Record that the viewer has opened every notice that they see now."""
    board = notice_board(session, viewer)
    for notice in board.all():
        if notice.is_new:
            session.merge(NoticeRead(guardian_id=viewer.guardian_id, notice_id=notice.id, read_at=now()))


def _students(session: Session, viewer: Viewer) -> list[int]:
    return [student.id or 0 for student in accessible_students(session, viewer, to=Right.MESSAGES)]


def _params(viewer: Viewer, students: list[int]) -> dict[str, Any]:
    """Return the parameters of the queries below, which are built once: building takes longer than running them."""
    return {"guardian": viewer.guardian_id, "students": students, "now": now(), "today": today()}


@cache
def _unread_count() -> SelectOfScalar[int]:
    unread = and_(col(NoticeRead.read_at).is_(None), col(Notice.district_id) == bindparam("district"))
    of_notices = select(func.count()).select_from(Notice).outerjoin(NoticeRead, _is_of_viewer())
    return of_notices.where(unread, _is_published(), _is_for_family())


@cache
def _current_notices() -> Any:
    """Return the query of (notice, district, school, when read), newest first."""
    return (
        select(Notice, District, School, NoticeRead.read_at)
        .join(District, col(Notice.district_id) == District.id)
        .join(Guardian, and_(col(Guardian.district_id) == District.id, col(Guardian.id) == bindparam("guardian")))
        .outerjoin(School, col(Notice.school_id) == School.id)
        .outerjoin(NoticeRead, _is_of_viewer())
        .where(_is_published(), _is_for_family())
        .order_by(col(Notice.publish_from).desc(), col(Notice.id).desc())
    )


def _is_of_viewer() -> ColumnElement[bool]:
    return and_(col(NoticeRead.notice_id) == Notice.id, col(NoticeRead.guardian_id) == bindparam("guardian"))


def _is_published() -> ColumnElement[bool]:
    until = col(Notice.publish_until)
    return and_(col(Notice.publish_from) <= bindparam("now"), or_(until.is_(None), until > bindparam("now")))


def _is_for_family() -> ColumnElement[bool]:
    """Return the condition: it is for the district, or for a school that one of the students attends or will attend."""
    school = col(Notice.school_id)
    attended = SCHOOLS_OF_STUDENTS.where(span_is_not_over(Enrollment, bindparam("today")))
    return or_(school.is_(None), school.in_(attended))


def _view(notice: Notice, district: District, school: School | None, read_at: object) -> NoticeView:
    return NoticeView(
        id=notice.id or 0,
        sender=school.name if school else district.name,
        title=notice.title,
        body=notice.body,
        published_on=local(notice.publish_from).date().isoformat(),
        is_new=read_at is None,
    )
