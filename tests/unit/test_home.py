"""Home: all the children at once, what is new since the last visit, what is due and what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.access import Right, Viewer
from portal_app.domain.changes.feed import record_change
from portal_app.domain.family.notices import open_notice
from portal_app.domain.home import ActivityItem, ActivityKind, Home, HomeChild, home_of, mark_home_seen
from portal_app.domain.schedule import Where
from portal_app.domain.staff.posting import clear_attendance, post_attendance, post_notice
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
from tests.unit.record_builders import a_code, a_posted_grade, a_score, an_assignment

MONDAY = date(2026, 10, 5)


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


def activity(session: Session, viewer: Viewer) -> tuple[ActivityItem, ...]:
    """Return the recent activity of the only child."""
    (child,) = home(session, viewer).children
    return child.activity


def seen(session: Session, viewer: Viewer) -> None:
    """Look at the page and have it marked as seen."""
    mark_home_seen(session, viewer, home(session, viewer).up_to)


def a_new_score(session: Session, student: m.Student, work: m.Assignment, **values: object) -> m.Score:
    """Write a score and note it, as posting does."""
    score = a_score(session, student, work, **values)
    record_change(session, m.Subject.SCORE, student_id=student.id, item_id=score.id)
    session.flush()
    return score


def post(session: Session, babb: SchoolRows, period: str = "1", code: str = "AU") -> m.AttendanceEntry:
    """Post Greg's attendance of Monday."""
    a_code(session, at=babb, code=code)
    return post_attendance(session, student_number="604822", on=MONDAY, period=period, code=code)


def test_all_children_are_on_one_page_with_where_each_is_now(session: Session, babb: SchoolRows) -> None:
    """Oldest first. Monday at ten: one is in class, the other has none at that hour."""
    science = a_section(session, at=babb, course="SCI", title="Science", period="3")
    greg = a_student(session, at=babb, takes=[science], born=date(2012, 1, 1))
    marcia = a_student(session, at=babb, first_name="Marcia")
    viewer = a_viewer(session, a_guardian(session, of=[marcia, greg]))
    found = [(child.first_name, child.where and child.where.where) for child in home(session, viewer).children]
    assert found == [("Greg", Where.IN_CLASS), ("Marcia", Where.NO_CLASSES)]


