"""The to-do list: what is on it, in which group, and the guardian's own ticks."""

import json
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.access import NotFound, Right, Viewer
from portal_app.domain.calendar import Todo, family_todo, tick, todo_of, untick
from portal_app.domain.gradebook import grades_of
from tests.conftest import Queries
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_guardian,
    a_section,
    a_student,
    a_viewer,
    an_id,
    enroll,
    give_rights,
    put_on_roster,
)
from tests.unit.record_builders import a_score, an_assignment

MONDAY = date(2026, 10, 5)
GROUPS = ("missing", "today", "tomorrow", "this_week", "later")


@pytest.fixture
def minnie(session: Session, greg: m.Student) -> Viewer:
    """Greg's mother."""
    return a_viewer(session, a_guardian(session, of=greg))


def names(todo: Todo) -> dict[str, list[str]]:
    """Return the names in each group that has any."""
    groups = {group: [item.name for item in getattr(todo, group)] for group in GROUPS}
    return {group: found for group, found in groups.items() if found}


@pytest.mark.parametrize(
    ("as_of", "groups"),
    [
        # a Wednesday: the week runs to its Sunday
        (date(2026, 10, 7), {"today": [7], "tomorrow": [8], "this_week": [9, 10, 11], "later": [12, 18, 19]}),
        # a Saturday: tomorrow is the Sunday, and nothing is left of the week
        (date(2026, 10, 10), {"today": [10], "tomorrow": [11], "later": [12, 18, 19]}),
        # a Sunday: the week is the coming one
        (date(2026, 10, 11), {"today": [11], "tomorrow": [12], "this_week": [18], "later": [19]}),
    ],
)
def test_assignments_are_grouped_by_due_date(
    session: Session,
    babb: SchoolRows,
    math: m.Section,
    greg: m.Student,
    minnie: Viewer,
    as_of: date,
    groups: dict[str, list[int]],
) -> None:
    """Today, tomorrow, this week, later; what is past and not missing is gone."""
    for day in (6, 7, 8, 9, 10, 11, 12, 18, 19):
        an_assignment(session, math, at=babb, name=str(day), due_on=date(2026, 10, day))
    found = names(todo_of(session, minnie, [greg], as_of=as_of))
    assert found == {group: [str(day) for day in days] for group, days in groups.items()}


