"""The home page, with all the children at once: where each is now, recent activity, what is due and what is missing.

"New" is what came after the guardian's last visit (`HomeVisit`, kept per guardian, not per browser). At the first visit
it is the past week's. A notice is new until it is opened. Each part needs its own right, checked for each child.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from portal_app.clock import local, now
from portal_app.domain.access import Right, Viewer, students_and_rights
from portal_app.domain.family.notices import NoticeBoard, notice_board
from portal_app.domain.home.assignments import FamilyAssignments, family_assignments, students_with
from portal_app.domain.home.recent_activity import Span, recent_activity
from portal_app.domain.home.views import ActivityItem, ActivityKind, Home, HomeChild, LastVisit
from portal_app.domain.schedule import Whereabouts, holds_until, where_each_is
from portal_app.models import Change, HomeVisit, Student

__all__ = [
    "ActivityItem",
    "ActivityKind",
    "Home",
    "HomeChild",
    "LastVisit",
    "home_and_notices",
    "home_of",
    "mark_home_seen",
]

FIRST_VISIT = timedelta(days=7)
ACTIVITY_SHOWN = 20
_LATEST_CHANGE = select(func.max(col(Change.id)))


def home_and_notices(
    session: Session, viewer: Viewer, *, at: datetime, last_visit: LastVisit | None = None
) -> tuple[Home, NoticeBoard]:
    """Return the home page at an aware moment, and all current notices, which it reads anyway."""
    board = notice_board(session, viewer)
    return _home(session, viewer, board, at=at, last_visit=last_visit), board


def home_of(session: Session, viewer: Viewer, *, at: datetime, last_visit: LastVisit | None = None) -> Home:
    """Return the home page at an aware moment. A fixed number of queries, and those of `where_each_is`.

    A page that stays open passes the `last_visit` that it was opened with, so that what it shows stays new.
    """
    return home_and_notices(session, viewer, at=at, last_visit=last_visit)[0]


def _home(session: Session, viewer: Viewer, board: NoticeBoard, *, at: datetime, last_visit: LastVisit | None) -> Home:
    last_visit = last_visit or _last_visit(session, viewer)
    up_to = _latest_change(session)
    family = students_and_rights(session, viewer)
    assignments = family_assignments(session, viewer, family, on=local(at).date())
    scheduled, graded, attending = (
        students_with(family, right) for right in (Right.SCHEDULE, Right.GRADES, Right.ATTENDANCE)
    )
    span = _span(last_visit, up_to, at)
    activity = recent_activity(session, span, grades=_ids(graded), attendance=_ids(attending))
    shared = [student for student in scheduled if student in attending]
    where = where_each_is(session, scheduled, at=at, attendance=shared)
    return Home(
        children=tuple(
            _child(student, where.get(student.id or 0), activity[student.id or 0], assignments) for student, _ in family
        ),
        notices=tuple(notice for notice in (*board.district, *board.school) if notice.is_new),
        last_visit=last_visit,
        up_to=up_to,
        as_of=local(at).isoformat(),
        holds_until=holds_until(local(at), *where.values()).isoformat(),
    )


def _child(
    student: Student, where: Whereabouts | None, activity: list[ActivityItem], assignments: FamilyAssignments
) -> HomeChild:
    student_id = student.id or 0
    return HomeChild(
        student_id=student_id,
        first_name=student.first_name,
        where=where,
        activity=tuple(activity[:ACTIVITY_SHOWN]),
        more_activity=max(0, len(activity) - ACTIVITY_SHOWN),
        due_today=assignments.due_today(student_id),
        due_tomorrow=assignments.due_tomorrow(student_id),
        missing=assignments.missing.get(student_id),
    )


def mark_home_seen(session: Session, viewer: Viewer, up_to: int) -> None:
    """Record that the viewer has seen the home page with the changes up to the id that `home_of` returned.

    The id may come from a browser, so it is limited to existing changes, and never moves back.
    """
    reached = max(0, min(up_to, _latest_change(session)))
    visit = session.get(HomeVisit, viewer.guardian_id)
    if visit is None:
        visit = _first_visit(session, viewer)
    visit.last_change_id = max(visit.last_change_id, reached)
    visit.seen_at = now()
    session.add(visit)
    session.flush()


def _first_visit(session: Session, viewer: Viewer) -> HomeVisit:
    """Return the guardian's new row, or the one that their other browser inserted at the same moment."""
    try:
        with session.begin_nested():
            visit = HomeVisit(guardian_id=viewer.guardian_id, last_change_id=0, seen_at=now())
            session.add(visit)
        return visit
    except IntegrityError:
        return session.get_one(HomeVisit, viewer.guardian_id)


def _latest_change(session: Session) -> int:
    return session.connection().scalar(_LATEST_CHANGE) or 0


def _last_visit(session: Session, viewer: Viewer) -> LastVisit:
    visit = session.get(HomeVisit, viewer.guardian_id)
    return LastVisit(
        change_id=visit.last_change_id if visit else 0, at=local(visit.seen_at).isoformat() if visit else ""
    )


def _span(last_visit: LastVisit, up_to: int, at: datetime) -> Span:
    return Span(after=last_visit.change_id, up_to=up_to, since=None if last_visit.at else at - FIRST_VISIT)


def _ids(students: Sequence[Student]) -> list[int]:
    return [student.id or 0 for student in students]
