"""Answers that stand: given again until a change concerns them, and never past what the records say."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.changes.cache import FAR, MOST, _kept, cached
from portal_app.domain.changes.feed import Subscription, record_change, student_subscription
from tests.unit.builders import a_school, a_student, an_id

Ask = Callable[..., int]


@pytest.fixture
def greg(session: Session) -> m.Student:
    return a_student(session, at=a_school(session))


@pytest.fixture
def ask(session: Session, greg: m.Student) -> Ask:
    """Return a question about Greg whose answer is how often it was worked out."""
    times: list[None] = []

    def work_out() -> tuple[int, Subscription]:
        times.append(None)
        return len(times), student_subscription(session, greg)

    return lambda key="grades": cached(session, key, work_out)


def change(session: Session, **concerns: int) -> None:
    record_change(session, m.Subject.SCORE, **concerns)
    session.flush()


def test_an_answer_stands_while_nothing_changes(ask: Ask) -> None:
    assert [ask(), ask(), ask()] == [1, 1, 1]


def test_another_question_has_an_answer_of_its_own(ask: Ask) -> None:
    assert [ask("grades"), ask("attendance"), ask("grades")] == [1, 2, 1]


def test_it_falls_with_a_change_of_the_student_the_school_or_the_district(
    session: Session, greg: m.Student, ask: Ask
) -> None:
    (school,) = student_subscription(session, greg).schools
    for number, concerns in enumerate(
        ({"student_id": an_id(greg)}, {"school_id": school}, {"district_id": greg.district_id}), start=1
    ):
        assert [ask(), ask()] == [number, number]
        change(session, **concerns)
    assert ask() == 4


def test_it_stands_through_the_changes_of_others(session: Session, ask: Ask) -> None:
    other = a_student(session, at=a_school(session, name="Other Middle"))
    answers = []
    for _ in range(3):
        change(session, student_id=an_id(other))
        answers.append(ask())
    assert answers == [1, 1, 1]


def test_a_change_of_its_own_among_those_of_others_is_not_missed(session: Session, greg: m.Student, ask: Ask) -> None:
    other = a_student(session, at=a_school(session, name="Other Middle"))
    ask()
    for student in (other, greg, other):
        change(session, student_id=an_id(student))
    assert ask() == 2


def test_what_changes_while_it_is_worked_out_is_not_missed(session: Session, greg: m.Student, ask: Ask) -> None:
    def meanwhile() -> tuple[str, Subscription]:
        change(session, student_id=an_id(greg))
        return "before", student_subscription(session, greg)

    assert cached(session, "slow", meanwhile) == "before"
    assert cached(session, "slow", lambda: ("after", student_subscription(session, greg))) == "after"


def test_after_very_many_changes_it_is_asked_rather_than_looked_for(session: Session, ask: Ask) -> None:
    other = a_student(session, at=a_school(session, name="Other Middle"))
    ask()
    for _ in range(FAR + 1):
        session.add(m.Change(subject=m.Subject.SCORE, student_id=other.id, at=now()))
    session.flush()
    assert ask() == 2


def test_another_database_in_the_place_of_this_one_makes_it_fall(session: Session, ask: Ask, greg: m.Student) -> None:
    change(session, student_id=an_id(greg))
    assert ask() == 1
    session.exec(m.Change.__table__.delete())  # type: ignore[attr-defined]
    assert ask() == 2


def test_one_process_keeps_the_latest_used_answers_and_no_more(ask: Ask) -> None:
    for number in range(MOST + 1):
        ask(f"question {number}")
    assert ask(f"question {MOST}") == MOST + 1
    assert ask("question 0") == MOST + 2
    assert len(_kept) == MOST
