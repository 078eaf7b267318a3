"""The home page, with all the children at once: what is unread, where each is now, what is due and what is missing.

Each part needs its own right, checked for each child.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from portal_app.clock import local
from portal_app.domain.access import Right, Viewer, students_and_rights
from portal_app.domain.family.notices import NoticeBoard, notice_board
from portal_app.domain.home.absences import ChildAbsences, notable_absences
from portal_app.domain.home.assignments import FamilyAssignments, family_assignments, students_with
from portal_app.domain.home.views import Home, HomeChild
from portal_app.domain.recent import Recent, arranged_unread, unread_of
from portal_app.domain.schedule import Whereabouts, holds_until, where_each_is
from portal_app.models import Student

__all__ = [
    "GROUPS_SHOWN",
    "ChildAbsences",
    "Home",
    "HomeChild",
    "home_and_notices",
    "home_of",
    "notable_absences",
    "unread_on_home",
]

GROUPS_SHOWN = 6
"""How many groups of unread items are on the home page; the page of the recent activity has all."""


def home_and_notices(
    session: Session, viewer: Viewer, *, at: datetime, kept: Collection[int] = ()
) -> tuple[Home, NoticeBoard]:
    """Return the home page at an aware moment, and all current notices, which it reads anyway."""
    board = notice_board(session, viewer)
    return _home(session, viewer, board, at=at, kept=kept), board


def home_of(session: Session, viewer: Viewer, *, at: datetime, kept: Collection[int] = ()) -> Home:
    """Return the home page at an aware moment. A fixed number of queries, and those of `where_each_is`.

    A page that stays open passes the changes of what was unread when it was opened: it keeps showing them.
    """
    return home_and_notices(session, viewer, at=at, kept=kept)[0]


def unread_on_home(session: Session, viewer: Viewer, *, at: datetime, kept: Collection[int] = ()) -> Recent:
    """Return the unread items as the home page shows them, without the rest of the page."""
    family = students_and_rights(session, viewer)
    unread = unread_of(session, viewer, family, at=at, kept=kept)
    return arranged_unread(unread, family, at=at, groups=GROUPS_SHOWN)


def _home(session: Session, viewer: Viewer, board: NoticeBoard, *, at: datetime, kept: Collection[int]) -> Home:
    family = students_and_rights(session, viewer)
    assignments = family_assignments(session, viewer, family, on=local(at).date())
    scheduled, attending = (students_with(family, right) for right in (Right.SCHEDULE, Right.ATTENDANCE))
    unread = unread_of(session, viewer, family, at=at, kept=kept)
    shared = [student for student in scheduled if student in attending]
    where = where_each_is(session, scheduled, at=at, attendance=shared)
    return Home(
        children=tuple(_child(student, where.get(student.id or 0), assignments) for student, _ in family),
        notices=tuple(notice for notice in board.all() if notice.is_new),
        recent=arranged_unread(unread, family, at=at, groups=GROUPS_SHOWN),
        change_ids=unread.change_ids(),
        as_of=local(at).isoformat(),
        holds_until=holds_until(local(at), *where.values()).isoformat(),
    )


def _child(student: Student, where: Whereabouts | None, assignments: FamilyAssignments) -> HomeChild:
    student_id = student.id or 0
    return HomeChild(
        student_id=student_id,
        first_name=student.first_name,
        where=where,
        due_today=assignments.due_today(student_id),
        due_tomorrow=assignments.due_tomorrow(student_id),
        missing=assignments.missing.get(student_id),
    )
