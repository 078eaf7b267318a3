"""Home: all the children at once, what is unread, what is due and what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.access import Right, Viewer
from portal_app.domain.changes.feed import record_change
from portal_app.domain.family.notices import open_notice
from portal_app.domain.home import (
    GROUPS_SHOWN,
    ChildAbsences,
    Home,
    HomeChild,
    home_of,
    notable_absences,
    unread_on_home,
)
from portal_app.domain.recent import mark_all_read, mark_read
from portal_app.domain.schedule import Where
from portal_app.domain.staff.posting import post_attendance, post_notice
from tests.conftest import Pin, Queries
from tests.unit.builders import (
    SchoolRows,
    a_guardian,
    a_section,
    a_student,
    a_viewer,
    an_id,
    give_rights,
)
from tests.unit.record_builders import a_code, a_score, absent_all_day, an_assignment, weekdays

MONDAY = date(2026, 10, 5)
SCHOOL_DAYS = [day for day in weekdays(date(2026, 8, 3), 60) if day <= MONDAY]


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    """A student in that class, number 604822."""
    return a_student(session, at=babb, takes=[math], number="604822", born=date(2012, 1, 1))


@pytest.fixture
def minnie(session: Session, greg: m.Student) -> Viewer:
    """Greg's mother."""
    return a_viewer(session, a_guardian(session, of=greg))


def home(session: Session, viewer: Viewer) -> Home:
    """Ask as the page does."""
    return home_of(session, viewer, at=now())


def a_new_score(session: Session, student: m.Student, work: m.Assignment, **values: object) -> m.Score:
    """Write a score and note it, as posting does."""
    score = a_score(session, student, work, **values)
    record_change(session, m.Subject.SCORE, student_id=student.id, item_id=score.id)
    session.flush()
    return score


def test_all_children_are_on_one_page_with_where_each_is_now(session: Session, babb: SchoolRows) -> None:
    """Oldest first. Monday at ten: one is in class, the other has none at that hour."""
    science = a_section(session, at=babb, course="SCI", title="Science", period="3")
    greg = a_student(session, at=babb, takes=[science], born=date(2012, 1, 1))
    marcia = a_student(session, at=babb, first_name="Marcia")
    viewer = a_viewer(session, a_guardian(session, of=[marcia, greg]))
    found = [(child.first_name, child.where and child.where.where) for child in home(session, viewer).children]
    assert found == [("Greg", Where.IN_CLASS), ("Marcia", Where.NO_CLASSES)]