def test_missing_assignments_come_first_whenever_they_were_due(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Long past, without a date, or flagged before its day: missing, and in no other group."""
    for name, due_on in (("August", date(2026, 8, 20)), ("Undated", None), ("Today", MONDAY)):
        a_score(session, greg, an_assignment(session, math, at=babb, name=name, due_on=due_on), is_missing=True)
    found = names(todo_of(session, minnie, [greg], as_of=MONDAY))
    assert set(found) == {"missing"}
    assert sorted(found["missing"]) == ["August", "Today", "Undated"]


@pytest.mark.parametrize("flag", ["is_exempt", "is_dropped"])
def test_missing_assignments_that_no_longer_count_are_not_listed(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, flag: str
) -> None:
    """The school has let it go."""
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    a_score(session, greg, work, is_missing=True, **{flag: True})
    assert names(todo_of(session, minnie, [greg], as_of=MONDAY)) == {}


def test_a_blank_score_is_not_missing(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Nothing in the gradebook yet: past work is unknown, coming work is still to do."""
    for name, due_on in (("Past", MONDAY - timedelta(days=3)), ("Coming", MONDAY)):
        a_score(session, greg, an_assignment(session, math, at=babb, name=name, due_on=due_on))
    assert names(todo_of(session, minnie, [greg], as_of=MONDAY)) == {"today": ["Coming"]}


@pytest.mark.parametrize(
    "done",
    [
        {"points": Decimal(18)},
        {"points": Decimal(0)},
        {"letter_grade": "S"},
        {"is_turned_in": True},
        {"is_exempt": True},
    ],
    ids=lambda done: next(iter(done)),
)
def test_what_is_done_is_not_to_do(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, done: dict
) -> None:
    """Scored (a nought too), marked, turned in or exempt."""
    a_score(session, greg, an_assignment(session, math, at=babb, due_on=MONDAY), **done)
    assert names(todo_of(session, minnie, [greg], as_of=MONDAY)) == {}


def test_another_childs_score_does_not_count(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The classmate has handed it in."""
    classmate = a_student(session, at=babb, takes=[math])
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    a_score(session, classmate, work, points=Decimal(20))
    assert names(todo_of(session, minnie, [greg], as_of=MONDAY)) == {"today": ["Fractions"]}


def test_a_class_that_the_student_left_has_nothing_to_do(
    session: Session, babb: SchoolRows, math: m.Section, minnie: Viewer
) -> None:
    """Neither its missing work nor what is due."""
    student = a_student(session, at=babb)
    put_on_roster(session, student, math, ends_on=MONDAY - timedelta(days=1))
    a_score(session, student, an_assignment(session, math, at=babb, due_on=date(2026, 9, 1)), is_missing=True)
    an_assignment(session, math, at=babb, due_on=MONDAY)
    assert names(todo_of(session, minnie, [student], as_of=MONDAY)) == {}


def test_assignments_due_after_the_students_last_day_in_the_class_are_not_theirs(
    session: Session, babb: SchoolRows, math: m.Section, minnie: Viewer
) -> None:
    """Who leaves on Tuesday has nothing to do for Wednesday."""
    student = a_student(session, at=babb)
    put_on_roster(session, student, math, ends_on=MONDAY + timedelta(days=1))
    for n in range(3):
        an_assignment(session, math, at=babb, name=str(n), due_on=MONDAY + timedelta(days=n))
    assert names(todo_of(session, minnie, [student], as_of=MONDAY)) == {"today": ["0"], "tomorrow": ["1"]}


def test_all_classes_and_all_children_are_in_one_list_by_date(session: Session, babb: SchoolRows) -> None:
    """Each item says whose it is and of which class."""
    math, art = a_section(session, at=babb), a_section(session, at=babb, course="ART", title="Art")
    greg = a_student(session, at=babb, takes=[math, art])
    marcia = a_student(session, at=babb, takes=[math], first_name="Marcia")
    viewer = a_viewer(session, a_guardian(session, of=[greg, marcia]))
    an_assignment(session, math, at=babb, name="Sums", due_on=MONDAY + timedelta(days=20))
    an_assignment(session, art, at=babb, name="Masks", due_on=MONDAY + timedelta(days=10))
    later = family_todo(session, viewer, as_of=MONDAY).later
    assert [(item.name, item.class_title, item.student_id) for item in later] == [
        ("Masks", "Art", greg.id),
        ("Sums", "Mathematics 6", greg.id),
        ("Sums", "Mathematics 6", marcia.id),
    ]
    alone = family_todo(session, viewer, student_id=an_id(marcia), as_of=MONDAY)
    assert [item.name for item in alone.later] == ["Sums"]


def test_a_tick_is_kept_and_can_be_removed(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """Twice is as good as once, both ways; the item stays in its place."""
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    key = {"student_id": an_id(greg), "assignment_id": an_id(work)}
    for change, ticked, left in ((tick, True, 0), (tick, True, 0), (untick, False, 1), (untick, False, 1)):
        change(session, minnie, **key)
        todo = todo_of(session, minnie, [greg], as_of=MONDAY)
        assert ([item.is_ticked for item in todo.today], todo.open) == ([ticked], left)


def test_a_tick_is_the_guardians_own(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The father's list does not know of it, and no change goes to anybody's page."""
    father = a_viewer(session, a_guardian(session, of=greg, first_name="Mickey"))
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    tick(session, minnie, student_id=an_id(greg), assignment_id=an_id(work))
    assert not todo_of(session, father, [greg], as_of=MONDAY).today[0].is_ticked
    assert session.exec(select(m.Change)).all() == []


@pytest.mark.parametrize("change", [tick, untick])
def test_only_the_assignments_of_ones_own_child_can_be_ticked(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer, change: object
) -> None:
    """Another family's child, another class's work, and numbers that nobody has: the same refusal."""
    art = a_section(session, at=babb, course="ART")
    stranger = a_student(session, at=babb, takes=[art])
    work = an_assignment(session, art, at=babb, due_on=MONDAY)
    pairs = [(greg.id, work.id), (stranger.id, work.id), (greg.id, 9999), (9999, work.id)]
    for student_id, assignment_id in pairs:
        with pytest.raises(NotFound):
            change(session, minnie, student_id=student_id, assignment_id=assignment_id)  # type: ignore[operator]
    assert session.exec(select(m.TodoTick)).all() == []


def test_the_list_takes_the_grades_right_child_by_child(session: Session, babb: SchoolRows, math: m.Section) -> None:
    """It says what has been scored and what is missing."""
    greg, marcia = a_student(session, at=babb, takes=[math]), a_student(session, at=babb, takes=[math])
    guardian = a_guardian(session, of=greg, rights=set(Right) - {Right.GRADES})
    give_rights(session, guardian, marcia)
    viewer = a_viewer(session, guardian)
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    assert [item.student_id for item in family_todo(session, viewer, as_of=MONDAY).today] == [marcia.id]
    with pytest.raises(NotFound):
        family_todo(session, viewer, student_id=an_id(greg), as_of=MONDAY)
    with pytest.raises(NotFound):
        tick(session, viewer, student_id=an_id(greg), assignment_id=an_id(work))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "as_of", "has_next_year", "missing"),
    [
        (date(2026, 8, 3), None, MONDAY, False, 1),
        (date(2026, 10, 12), None, MONDAY, False, 1),  # the class begins next week
        (date(2026, 8, 3), date(2026, 10, 2), MONDAY, False, 0),  # left
        (date(2026, 10, 12), date(2026, 10, 11), MONDAY, False, 0),  # never came
        (date(2026, 8, 3), None, date(2027, 6, 15), False, 1),  # in summer the finished year is shown
        (date(2026, 8, 3), None, date(2027, 6, 15), True, 1),  # with next year's classes known, too
        (date(2026, 8, 3), None, date(2027, 8, 10), True, 0),
    ],
)
def test_grades_counts_the_same_missing_assignments(
    session: Session,
    babb: SchoolRows,
    minnie: Viewer,
    starts_on: date,
    ends_on: date | None,
    as_of: date,
    has_next_year: bool,
    missing: int,
) -> None:
    """Of the classes not left, in the school year that Grades shows."""
    student = a_student(session, at=babb, first_name="Marcia")
    art = a_section(session, at=babb, course="ART")
    put_on_roster(session, student, art, starts_on=starts_on, ends_on=ends_on)
    if has_next_year:
        coming = a_following_year(session, at=babb)
        enroll(session, student, at=coming)
        put_on_roster(session, student, a_section(session, at=coming, course="ART-07"), starts_on=date(2027, 8, 3))
    a_score(session, student, an_assignment(session, art, at=babb, due_on=MONDAY), is_missing=True)
    found = todo_of(session, minnie, [student], as_of=as_of).missing
    assert len(found) == grades_of(session, student, as_of=as_of).missing == missing


def test_the_list_is_one_query_and_plain_json(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, queries: Queries
) -> None:
    """However much there is to do."""
    for n in range(40):
        an_assignment(session, math, at=babb, due_on=MONDAY + timedelta(days=n))
    session.commit()
    with queries() as statements:
        todo = todo_of(session, minnie, [greg], as_of=MONDAY)
    assert len(statements) == 1
    assert json.loads(json.dumps(asdict(todo)))["open"] == 40
