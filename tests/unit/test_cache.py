"""Cached results: used again until a change affects them, and never older than what the records say."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.changes import cache
from portal_app.domain.changes.cache import MAX_CHANGES, MAX_RESULTS, lookup
from portal_app.domain.changes.feed import record_change, student_subscription
from tests.unit.builders import a_school, a_student, an_id

Load = Callable[..., int]


@pytest.fixture
def greg(session: Session) -> m.Student:
    return a_student(session, at=a_school(session))


@pytest.fixture
def load(session: Session, greg: m.Student) -> Load:
    """Return a cached query about Greg whose result is how often it was run."""
    runs: list[str] = []

    def load(key: str = "grades") -> int:
        entry = lookup(session, int, key)
        if entry.result is not None:
            return entry.result
        runs.append(key)
        return entry.store(len(runs), student_subscription(session, greg))

    return load


def change(session: Session, **affected: int) -> None:
    record_change(session, m.Subject.SCORE, **affected)
    session.flush()


def test_a_result_is_used_again_while_nothing_changes(load: Load) -> None:
    assert [load(), load(), load()] == [1, 1, 1]


def test_each_key_has_its_own_result(load: Load) -> None:
    assert [load("grades"), load("attendance"), load("grades")] == [1, 2, 1]


def test_each_kind_of_result_has_its_own_entry(session: Session, load: Load) -> None:
    load("grades")
    assert lookup(session, int, "grades").result == 1
    assert lookup(session, str, "grades").result is None


def test_a_change_of_the_student_the_school_or_the_district_invalidates_it(
    session: Session, greg: m.Student, load: Load
) -> None:
    (school,) = student_subscription(session, greg).schools
    for run, affected in enumerate(
        ({"student_id": an_id(greg)}, {"school_id": school}, {"district_id": greg.district_id}), start=1
    ):
        assert [load(), load()] == [run, run]
        change(session, **affected)
    assert load() == 4


def test_changes_that_affect_others_leave_it_valid(session: Session, load: Load) -> None:
    other = a_student(session, at=a_school(session, name="Other Middle"))
    results = []
    for _ in range(3):
        change(session, student_id=an_id(other))
        results.append(load())
    assert results == [1, 1, 1]


def test_one_change_among_those_of_others_is_not_missed(session: Session, greg: m.Student, load: Load) -> None:
    other = a_student(session, at=a_school(session, name="Other Middle"))
    load()
    for student in (other, greg, other):
        change(session, student_id=an_id(student))
    assert load() == 2


def test_a_change_during_the_query_invalidates_its_result(session: Session, greg: m.Student) -> None:
    entry = lookup(session, str, "slow")
    change(session, student_id=an_id(greg))
    assert entry.store("before", student_subscription(session, greg)) == "before"
    assert lookup(session, str, "slow").result is None


def test_after_very_many_changes_the_query_runs_again(session: Session, load: Load) -> None:
    other = a_student(session, at=a_school(session, name="Other Middle"))
    load()
    for _ in range(MAX_CHANGES + 1):
        session.add(m.Change(subject=m.Subject.SCORE, student_id=other.id, at=now()))
    session.flush()
    assert load() == 2


def test_another_database_in_place_of_this_one_invalidates_it(session: Session, load: Load, greg: m.Student) -> None:
    change(session, student_id=an_id(greg))
    assert load() == 1
    session.exec(m.Change.__table__.delete())  # type: ignore[attr-defined]
    assert load() == 2


def test_a_process_keeps_the_most_recently_used_results_only(load: Load) -> None:
    for number in range(MAX_RESULTS + 1):
        load(f"key {number}")
    assert load(f"key {MAX_RESULTS}") == MAX_RESULTS + 1
    assert load("key 0") == MAX_RESULTS + 2
    assert len(cache._cache) == MAX_RESULTS