def test_the_page_knows_until_when_it_is_true_where_the_children_are(
    session: Session, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """Until the first bell that changes an answer; without one, until midnight."""
    pinned("2026-10-05T06:00")
    assert home(session, minnie).holds_until == "2026-10-05T08:00:00-04:00"
    pinned("2026-10-05T20:00")
    assert home(session, minnie).holds_until == "2026-10-06T00:00:00-04:00"


@pytest.mark.parametrize("rights", [None, set(Right) - {Right.SCHEDULE}], ids=["no children", "no schedules"])
def test_a_page_that_does_not_say_where_anybody_is_holds_until_midnight(
    session: Session, greg: m.Student, rights: set[Right] | None
) -> None:
    """Else it would be over at once, and ask again without end."""
    guardian = a_guardian(session, first_name="Walter")
    if rights:
        give_rights(session, guardian, greg, rights=rights)
    assert home(session, a_viewer(session, guardian)).holds_until == "2026-10-06T00:00:00-04:00"


def a_full_home(session: Session, babb: SchoolRows, rights: set[Right]) -> HomeChild:
    """Return the home page of a child with something of each kind, for a guardian with these rights."""
    math = a_section(session, at=babb, number="8", period="3")
    child = a_student(session, at=babb, takes=[math], number="8")
    viewer = a_viewer(session, a_guardian(session, of=child, rights=rights))
    a_new_score(session, child, an_assignment(session, math, at=babb, name="Old"), is_missing=True)
    an_assignment(session, math, at=babb, due_on=MONDAY)
    a_code(session, at=babb, code="AU")
    post_attendance(session, student_number="8", on=MONDAY, period="3", code="AU")
    (found,) = home(session, viewer).children
    return found


@pytest.mark.parametrize(
    ("withheld", "missing", "due", "is_placed"),
    [
        (set(), 1, 1, True),
        ({Right.GRADES}, None, 1, True),
        ({Right.ATTENDANCE}, 1, 1, True),
        ({Right.SCHEDULE}, 1, 1, False),
        ({Right.GRADES, Right.CALENDAR}, None, 0, True),
        (set(Right), None, 0, False),
    ],
    ids=["nothing withheld", "grades", "attendance", "schedule", "grades and calendar", "everything"],
)
def test_each_part_needs_its_right(
    session: Session,
    babb: SchoolRows,
    withheld: set[Right],
    missing: int | None,
    due: int,
    is_placed: bool,
) -> None:
    """What may not be seen is not there, not even as a count."""
    child = a_full_home(session, babb, set(Right) - withheld)
    assert (child.missing, len(child.due_today), child.where is not None) == (missing, due, is_placed)


def test_unread_activity_is_on_home_until_it_has_been_read(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """A page that was opened before keeps it, without the rest of the page too."""
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    opened = home(session, minnie)
    assert (opened.recent.unread, len(opened.recent.days)) == (1, 1)
    mark_read(session, minnie, opened.change_ids, at=now())
    assert home(session, minnie).recent.days == ()
    kept = unread_on_home(session, minnie, at=now(), kept=opened.change_ids)
    assert (kept.unread, len(kept.days)) == (0, 1)
    assert home_of(session, minnie, at=now(), kept=opened.change_ids).recent == kept


def test_home_shows_the_first_groups_and_how_many_more_there_are(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """All are counted as unread."""
    for day in range(1, 9):
        pinned(f"2026-10-{day:02}T10:00")
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=str(day)), points=Decimal(1))
    recent = home(session, minnie).recent
    assert [day.on for day in recent.days] == [f"2026-10-{day:02}" for day in range(8, 8 - GROUPS_SHOWN, -1)]
    assert (recent.more, recent.unread) == (8 - GROUPS_SHOWN, 8)


def test_due_today_and_tomorrow_are_shown_with_their_child(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """What is done, and what is due later, is not there."""
    for n in range(3):
        an_assignment(session, math, at=babb, name=str(n), due_on=MONDAY + timedelta(days=n))
    a_score(session, greg, an_assignment(session, math, at=babb, name="Done", due_on=MONDAY), points=Decimal(1))
    (child,) = home(session, minnie).children
    assert ([item.name for item in child.due_today], [item.name for item in child.due_tomorrow]) == (["0"], ["1"])


def test_notices_are_new_until_opened(session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer) -> None:
    """Reading all activity is not reading the notice."""
    notice = post_notice(session, title="Snow day", school="Babb Middle")
    mark_all_read(session, minnie, home(session, minnie).recent.up_to)
    assert [found.title for found in home(session, minnie).notices] == ["Snow day"]
    open_notice(session, minnie, an_id(notice))
    assert home(session, minnie).notices == ()


def test_a_guardian_without_children_sees_an_empty_page(session: Session, babb: SchoolRows) -> None:
    """The school may have withdrawn them all."""
    found = home(session, a_viewer(session, a_guardian(session)))
    assert (found.children, found.notices) == ((), ())


@pytest.mark.parametrize(("rights", "most"), [(set(Right) - {Right.SCHEDULE}, 14), (set(Right), 19)])
def test_further_children_cost_no_queries_on_a_school_day(
    session: Session,
    babb: SchoolRows,
    math: m.Section,
    greg: m.Student,
    queries: Queries,
    rights: set[Right],
    most: int,
) -> None:
    """One child or four, one entry or many; where they are takes five."""
    siblings = [a_student(session, at=babb, takes=[math], number=str(n)) for n in range(3)]
    small = a_viewer(session, a_guardian(session, of=greg, rights=rights))
    large = a_viewer(session, a_guardian(session, of=[greg, *siblings], rights=rights))
    for student in (greg, *siblings):
        a_new_score(session, student, an_assignment(session, math, at=babb, due_on=MONDAY), points=Decimal(1))
    session.commit()
    counts = []
    for viewer in (small, large):
        with queries() as statements:
            home(session, viewer)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= most


def days_off(session: Session, babb: SchoolRows, student: m.Student, count: int) -> None:
    """Let a student miss the first school days of the year."""
    for day in weekdays(date(2026, 8, 3), count):
        absent_all_day(session, student, at=babb, on=day)


@pytest.mark.parametrize(("missed", "is_notable"), [(2, False), (3, True)])
def test_absences_are_stated_from_a_twentieth_of_the_school_days_on(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer, missed: int, is_notable: bool
) -> None:
    """On 5 October there were 46 school days."""
    days_off(session, babb, greg, missed)
    session.commit()
    expected = ChildAbsences(
        student_id=an_id(greg), first_name="Greg", days_absent=str(missed), school_days=len(SCHOOL_DAYS)
    )
    assert notable_absences(session, minnie, as_of=MONDAY) == ([expected] if is_notable else [])


def test_absences_are_not_stated_in_the_first_days_nor_without_the_right(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """A day of nine would be a tenth."""
    days_off(session, babb, greg, 3)
    session.commit()
    assert notable_absences(session, minnie, as_of=date(2026, 8, 13)) == []
    assert len(notable_absences(session, minnie, as_of=date(2026, 8, 14))) == 1
    father = a_viewer(session, a_guardian(session, of=greg, rights=set(Right) - {Right.ATTENDANCE}))
    assert notable_absences(session, father, as_of=MONDAY) == []
