"""What it takes to reach a grade, as the class page, the progress report and `portal goal` say it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session
from typer.testing import CliRunner, Result

from portal_app import models as m
from portal_app.cli import app
from portal_app.clock import today
from portal_app.database import open_session
from portal_app.domain.gradebook import GoalsView, WhatIf, class_detail, what_if_of
from portal_app.domain.refusal import Refused
from portal_app.domain.reports.progress import progress_of
from tests.unit.builders import SchoolRows, a_school, a_student
from tests.unit.gradebook_builders import Book, a_book, said


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> Book:
    """A class with two assignments of 40 points in the first term."""
    return a_book(session, at=babb)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: Book) -> m.Student:
    """A student with 28 of 40 points on the first of two assignments."""
    return half_graded(session, babb, math)


def half_graded(session: Session, at: SchoolRows, book: Book, number: str = "604800") -> m.Student:
    """Write two assignments of 40 points and a student with 28 points on the first."""
    greg = a_student(session, at=at, takes=[book.section], number=number)
    category = book.category(book.task())
    first = book.assignment(category, at.terms[0], "Quiz 1", points_possible=Decimal(40))
    book.assignment(category, at.terms[0], "Quiz 2", points_possible=Decimal(40))
    book.score(greg, first, 28)
    return greg


def goals(book: Book, student: m.Student) -> GoalsView:
    """Return the goals of the class's open grade."""
    return class_detail(book.session, student, book.id, as_of=today(), with_goals=True).goals


def test_each_letter_grade_has_its_goal(math: Book, greg: m.Student) -> None:
    view = goals(math, greg)
    assert [(each.letter_grade, each.result, each.percent, each.gives_letter_grade) for each in view.goals] == [
        ("A", "not_reachable", "", "B"),
        ("B", "possible", "89", "B"),
        ("C", "possible", "69", "C"),
        ("F", "reached", "", "F"),
    ]
    assert [(each.name, each.possible) for each in view.ungraded] == [("Quiz 2", "40")]


def test_a_goal_that_is_tried_out_gives_its_grade(math: Book, greg: m.Student) -> None:
    what_if = what_if_of(goals(math, greg), "B")
    assert list(what_if.points.values()) == [Decimal("35.6")]
    detail = class_detail(math.session, greg, math.id, as_of=today(), what_if=what_if)
    assert said(detail.grade) == "in_progress B 80"


@pytest.mark.parametrize("letter_grade", ["A", "F", "Z", ""])
def test_a_goal_without_a_percent_tries_out_nothing(math: Book, greg: m.Student, letter_grade: str) -> None:
    assert what_if_of(goals(math, greg), letter_grade) == WhatIf()


def test_goals_start_from_the_real_scores_also_beside_a_what_if(math: Book, greg: m.Student) -> None:
    what_if = what_if_of(goals(math, greg), "C")
    beside = class_detail(math.session, greg, math.id, as_of=today(), what_if=what_if, with_goals=True)
    assert beside.goals == goals(math, greg)


def test_a_posted_grade_and_one_without_open_assignments_have_a_reason_instead(
    babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    task = math.task("Semester", sequence=1)
    math.part((task, babb.terms[0]), (math.task("Other", sequence=2), babb.terms[0]))
    math.post(greg, task, babb.terms[0], "B", 81)
    opened = class_detail(
        math.session, greg, math.id, task_id=task.id, term_id=babb.terms[0].id, as_of=today(), with_goals=True
    )
    assert (opened.goals.goals, opened.goals.why_none) == ([], "The school has posted this grade. It is final.")


def test_nobody_pays_for_goals_that_nobody_asks_for(math: Book, greg: m.Student) -> None:
    assert class_detail(math.session, greg, math.id, as_of=today()).goals == GoalsView()


def test_the_progress_report_says_what_it_takes(session: Session, math: Book, greg: m.Student) -> None:
    (one,) = progress_of(session, greg, as_of=today())
    assert one.goals == goals(math, greg)


@pytest.fixture
def database(database_file: Path) -> str:
    """Write the same class into a database of its own, and return its code."""
    with open_session() as session:
        at = a_school(session)
        book = a_book(session, at=at)
        half_graded(session, at, book, number="604822")
        detail = class_detail(session, session.get(m.Student, 1), book.id, as_of=today())  # type: ignore[arg-type]
        return f"{detail.code}|{detail.grade.term}"


def portal_goal(where: str, grade: str, *options: str, term: str = "") -> Result:
    """Run `portal goal` for the student."""
    code, its_term = where.split("|")
    names = ["--class", code, "--task", "9 Weeks", "--term", term or its_term, "--grade", grade]
    result = CliRunner().invoke(app, ["goal", "604822", *names, *options])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_command_says_which_percent_reaches_a_grade(database: str) -> None:
    assert portal_goal(database, "B").output == "89 % on each of 1 ungraded assignment reaches B.\n"
    assert portal_goal(database, "A").output == "A is not reachable; at most B, 85 %.\n"
    assert portal_goal(database, "F").output == "F is reached, even with 0 on 1 ungraded assignment.\n"


def test_the_command_prints_json_for_scripts(database: str) -> None:
    answer = json.loads(portal_goal(database, "B", "--json").output)
    assert (answer["task"], answer["goal"]["result"], answer["goal"]["percent"]) == ("9 Weeks", "possible", "89")
    assert [each["name"] for each in answer["ungraded"]] == ["Quiz 2"]


def test_the_command_refuses_what_the_class_does_not_have(database: str) -> None:
    with pytest.raises(Refused, match="no letter grade 'Z'; choose one of A, B, C, F"):
        portal_goal(database, "Z")
    with pytest.raises(Refused, match="There is no term 'Spring'"):
        portal_goal(database, "B", term="Spring")
