"""Recent activity: what is listed, in which order, for whom, and what is unread."""

import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from portal_app import models as m
from portal_app.clock import now
from portal_app.database import engine, make_engine, open_session
from portal_app.domain.access import Right, Viewer, students_and_rights
from portal_app.domain.changes.feed import record_change
from portal_app.domain.recent import (
    ActivityItem,
    ActivityKind,
    Importance,
    Recent,
    Since,
    mark_all_read,
    mark_read,
    readers_since,
    recent_of,
    unread_of,
)
from portal_app.domain.staff.posting import clear_attendance, post_attendance, post_notice
from tests.conftest import Pin, Queries
from tests.unit.builders import SchoolRows, a_guardian, a_school, a_section, a_student, a_viewer, an_id, give_rights
from tests.unit.record_builders import a_code, a_posted_grade, a_score, a_task, an_assignment

MONDAY = date(2026, 10, 5)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    """A student in that class, number 604822."""
    return a_student(session, at=babb, takes=[math], number="604822", born=date(2012, 1, 1))


@pytest.fixture
def minnie(session: Session, greg: m.Student) -> Viewer:
    """Greg's mother."""
    return a_viewer(session, a_guardian(session, of=greg))


def recent(session: Session, viewer: Viewer, since: Since = Since.MONTH, student_id: int | None = None) -> Recent:
    """Ask as the page does."""
    return recent_of(session, viewer, at=now(), since=since, student_id=student_id)


def listed(session: Session, viewer: Viewer) -> list[ActivityItem]:
    """Return all items of the last 30 days in the page's order."""
    days = recent(session, viewer).days
    return [item for day in days for group in (*day.groups, *day.minor_groups) for item in group.activity]


def activity(session: Session, viewer: Viewer, *, kept: tuple[int, ...] = ()) -> tuple[ActivityItem, ...]:
    """Return the unread items, newest first."""
    return unread_of(session, viewer, students_and_rights(session, viewer), at=now(), kept=kept).items


def read_all(session: Session, viewer: Viewer) -> None:
    """Mark all as read, as the page does."""
    mark_all_read(session, viewer, recent(session, viewer).up_to)


def read(session: Session, viewer: Viewer, *items: ActivityItem) -> None:
    """Have items on screen for long enough."""
    mark_read(session, viewer, [change_id for item in items for change_id in item.change_ids], at=now())


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


