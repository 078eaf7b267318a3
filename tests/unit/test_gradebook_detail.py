"""One class opened: categories, assignments, what counted and why, and how the grade came about."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import today
from portal_app.domain.access import NotFound
from portal_app.domain.gradebook import ClassDetail, GradeState, class_detail
from tests.conftest import Pin, Queries
from tests.unit.builders import SchoolRows, a_section, a_student, an_id, put_on_roster
from tests.unit.gradebook_builders import Book, a_book, a_scale, said, the_assignment


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> Book:
    """Return a class without a task yet."""
    return a_book(session, at=babb)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: Book) -> m.Student:
    """Return a student of the class."""
    return a_student(session, at=babb, takes=[math.section])


def opened(book: Book, student: m.Student, *, term_id: int | None = None, task_id: int | None = None) -> ClassDetail:
    """Return the class as its page shows it today."""
    return class_detail(book.session, student, book.id, as_of=today(), term_id=term_id, task_id=task_id)


def test_a_class_that_is_not_the_students_is_not_found(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    another = a_section(session, at=babb, course="ART", title="Art")
    with pytest.raises(NotFound):
        class_detail(session, greg, an_id(another), as_of=today())


def test_another_section_of_the_students_course_is_not_found(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    with pytest.raises(NotFound):
        class_detail(session, greg, an_id(a_section(session, at=babb, number="2")), as_of=today())


@pytest.mark.parametrize("number", [0, -1, 2**62])
def test_a_section_that_does_not_exist_is_not_found(session: Session, greg: m.Student, number: int) -> None:
    with pytest.raises(NotFound):
        class_detail(session, greg, number, as_of=today())


def test_a_child_who_never_came_to_the_class_is_not_in_it(session: Session, babb: SchoolRows, math: Book) -> None:
    ann = a_student(session, at=babb, first_name="Ann")
    put_on_roster(session, ann, math.section, starts_on=date(2026, 8, 3), ends_on=date(2026, 8, 2))
    with pytest.raises(NotFound):
        opened(math, ann)


def test_it_opens_on_the_current_term_and_the_task_in_which_assignments_count(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    math.task("4.5 Weeks")
    quarter = math.task(sequence=1)
    math.score(greg, math.assignment(math.category(quarter), babb.terms[0]), 91)
    detail = opened(math, greg)
    assert (detail.grade.task, detail.grade.term, said(detail.grade)) == ("9 Weeks", "Term 1", "in_progress A 91")
    assert [cell.is_chosen for row in detail.tasks for cell in row.cells] == [False, False, True, False]


def test_a_term_and_a_task_can_be_named(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    quarter, exam = math.task(), math.task("Exam", sequence=1)
    detail = opened(math, greg, task_id=exam.id, term_id=babb.terms[1].id)
    assert (detail.grade.task, detail.grade.term) == ("Exam", "Term 2")
    assert opened(math, greg, task_id=2**40, term_id=-5).grade.task_id == quarter.id


def test_every_field_of_an_assignment_is_there(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    assignment = math.assignment(
        math.category(math.task()),
        babb.terms[0],
        "Essay",
        description="Two pages.",
        assigned_on=date(2026, 8, 10),
        points_possible=Decimal("12.5"),
        multiplier=Decimal("0.25"),
    )
    math.score(greg, assignment, "11.25", comment="Nice.", is_late=True, is_turned_in=True)
    row = the_assignment(opened(math, greg), "Essay")
    assert (row.description, row.assigned_on, row.due_on) == ("Two pages.", "2026-08-10", "2026-08-14")
    assert (row.points, row.possible, row.multiplier, row.percent) == ("11.25", "12.5", "0.25", "90")
    assert (row.flags, row.comment, row.is_counted, row.why) == (["late", "turned_in"], "Nice.", True, "")


@pytest.mark.parametrize(
    ("flags", "points", "counts", "why"),
    [
        ({"is_missing": True}, 90, True, "Counts as 0 until it is handed in"),
        ({"is_cheated": True}, 90, True, ""),
        ({"is_exempt": True}, 90, False, "Not counted"),
        ({"is_dropped": True}, 90, False, "Not counted"),
        ({}, None, False, "No score yet, so not counted"),
        ({}, 120, True, "Above the points possible: extra credit"),
        ({}, -3, True, "Below zero, counted as it stands"),
        ({"is_turned_in": True, "is_late": True, "is_incomplete": True}, 90, True, ""),
    ],
)
def test_a_row_says_whether_its_score_counts_and_why(
    babb: SchoolRows, math: Book, greg: m.Student, flags: dict[str, bool], points: int | None, counts: bool, why: str
) -> None:
    math.score(greg, math.assignment(math.category(math.task()), babb.terms[0]), points, **flags)
    row = the_assignment(opened(math, greg), "Quiz")
    assert (row.is_counted, row.why) == (counts, why)


@pytest.mark.parametrize("flag", ["is_missing", "is_cheated"])
def test_a_score_that_counts_as_zero_shows_zero_percent_also_where_it_is_left_out(
    babb: SchoolRows, math: Book, greg: m.Student, flag: str
) -> None:
    category = math.category(math.task(), drop_lowest=1)
    math.score(greg, math.assignment(category, babb.terms[0], "Other"), 80)
    math.score(greg, math.assignment(category, babb.terms[0]), 90, **{flag: True})
    row = the_assignment(opened(math, greg), "Quiz")
    assert (row.points, row.percent, row.why) == ("90", "0", "The lowest here, so left out")


def test_categories_have_weights_shares_and_subtotals(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    task = math.task()
    classwork, quizzes = (math.category(task, name, weight=Decimal(w)) for name, w in (("Classwork", 50), ("Quiz", 25)))
    math.category(task, "Homework", weight=Decimal(25))
    math.score(greg, math.assignment(classwork, babb.terms[0], "A"), 90)
    math.score(greg, math.assignment(quizzes, babb.terms[0], "B"), 60)
    found = {each.name: each for each in opened(math, greg).categories}
    assert (found["Classwork"].weight, found["Classwork"].share, found["Classwork"].percent) == ("50", "66.67", "90")
    assert (found["Quiz"].share, found["Quiz"].earned, found["Quiz"].possible) == ("33.33", "60", "100")
    assert (found["Homework"].share, found["Homework"].note) == (
        "",
        "Nothing counts here yet, so it takes no weight.",
    )


def test_the_steps_lead_from_the_scores_to_the_grade(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    category = math.category(math.task(), weight=Decimal(50))
    math.score(greg, math.assignment(category, babb.terms[0], points_possible=Decimal(12)), 11)
    steps = opened(math, greg).steps
    assert steps[0].text == "{category}: {earned} of {possible} points = {percent}."
    assert steps[0].params == {"category": "Classwork", "earned": 11, "possible": 12, "percent": {"percent": 91.6667}}
    assert steps[-1].params == {"letter_grade": "A", "percent": {"percent": 92}}


def test_beside_a_posted_grade_is_what_the_scores_give(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    task = math.task()
    math.score(greg, math.assignment(math.category(task), babb.terms[0]), 79)
    math.post(greg, task, babb.terms[0], "B", 80)
    detail = opened(math, greg)
    assert (said(detail.grade), detail.so_far_letter_grade, detail.so_far_percent) == ("posted B 80", "C", "79")


def test_a_posted_grade_without_scores_behind_it_is_not_explained_as_no_grade(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    task = math.task()
    math.assignment(math.category(task), babb.terms[0])
    math.post(greg, task, babb.terms[0], "B", 80)
    detail = opened(math, greg)
    assert (said(detail.grade), detail.steps) == ("posted B 80", [])


def test_a_composite_shows_its_parts_and_where_each_can_be_opened(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    first, second = babb.terms
    quarter, semester = math.task(), math.task("Semester", sequence=1)
    math.part((semester, second), (quarter, first), 40)
    math.part((semester, second), (quarter, second), 60)
    math.post(greg, quarter, first, "A", 95)
    parts = opened(math, greg, task_id=semester.id, term_id=second.id).parts
    assert [(part.term, part.source, part.percent, part.share) for part in parts] == [
        ("Term 1", "posted", "95", "100"),
        ("Term 2", "none", "", ""),
    ]
    assert {part.section_id for part in parts} == {math.id}


def test_a_composite_made_of_itself_says_that_the_school_must_fix_it(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    semester = math.task("Semester")
    math.part((semester, babb.terms[0]), (semester, babb.terms[0]))
    detail = opened(math, greg)
    assert "contradicts itself" in detail.problem
    assert (detail.steps, detail.categories, detail.grade.state) == ([], [], GradeState.NOT_YET)


def test_a_composite_made_of_another_courses_task_is_refused_alike(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    elsewhere = a_book(session, at=babb, course="ART", title="Art").task("Art")
    semester = math.task("Semester")
    math.part((semester, babb.terms[0]), (elsewhere, babb.terms[0]))
    assert opened(math, greg).problem


def test_letter_grades_are_shown_and_nothing_is_computed_from_them(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    scale = a_scale(session, kind=m.ScaleKind.LETTERS, letter_grades=(("S", None), ("N", None)))
    assignment = math.assignment(math.category(math.task(scale=scale)), babb.terms[0])
    math.score(greg, assignment, letter_grade="S")
    detail = opened(math, greg)
    assert (detail.by_letters, the_assignment(detail, "Quiz").letter_grade, said(detail.grade)) == (
        True,
        "S",
        "not_yet",
    )
    assert the_assignment(detail, "Quiz").why == ""


def test_assignments_without_points_possible_or_weight_give_no_grade_and_no_nan(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    category = math.category(math.task(), weight=Decimal(0))
    math.score(greg, math.assignment(category, babb.terms[0], points_possible=Decimal(0)), 5)
    detail = opened(math, greg)
    assert (said(detail.grade), detail.categories[0].percent, the_assignment(detail, "Quiz").percent) == (
        "not_yet",
        "",
        "",
    )


def test_the_trend_is_of_scores_that_count_by_their_due_dates(babb: SchoolRows, math: Book, greg: m.Student) -> None:
    category = math.category(math.task())
    math.score(greg, math.assignment(category, babb.terms[0], "Late one", due_on=date(2026, 9, 1)), 80)
    math.score(greg, math.assignment(category, babb.terms[0], "Early one", due_on=date(2026, 8, 10)), 70)
    math.score(greg, math.assignment(category, babb.terms[0], "Excused", due_on=date(2026, 8, 20)), 10, is_exempt=True)
    trend = opened(math, greg).trend
    assert [(point.on, point.percent) for point in trend] == [("2026-08-10", "70"), ("2026-09-01", "80")]


def test_assignments_from_before_the_student_joined_are_not_theirs_without_a_score(
    session: Session, babb: SchoolRows, math: Book
) -> None:
    late = a_student(session, at=babb)
    put_on_roster(session, late, math.section, starts_on=date(2026, 9, 1))
    category = math.category(math.task())
    math.assignment(category, babb.terms[0], "Before", due_on=date(2026, 8, 20))
    math.score(late, math.assignment(category, babb.terms[0], "Made up", due_on=date(2026, 8, 21)), 80)
    math.assignment(category, babb.terms[0], "After", due_on=date(2026, 9, 20))
    assignments = [assignment.name for assignment in opened(math, late).categories[0].assignments]
    assert assignments == ["Made up", "After"]


def test_a_class_without_tasks_opens_empty(math: Book, greg: m.Student) -> None:
    detail = opened(math, greg)
    assert (detail.tasks, detail.categories, detail.problem, detail.grade.task) == ([], [], "", "")


def test_a_class_of_a_former_year_can_still_be_opened(
    pinned: Pin, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    math.post(greg, math.task(), babb.terms[1], "A", 95)
    pinned("2028-10-01")
    assert said(opened(math, greg).grade) == "posted A 95"


def test_a_class_is_six_queries(babb: SchoolRows, math: Book, greg: m.Student, queries: Queries) -> None:
    category = math.category(math.task())
    for at in range(40):
        math.score(greg, math.assignment(category, babb.terms[0], f"Work {at}"), at)
    with queries() as statements:
        opened(math, greg)
    assert len(statements) == 6