def test_a_score_is_new_until_home_was_seen(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """With what a line of text needs; points without needless zeros."""
    seen(session, minnie)
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    a_new_score(session, greg, work, points=Decimal("18.50"))
    expected = ActivityItem(
        kind=ActivityKind.SCORE,
        at="2026-10-05T10:00:00-04:00",
        title="Fractions",
        class_code="MATH-06-1",
        class_title="Mathematics 6",
        section_id=an_id(math),
        assignment_id=an_id(work),
        on="2026-10-05",
        points="18.5",
        possible="20",
    )
    assert activity(session, minnie) == (expected,)
    assert activity(session, minnie) == (expected,)  # looking alone changes nothing
    seen(session, minnie)
    assert activity(session, minnie) == ()


def test_what_was_new_when_the_page_was_opened_stays_new_while_it_is_open(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The page hands in the visit before it, though the visit is noted at once; what comes meanwhile is new too."""
    seen(session, minnie)
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="First"), points=Decimal(8))
    opened = home(session, minnie)
    mark_home_seen(session, minnie, opened.up_to)
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Second"), points=Decimal(9))
    again = home_of(session, minnie, at=now(), last_visit=opened.last_visit)
    assert [item.title for item in again.children[0].activity] == ["Second", "First"]
    assert again.last_visit == opened.last_visit


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


def test_a_score_that_changed_twice_is_shown_once_as_it_is_now(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The teacher corrected it."""
    score = a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(8))
    score.points = Decimal(10)
    record_change(session, m.Subject.SCORE, student_id=greg.id, item_id=score.id)
    session.flush()
    assert [item.points for item in activity(session, minnie)] == ["10"]


def test_a_flag_is_recent_activity_and_a_blank_score_is_not(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """A blank says nothing."""
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Blank"))
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Gone"), is_missing=True, is_late=True)
    assert [(item.title, item.flags) for item in activity(session, minnie)] == [("Gone", ("missing", "late"))]


def test_a_posted_grade_is_recent_activity(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Task, term, letter grade and percent."""
    grade = a_posted_grade(session, greg, math, at=babb)
    record_change(session, m.Subject.GRADE, student_id=greg.id, item_id=grade.id)
    session.flush()
    (item,) = activity(session, minnie)
    assert (item.kind, item.title, item.term, item.letter_grade, item.percent) == (
        "grade",
        "9 Weeks",
        "Term 1",
        "B",
        "84.5",
    )


def test_attendance_of_a_day_is_one_line_with_its_periods(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """Four periods missed are one entry; another code is another."""
    for number in "234":
        section = a_section(session, at=babb, number=number, period=number)
        session.add(m.SectionEnrollment(section_id=an_id(section), student_id=an_id(greg), starts_on=date(2026, 8, 3)))
    session.flush()
    for period, code in (("3", "AU"), ("1", "AU"), ("4", "T")):
        post(session, babb, period, code)
    assert [(item.title, item.on, item.periods, item.status, item.excuse) for item in activity(session, minnie)] == [
        ("Tardy", "2026-10-05", "4", "tardy", "unexcused"),
        ("Absent unexcused", "2026-10-05", "1, 3", "absent", "unexcused"),
    ]


def test_what_was_cleared_is_no_recent_activity(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """Nor does a later row that got the same number pass for it."""
    post(session, babb)
    clear_attendance(session, student_number="604822", on=MONDAY, period="1")
    assert activity(session, minnie) == ()
    section = a_section(session, at=babb, number="9")
    a_student(session, at=babb, takes=[section], number="9")
    post_attendance(session, student_number="9", on=MONDAY, period="1", code="AU")
    assert activity(session, minnie) == ()


def test_an_entry_posted_for_the_wrong_child_and_then_for_the_sister_is_the_sisters_activity(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The row that was taken back and hers may have the same number."""
    marcia = a_student(session, at=babb, takes=[math], number="9", first_name="Marcia")
    give_rights(session, session.get_one(m.Guardian, minnie.guardian_id), marcia)
    post(session, babb)
    clear_attendance(session, student_number="604822", on=MONDAY, period="1")
    post_attendance(session, student_number="9", on=MONDAY, period="1", code="AU")
    found = [(child.first_name, [item.title for item in child.activity]) for child in home(session, minnie).children]
    assert found == [("Greg", []), ("Marcia", ["Absent unexcused"])]


def test_recent_activity_is_newest_first_and_at_most_a_page_long(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Twenty, and how many more."""
    for n in range(25):
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=str(n)), points=Decimal(n))
    (child,) = home(session, minnie).children
    assert [item.title for item in child.activity] == [str(n) for n in range(24, 4, -1)]
    assert child.more_activity == 5


def test_a_first_visit_shows_what_is_new_in_the_past_week_only(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """Afterwards it is everything since the last visit, however long ago."""
    for day in ("2026-09-01", "2026-09-29"):
        pinned(f"{day}T10:00")
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=day), points=Decimal(1))
    pinned("2026-10-05T10:00")
    assert [item.title for item in activity(session, minnie)] == ["2026-09-29"]
    assert home(session, minnie).last_visit.at == ""
    seen(session, minnie)
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Later"), points=Decimal(1))
    pinned("2026-11-20T10:00")
    assert [item.title for item in activity(session, minnie)] == ["Later"]
    assert home(session, minnie).last_visit.at == "2026-10-05T10:00:00-04:00"


def test_each_guardian_has_an_own_last_visit(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The mother has looked, the father has not."""
    father = a_viewer(session, a_guardian(session, of=greg, first_name="Mickey"))
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    seen(session, minnie)
    assert (len(activity(session, minnie)), len(activity(session, father))) == (0, 1)


def test_what_came_while_the_page_was_open_stays_new(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Only what the page showed is marked as seen."""
    shown = home(session, minnie).up_to
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    mark_home_seen(session, minnie, shown)
    assert len(activity(session, minnie)) == 1


@pytest.mark.parametrize("up_to", [10**12, -5, 0])
def test_a_made_up_number_marks_nothing_that_is_not_there_and_never_goes_back(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, up_to: int
) -> None:
    """The number comes from the browser."""
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    seen(session, minnie)
    mark_home_seen(session, minnie, up_to)
    assert activity(session, minnie) == ()
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    assert len(activity(session, minnie)) == 1


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
    ("withheld", "kinds", "missing", "due", "is_placed"),
    [
        (set(), {"score", "attendance"}, 1, 1, True),
        ({Right.GRADES}, {"attendance"}, None, 1, True),
        ({Right.ATTENDANCE}, {"score"}, 1, 1, True),
        ({Right.SCHEDULE}, {"score", "attendance"}, 1, 1, False),
        ({Right.GRADES, Right.CALENDAR}, {"attendance"}, None, 0, True),
        (set(Right), set(), None, 0, False),
    ],
    ids=["nothing withheld", "grades", "attendance", "schedule", "grades and calendar", "everything"],
)
def test_each_kind_of_item_needs_its_right(
    session: Session,
    babb: SchoolRows,
    withheld: set[Right],
    kinds: set[str],
    missing: int | None,
    due: int,
    is_placed: bool,
) -> None:
    """What may not be seen is not there, not even as a count."""
    child = a_full_home(session, babb, set(Right) - withheld)
    assert {str(item.kind) for item in child.activity} == kinds
    assert (child.missing, len(child.due_today), child.where is not None) == (missing, due, is_placed)


def test_rights_differ_from_child_to_child(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The scores of the one, and nothing of the other's."""
    marcia = a_student(session, at=babb, takes=[math], first_name="Marcia")
    give_rights(session, session.get_one(m.Guardian, minnie.guardian_id), marcia, rights=[Right.PROFILE])
    work = an_assignment(session, math, at=babb)
    for student in (greg, marcia):
        a_new_score(session, student, work, points=Decimal(1))
    assert [(child.first_name, len(child.activity)) for child in home(session, minnie).children] == [
        ("Greg", 1),
        ("Marcia", 0),
    ]


def test_a_right_withdrawn_after_the_change_removes_the_recent_activity(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """The change feed gives no access."""
    post(session, babb)
    session.get_one(m.Guardianship, (minnie.guardian_id, greg.id)).attendance = False
    session.flush()
    assert activity(session, minnie) == ()


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
    """Seeing the home page is not reading the notice."""
    notice = post_notice(session, title="Snow day", school="Babb Middle")
    seen(session, minnie)
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
