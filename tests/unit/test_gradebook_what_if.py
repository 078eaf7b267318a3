"""What if: scores, flags and made-up work are tried out; category, task, term and composite move, nothing is stored."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.clock import today
from portal_app.domain.gradebook import MOST_ADDED, ClassDetail, Effect, WhatIf, class_detail
from tests.conftest import Queries
from tests.unit.builders import SchoolRows, a_student, an_id
from tests.unit.gradebook_builders import Book, a_book, cells, said, the_assignment


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> Book:
    """Return a class without a task yet."""
    return a_book(session, at=babb)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: Book) -> m.Student:
    """Return a student of the class."""
    return a_student(session, at=babb, takes=[math.section])


def changed(book: Book, student: m.Student, what_if: WhatIf) -> ClassDetail:
    """Return the class with a what-if."""
    return class_detail(book.session, student, book.id, as_of=today(), what_if=what_if)


def test_a_changed_score_moves_category_task_and_composite(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    quarter, semester = math.task(), math.task("Semester", sequence=1)
    math.part((semester, babb.terms[0]), (quarter, babb.terms[0]))
    assignment = math.assignment(math.category(quarter), babb.terms[0])
    math.score(greg, assignment, 70)
    detail = changed(math, greg, WhatIf().with_points(an_id(assignment), Decimal(95)))
    assert cells(detail.tasks) == {
        "9 Weeks": ["in_progress A 95", "not_yet"],
        "Semester": ["in_progress A 95", "not_yet"],
    }
    assert [(c.is_what_if, c.was_letter_grade, c.was_percent) for row in detail.tasks for c in row.cells[:1]] == [
        (True, "C", "70"),
        (True, "C", "70"),
    ]
    assert (detail.categories[0].percent, detail.categories[0].was) == ("95", "70")
    row = the_assignment(detail, "Quiz")
    assert (row.points, row.real_points, row.is_what_if, detail.is_what_if) == ("95", "70", True, True)


def test_a_what_if_replaces_the_posted_grades_that_it_affects_and_no_others(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    first, second = babb.terms
    task = math.task()
    category = math.category(task)
    assignment = math.assignment(category, first)
    math.score(greg, assignment, 70)
    math.post(greg, task, first, "B", 85)
    math.post(greg, task, second, "A", 99)
    detail = changed(math, greg, WhatIf().with_points(an_id(assignment), Decimal(71)))
    assert cells(detail.tasks) == {"9 Weeks": ["in_progress C 71", "posted A 99"]}
    assert (detail.grade.was_letter_grade, detail.grade.was_percent) == ("B", "85")


def test_a_what_if_that_changes_no_grade_highlights_nothing(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    task = math.task()
    assignment = math.assignment(math.category(task), babb.terms[0])
    math.score(greg, assignment, 70)
    math.post(greg, task, babb.terms[0], "B", 85)
    detail = changed(math, greg, WhatIf().with_points(an_id(assignment), Decimal(70)))
    assert (said(detail.grade), detail.grade.is_what_if, the_assignment(detail, "Quiz").is_what_if) == (
        "posted B 85",
        False,
        False,
    )


@pytest.mark.parametrize(
    ("effect", "grade"),
    [
        (Effect.COUNTS, "in_progress B 85"),
        (Effect.MISSING, "in_progress F 40"),
        (Effect.CHEATED, "in_progress F 40"),
        (Effect.EXEMPT, "in_progress B 80"),
        (Effect.DROPPED, "in_progress B 80"),
    ],
)
def test_a_flag_can_be_changed_in_a_what_if(
    babb: SchoolRows, math: Book, greg: m.Student, effect: Effect, grade: str
) -> None:
    category = math.category(math.task())
    math.score(greg, math.assignment(category, babb.terms[0], "Other"), 80)
    assignment = math.assignment(category, babb.terms[0])
    math.score(greg, assignment, 90, is_late=True)
    detail = changed(math, greg, WhatIf().with_effect(an_id(assignment), effect))
    assert said(detail.grade) == grade
    assert "late" in the_assignment(detail, "Quiz").flags


def test_points_for_a_missing_assignment_try_that_it_is_handed_in(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    assignment = math.assignment(math.category(math.task()), babb.terms[0])
    math.score(greg, assignment, is_missing=True)
    detail = changed(math, greg, WhatIf().with_points(an_id(assignment), Decimal(90)))
    assert (said(detail.grade), the_assignment(detail, "Quiz").effect) == ("in_progress A 90", "counts")


def test_a_what_if_can_add_a_score_and_remove_one(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    assignment = math.assignment(math.category(math.task()), babb.terms[0])
    what_if = WhatIf().with_points(an_id(assignment), Decimal(88))
    assert said(changed(math, greg, what_if).grade) == "in_progress B 88"
    assert said(changed(math, greg, what_if.with_points(an_id(assignment), None)).grade) == "not_yet"


def test_an_added_assignment_counts_and_can_be_changed_and_removed(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    category = math.category(math.task())
    math.score(greg, math.assignment(category, babb.terms[0]), 80)
    place = {"category_id": an_id(category), "term_id": an_id(babb.terms[0])}
    what_if = WhatIf().with_assignment("A perfect test", points=Decimal(100), possible=Decimal(100), **place)
    detail = changed(math, greg, what_if)
    row = the_assignment(detail, "A perfect test")
    assert (said(detail.grade), row.is_added, row.id) == ("in_progress A 90", True, -1)
    assert said(changed(math, greg, what_if.with_points(-1, Decimal(60))).grade) == "in_progress C 70"
    assert not what_if.without(-1)


def test_one_assignment_can_be_reset_while_the_rest_of_the_what_if_stays() -> None:
    what_if = WhatIf().with_points(1, Decimal(5)).with_effect(2, Effect.EXEMPT)
    assert (what_if.without(1).points, what_if.without(1).effects) == ({}, {2: Effect.EXEMPT})


def test_a_what_if_takes_only_so_many_added_assignments() -> None:
    what_if = WhatIf()
    for _ in range(MOST_ADDED + 5):
        what_if = what_if.with_assignment("More", category_id=1, term_id=1, points=Decimal(1), possible=Decimal(1))
    assert len(what_if.added) == MOST_ADDED


def test_a_what_if_affects_no_other_class(session: Session, babb: SchoolRows, math: Book, greg: m.Student) -> None:
    """Numbers that the browser made up, of another class's work or of none, change nothing and break nothing."""
    art = a_book(session, at=babb, course="ART", title="Art")
    foreign = art.assignment(art.category(art.task()), babb.terms[0], "Foreign")
    math.score(greg, math.assignment(math.category(math.task()), babb.terms[0]), 80)
    what_if = WhatIf().with_points(an_id(foreign), Decimal(1)).with_points(2**50, Decimal(1))
    what_if = what_if.with_assignment(
        "Odd", category_id=foreign.category_id, term_id=1, points=Decimal(1), possible=Decimal(1)
    )
    assert said(changed(math, greg, what_if).grade) == "in_progress B 80"


def test_a_what_if_applies_to_what_the_school_posts_meanwhile(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    category = math.category(math.task())
    assignment = math.assignment(category, babb.terms[0])
    math.score(greg, assignment, 50)
    what_if = WhatIf().with_points(an_id(assignment), Decimal(100))
    math.score(greg, math.assignment(category, babb.terms[0], "New", due_on=date(2026, 9, 1)), 80)
    assert said(changed(math, greg, what_if).grade) == "in_progress A 90"


def test_nothing_of_a_what_if_is_stored(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student, queries: Queries
) -> None:
    assignment = math.assignment(math.category(math.task()), babb.terms[0])
    math.score(greg, assignment, 70)
    with queries() as statements:
        changed(math, greg, WhatIf().with_points(an_id(assignment), Decimal(95)))
    assert all(statement.startswith("SELECT") for statement in statements)
    assert [row.points for row in session.exec(select(m.Score))] == [Decimal(70)]