def test_a_score_is_unread_until_it_has_been_read_and_stays_listed(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """With what a line of text needs; points without needless zeros. Looking alone changes nothing."""
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    a_new_score(session, greg, work, points=Decimal("18.50"))
    [item] = activity(session, minnie)
    assert item == ActivityItem(
        kind=ActivityKind.SCORE,
        importance=Importance.SCORE,
        student_id=an_id(greg),
        change_ids=item.change_ids,
        is_unread=True,
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
    assert listed(session, minnie) == [item]
    assert activity(session, minnie) == (item,)
    read(session, minnie, item)
    assert activity(session, minnie) == ()
    assert [(one.title, one.is_unread) for one in listed(session, minnie)] == [("Fractions", False)]


def test_an_open_page_keeps_what_has_been_read_on_it(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Nothing disappears while it is looked at; what comes meanwhile is there, too."""
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="First"), points=Decimal(8))
    [first] = activity(session, minnie)
    read_all(session, minnie)
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Second"), points=Decimal(9))
    found = activity(session, minnie, kept=first.change_ids)
    assert [(item.title, item.is_unread) for item in found] == [("Second", True), ("First", False)]


def test_a_score_that_is_corrected_is_unread_again(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The parent has read another one."""
    score = a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(8))
    read(session, minnie, *activity(session, minnie))
    score.points = Decimal(10)
    record_change(session, m.Subject.SCORE, student_id=greg.id, item_id=score.id)
    session.flush()
    assert [item.points for item in activity(session, minnie)] == ["10"]


def test_single_items_are_read_and_others_stay_unread(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Also when it is noted twice."""
    for name in ("One", "Two", "Three"):
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=name), points=Decimal(1))
    _, two, _ = activity(session, minnie)
    read(session, minnie, two)
    read(session, minnie, two)
    assert [item.title for item in activity(session, minnie)] == ["Three", "One"]


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
    assert [(item.student_id, item.title) for item in activity(session, minnie)] == [(marcia.id, "Absent unexcused")]


def test_the_last_30_days_are_always_listed_and_nothing_older(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """The latest day first; the filters show less."""
    for day in ("2026-09-04", "2026-09-05", "2026-10-03", "2026-10-04", "2026-10-05"):
        pinned(f"{day}T10:00")
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=day), points=Decimal(1))
    read_all(session, minnie)
    days = {since: [day.on for day in recent(session, minnie, since).days] for since in Since}
    assert days == {
        Since.MONTH: ["2026-10-05", "2026-10-04", "2026-10-03", "2026-09-05"],
        Since.WEEK: ["2026-10-05"],
        Since.YESTERDAY: ["2026-10-05", "2026-10-04"],
    }


def test_a_new_account_starts_with_the_week_before_it(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, pinned: Pin
) -> None:
    """And from then on nothing is read by itself, however long ago it was posted."""
    for day in ("2026-09-20", "2026-09-29"):
        pinned(f"{day}T10:00")
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=day), points=Decimal(1))
    pinned("2026-10-05T10:00")
    viewer = a_viewer(session, a_guardian(session, of=greg))
    assert [item.title for item in activity(session, viewer)] == ["2026-09-29"]
    assert [item.title for item in listed(session, viewer)] == ["2026-09-29", "2026-09-20"]
    pinned("2026-10-15T10:00")
    assert [item.title for item in activity(session, viewer)] == ["2026-09-29"]


def test_each_guardian_reads_for_themselves(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The mother has read it, the father has not."""
    father = a_viewer(session, a_guardian(session, of=greg, first_name="Mickey"))
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    read(session, minnie, *activity(session, minnie))
    assert (len(activity(session, minnie)), len(activity(session, father))) == (0, 1)
    read_all(session, father)
    assert activity(session, father) == ()


@pytest.mark.parametrize("up_to", [10**12, -5, 0])
def test_a_made_up_number_marks_nothing_that_is_not_there_and_never_goes_back(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, up_to: int
) -> None:
    """The number comes from a page."""
    a_new_score(session, greg, an_assignment(session, math, at=babb), points=Decimal(1))
    read_all(session, minnie)
    mark_all_read(session, minnie, up_to)
    assert activity(session, minnie) == ()
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Next"), points=Decimal(1))
    assert len(activity(session, minnie)) == 1


def test_changes_of_another_family_can_not_be_read(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """No row is written for them, nor for numbers of nothing: the numbers come from a browser."""
    other = a_student(session, at=babb, takes=[math], number="9")
    a_new_score(session, other, an_assignment(session, math, at=babb), points=Decimal(1))
    ids = session.exec(select(m.Change.id)).all()
    mark_read(session, minnie, [*(one for one in ids if one), 10**6], at=now())
    assert session.exec(select(m.ActivityRead)).all() == []
    assert session.exec(select(m.ActivityMark)).all() == []


def test_what_was_read_is_forgotten_when_no_page_shows_it_any_more(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """Else the table would grow for ever."""
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="Old"), points=Decimal(1))
    read(session, minnie, *activity(session, minnie))
    pinned("2026-11-10T10:00")
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="New"), points=Decimal(1))
    [new] = activity(session, minnie)
    read(session, minnie, new)
    assert session.exec(select(m.ActivityRead.change_id)).all() == list(new.change_ids)
    read_all(session, minnie)
    assert session.exec(select(m.ActivityRead)).all() == []


def test_within_a_day_the_most_important_comes_first(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Whatever was posted last; a notice before changes of classes and what was turned in."""
    for name, values in (
        ("In", {"is_turned_in": True}),
        ("Quiz", {"points": Decimal(9)}),
        ("Gone", {"is_missing": True}),
        ("Excused", {"is_missing": True, "is_exempt": True}),
    ):
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=name), **values)
    record_change(session, m.Subject.ROSTER, student_id=greg.id)
    post(session, babb, code="AU")
    post_notice(session, title="Snow day", school="Babb Middle")
    [day] = recent(session, minnie).days
    assert [group.importance for group in day.groups] == ["absence", "missing", "score"]
    assert [notice.title for notice in day.notices] == ["Snow day"]
    assert [group.importance for group in day.minor_groups] == ["schedule", "turned_in"]


def test_what_was_turned_in_is_folded_and_never_unread(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """It is no news to act on. With a score it is a score."""
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="In"), is_turned_in=True)
    a_new_score(session, greg, an_assignment(session, math, at=babb, name="9"), is_turned_in=True, points=Decimal(9))
    found = recent(session, minnie)
    [day] = found.days
    assert [(group.importance, group.is_folded) for group in (*day.groups, *day.minor_groups)] == [
        ("score", False),
        ("turned_in", True),
    ]
    assert found.unread == 1


@pytest.mark.parametrize(("count", "is_folded"), [(3, False), (4, True)])
def test_many_scores_of_a_day_are_one_sentence(
    session: Session,
    babb: SchoolRows,
    math: m.Section,
    greg: m.Student,
    minnie: Viewer,
    count: int,
    is_folded: bool,
) -> None:
    """Three are still lines. Missing work is never folded."""
    for n in range(count):
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=str(n)), points=Decimal(n))
        a_new_score(session, greg, an_assignment(session, math, at=babb, name=f"gone {n}"), is_missing=True)
    [day] = recent(session, minnie).days
    assert [(group.importance, group.is_folded, group.unread) for group in day.groups] == [
        ("missing", False, count),
        ("score", is_folded, count),
    ]


def a_failing_letter(session: Session, section: m.Section) -> None:
    """Let F be below passing on the scale of the class."""
    scale_id = a_task(session, section).scale_id
    session.add(m.GradingScaleEntry(scale_id=scale_id, sequence=1, letter_grade="F", is_passing=False))
    session.flush()


def test_posted_grades_of_a_task_and_term_are_one_sentence_that_counts_the_low_ones(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """The low ones come first, and the group counts as one of low grades."""
    for number, letter in (("1", "B"), ("2", "F"), ("3", "A"), ("4", "F")):
        section = a_section(session, at=babb, course=f"C{number}", title=f"Course {number}", period=number)
        grade = a_posted_grade(session, greg, section, at=babb, letter_grade=letter)
        a_failing_letter(session, section)
        record_change(session, m.Subject.GRADE, student_id=greg.id, item_id=grade.id)
    [day] = recent(session, minnie).days
    [group] = day.groups
    assert (group.importance, group.title, group.term, group.is_folded) == ("low_grade", "9 Weeks", "Term 1", True)
    assert (group.below_passing, len(group.activity)) == (2, 4)
    assert [item.letter_grade for item in group.activity][:2] == ["F", "F"]


def test_changed_classes_of_a_day_are_one_line(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """An import may write several; each day has its own."""
    for day in ("2026-10-02", "2026-10-05", "2026-10-05"):
        pinned(f"{day}T10:00")
        record_change(session, m.Subject.ROSTER, student_id=greg.id)
    found = activity(session, minnie)
    assert [(item.kind, item.at[:10], len(item.change_ids)) for item in found] == [
        ("schedule", "2026-10-05", 2),
        ("schedule", "2026-10-02", 1),
    ]
    read(session, minnie, found[0])
    assert len(activity(session, minnie)) == 1


def test_the_activity_of_one_child_is_without_the_others_and_without_notices(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Nobody else's child has any."""
    marcia = a_student(session, at=babb, takes=[math], first_name="Marcia")
    give_rights(session, session.get_one(m.Guardian, minnie.guardian_id), marcia)
    stranger = a_student(session, at=babb, takes=[math], first_name="Nadia")
    for student in (greg, marcia, stranger):
        name = student.first_name
        a_new_score(session, student, an_assignment(session, math, at=babb, name=name), points=Decimal(1))
    post_notice(session, title="Snow day", school="Babb Middle")
    assert len(listed(session, minnie)) == 2
    [day] = recent(session, minnie, student_id=marcia.id).days
    assert [(group.student_id, len(group.activity)) for group in day.groups] == [(marcia.id, 1)]
    assert day.notices == ()
    assert recent(session, minnie, student_id=stranger.id).days == ()


ALL = {"score", "attendance", "schedule"}


@pytest.mark.parametrize(
    ("withheld", "kinds"),
    [
        (set(), ALL),
        ({Right.GRADES}, ALL - {"score"}),
        ({Right.ATTENDANCE}, ALL - {"attendance"}),
        ({Right.SCHEDULE}, ALL - {"schedule"}),
        (set(Right), set()),
    ],
    ids=["nothing", "grades", "attendance", "schedule", "everything"],
)
def test_each_kind_of_item_needs_its_right(
    session: Session, babb: SchoolRows, withheld: set[Right], kinds: set[str]
) -> None:
    """What may not be seen is not there, not even as a count."""
    math = a_section(session, at=babb, number="8", period="3")
    child = a_student(session, at=babb, takes=[math], number="8")
    viewer = a_viewer(session, a_guardian(session, of=child, rights=set(Right) - withheld))
    a_new_score(session, child, an_assignment(session, math, at=babb), is_missing=True)
    record_change(session, m.Subject.ROSTER, student_id=child.id)
    a_code(session, at=babb, code="AU")
    post_attendance(session, student_number="8", on=MONDAY, period="3", code="AU")
    assert {str(item.kind) for item in listed(session, viewer)} == kinds
    assert {str(item.kind) for item in activity(session, viewer)} == kinds
    assert recent(session, viewer).unread == len(kinds)


def test_a_right_withdrawn_after_the_change_removes_the_recent_activity(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """The change feed gives no access."""
    post(session, babb)
    session.get_one(m.Guardianship, (minnie.guardian_id, greg.id)).attendance = False
    session.flush()
    assert activity(session, minnie) == ()


def test_further_children_and_items_cost_no_queries(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, queries: Queries
) -> None:
    """One child with one score, or four with many."""
    siblings = [a_student(session, at=babb, takes=[math], number=str(n)) for n in range(3)]
    small = a_viewer(session, a_guardian(session, of=greg))
    large = a_viewer(session, a_guardian(session, of=[greg, *siblings]))
    for student in (greg, *siblings):
        for n in range(5 if student in siblings else 1):
            work = an_assignment(session, math, at=babb, name=f"{student.number} {n}")
            a_new_score(session, student, work, points=Decimal(1))
    session.commit()
    counts = []
    for viewer in (small, large):
        with queries() as statements:
            recent(session, viewer)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_nothing_waits_while_an_import_writes_and_the_item_stays_unread(pinned: Pin, database_file: Path) -> None:
    """The next time that it is on screen it is noted."""
    with open_session() as session:
        greg = a_student(session, at=a_school(session))
        minnie = a_viewer(session, a_guardian(session, of=greg))
        record_change(session, m.Subject.ROSTER, student_id=greg.id)
    with closing(sqlite3.connect(str(engine().url.database), isolation_level=None)) as importing:
        importing.execute("BEGIN IMMEDIATE")
        with open_session() as session:
            read(session, minnie, *activity(session, minnie))
    with open_session() as session:
        [item] = activity(session, minnie)
        read(session, minnie, item)
        assert activity(session, minnie) == ()


@pytest.mark.slow
def test_reading_is_the_same_on_postgresql(pinned: Pin, postgresql_url: str) -> None:
    """Single items, all of them, and the version that other open pages follow."""
    server = make_engine(postgresql_url)
    SQLModel.metadata.create_all(server)
    with Session(server) as session:
        babb = a_school(session)
        math = a_section(session, at=babb)
        greg = a_student(session, at=babb, takes=[math])
        minnie = a_viewer(session, a_guardian(session, of=greg))
        record_change(session, m.Subject.ROSTER, student_id=greg.id)
        for name in ("One", "Two"):
            a_new_score(session, greg, an_assignment(session, math, at=babb, name=name), points=Decimal(1))
        two, _one, _classes = activity(session, minnie)
        read(session, minnie, two)
        read(session, minnie, two)
        assert [item.title for item in activity(session, minnie)] == ["One", ""]
        read_all(session, minnie)
        assert activity(session, minnie) == ()
        assert readers_since(session, now()) == {minnie.guardian_id: 2}
    server.dispose()
