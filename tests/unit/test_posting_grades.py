"""Scores and final grades that staff post: written once, with one change in the feed, and refused if invalid."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting import post_grade, post_score
from tests.conftest import Pin
from tests.unit.builders import SchoolRows, a_following_year, a_student, a_term, an_id, put_on_roster
from tests.unit.gradebook_builders import Book, a_book, a_scale


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> Book:
    """Return the class MATH-06-1 with a task and a quiz out of 100."""
    book = a_book(session, at=babb)
    book.assignment(book.category(book.task()), babb.terms[0], "Quiz 1", source_id="Q1")
    return book


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: Book) -> m.Student:
    """Return student 42 of the class."""
    return a_student(session, at=babb, takes=[math.section], number="42")


def changes(session: Session) -> list[tuple[str, int | None]]:
    """Return subject and student of each change noted."""
    return [(row.subject.value, row.student_id) for row in session.exec(select(m.Change))]


def score(session: Session, **values: Any) -> m.Score:
    """Post a score for the quiz unless `values` say otherwise."""
    return post_score(session, **({"student_number": "42", "assignment": "Q1", "score": "87.5"} | values))


def grade(session: Session, **values: Any) -> m.PostedGrade:
    """Post a grade for the first term unless `values` say otherwise."""
    usual = {"student_number": "42", "section": "MATH-06-1", "task": "9 Weeks", "term": "Term 1", "percent": "85"}
    return post_grade(session, **(usual | values))


def test_a_score_is_written_and_its_change_noted(session: Session, greg: m.Student) -> None:
    row = score(session, flags=["late", "turned-in"], comment=" Well done. ")
    assert (row.points, row.is_late, row.is_turned_in, row.is_missing) == (Decimal("87.5"), True, True, False)
    assert row.comment == "Well done."
    assert changes(session) == [("score", greg.id)]


@pytest.mark.usefixtures("greg")
def test_the_same_score_again_changes_nothing(session: Session) -> None:
    score(session)
    score(session)
    assert len(changes(session)) == 1


@pytest.mark.usefixtures("greg")
def test_posting_replaces_the_whole_score_so_flags_that_it_does_not_name_are_removed(session: Session) -> None:
    score(session, score="", flags=["missing"])
    row = score(session, score="60")
    assert (row.points, row.is_missing, len(session.exec(select(m.Score)).all())) == (Decimal(60), False, 1)


@pytest.mark.usefixtures("greg")
def test_a_score_above_the_maximum_is_extra_credit(session: Session) -> None:
    assert score(session, score="110").points == Decimal(110)


@pytest.mark.usefixtures("greg")
@pytest.mark.parametrize("text", ["-1", "NaN", "Infinity", "1e9", "abc", "87.12345", "--"])
def test_a_score_that_can_not_be_is_refused_in_a_sentence(session: Session, text: str) -> None:
    with pytest.raises(Refused, match=r"^[^\n]+\.$"):
        score(session, score=text)
    assert session.exec(select(m.Score)).all() == []


@pytest.mark.usefixtures("greg")
def test_a_letter_of_the_scale_is_a_letter_grade_without_points(session: Session) -> None:
    row = score(session, score="B")
    assert (row.points, row.letter_grade) == (None, "B")


def test_on_a_scale_of_letters_a_figure_is_a_letter_grade(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    standards = a_scale(session, kind=m.ScaleKind.LETTERS, letter_grades=(("3", None), ("2", None)))
    assignment = math.assignment(math.category(math.task("Phonics", scale=standards)), babb.terms[0], "Letters")
    row = score(session, assignment=str(assignment.id), score="3")
    assert (row.points, row.letter_grade) == (None, "3")


@pytest.mark.usefixtures("greg")
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"student_number": "43"}, "No student has the number 43"),
        ({"assignment": "Q2"}, "Greg Clayton has no assignment 'Q2'"),
        ({"flags": ["lost"]}, "There is no flag 'lost'; the flags are: missing, late"),
        ({"comment": "x" * 501}, "The comment has 501 characters"),
    ],
)
def test_what_does_not_exist_is_refused(session: Session, values: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        score(session, **values)


def test_another_classes_assignment_is_not_the_students(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    art = a_book(session, at=babb, course="ART", title="Art")
    assignment = art.assignment(art.category(art.task()), babb.terms[0])
    with pytest.raises(Refused, match="has no assignment"):
        score(session, assignment=str(assignment.id))


def test_equal_names_are_distinguished_by_class_or_number(session: Session, babb: SchoolRows, math: Book) -> None:
    art = a_book(session, at=babb, course="ART", title="Art")
    twin = art.assignment(art.category(art.task()), babb.terms[0], "Quiz 1")
    a_student(session, at=babb, takes=[math.section, art.section], number="42")
    with pytest.raises(Refused, match="Several assignments"):
        score(session, assignment="Quiz 1")
    assert score(session, assignment="Quiz 1", section="ART-1").assignment_id == twin.id


def test_a_grade_is_written_and_its_change_noted(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    row = grade(session, letter_grade="A", percent="89.5", comment="A pleasure.")
    assert (row.letter_grade, row.percent, row.term_id) == ("A", Decimal("89.5"), babb.terms[0].id)
    assert changes(session) == [("grade", greg.id)]
    grade(session, letter_grade="A", percent="89.5", comment="A pleasure.")
    assert len(changes(session)) == 1


@pytest.mark.usefixtures("greg")
@pytest.mark.parametrize(("percent", "letter_grade"), [("89.4", "B"), ("89.5", "A"), ("0", "F"), ("104", "A")])
def test_a_percent_alone_gets_the_letter_grade_of_the_rounded_percent(
    session: Session, percent: str, letter_grade: str
) -> None:
    assert grade(session, percent=percent).letter_grade == letter_grade


@pytest.mark.usefixtures("greg")
@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"section": "MATH-06-2"}, "has no class 'MATH-06-2'; choose one of MATH-06-1"),
        ({"task": "Semester"}, "has no grading task 'Semester'; choose one of 9 Weeks"),
        ({"term": "Term 9"}, "There is no term 'Term 9'; choose one of Term 1, Term 2"),
        ({"letter_grade": "Z"}, "has no letter grade 'Z'; its letter grades are: A, B, C, F"),
        ({"percent": ""}, "Give a letter grade, a percent, or both"),
        ({"percent": "-5"}, "is not possible"),
        ({"percent": "NaN"}, "is not possible"),
        ({"percent": "many"}, "not a number"),
    ],
)
def test_a_grade_that_can_not_be_is_refused(session: Session, values: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        grade(session, **values)
    assert changes(session) == []


def test_a_scale_of_letters_takes_no_percent_alone(session: Session, math: Book, greg: m.Student) -> None:
    standards = a_scale(session, kind=m.ScaleKind.LETTERS, letter_grades=(("S", None), ("N", None)))
    math.task("Conduct", scale=standards)
    with pytest.raises(Refused, match="has letter grades and no percents: give one of S, N"):
        grade(session, task="Conduct")
    assert an_id(grade(session, task="Conduct", percent="", letter_grade="S"))


def test_what_is_posted_in_may_belongs_to_the_year_that_is_running(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student, pinned: Pin
) -> None:
    """Next year's class of the same code is loaded already; in August it takes over."""
    next_year = a_following_year(session, at=babb)
    again = a_book(session, at=next_year)
    task = session.exec(select(m.GradingTask)).one()
    quiz = again.assignment(again.category(task), next_year.terms[0], "Quiz 1")
    put_on_roster(session, greg, again.section)

    pinned("2027-05-20")
    assert grade(session).section_id == math.id
    assert score(session, assignment="Quiz 1", section="MATH-06-1").assignment_id != quiz.id
    pinned("2027-08-16")
    assert grade(session).section_id == again.id
    assert score(session, assignment="Quiz 1", section="MATH-06-1").assignment_id == quiz.id


@pytest.mark.parametrize("term", ["Term 2", "Quarter 3"])
def test_of_two_classes_of_one_code_the_one_of_the_term_gets_the_grade(
    session: Session, babb: SchoolRows, term: str
) -> None:
    """Sources without classes of the whole year have one for each semester, often with the same number."""
    fall, spring = (a_book(session, at=babb, terms=[one]) for one in babb.terms)
    fall.task()
    third = (babb.terms[1].starts_on, date(2027, 3, 12))
    a_term(session, school=babb.school, year=babb.year, sequence=3, dates=third, parent=babb.terms[1], name="Quarter 3")
    a_student(session, at=babb, takes=[fall.section, spring.section], number="42")
    assert grade(session, term="Term 1").section_id == fall.id
    assert grade(session, term=term).section_id == spring.id
