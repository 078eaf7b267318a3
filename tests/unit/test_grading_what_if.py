"""What if? Changed and added scores move category, task, term and composite at once, and touch nothing real."""

from dataclasses import replace
from decimal import Decimal

import pytest

from portal_app.domain.grading import Assignment, GradingError, explain, with_changes
from tests.unit.grading_builders import (
    EXAM,
    QUARTER,
    SEMESTER,
    TERM_1,
    TERM_2,
    YEAR,
    a_category,
    a_record,
    assignment,
    got,
    part,
)

PARTS = (
    part((SEMESTER, TERM_2), (QUARTER, TERM_1), 1),
    part((SEMESTER, TERM_2), (QUARTER, TERM_2), 1),
    part((YEAR, TERM_2), (SEMESTER, TERM_2), 1),
)
RECORD = a_record(
    a_category((assignment(term=TERM_1), got(90)), (assignment(term=TERM_2), got(80)), name="Tests"), parts=PARTS
)
ADDED = replace(assignment(term=TERM_2, name="Next test"), id=-1)


def test_a_changed_score_moves_task_and_nested_composite_at_once() -> None:
    what_if = with_changes(RECORD, changed={1: got(70)})
    assert [explain(what_if, task_id=id, term_id=term).grade.percent for id, term in [(QUARTER, 1), (YEAR, 2)]] == [
        70,
        75,
    ]


def test_a_changed_flag_moves_the_grade() -> None:
    assert (
        explain(with_changes(RECORD, changed={1: got(90, missing=True)}), task_id=QUARTER, term_id=1).grade.percent == 0
    )


def test_an_added_assignment_counts() -> None:
    what_if = with_changes(RECORD, changed={}, added=[(ADDED, got(100))])
    assert explain(what_if, task_id=QUARTER, term_id=TERM_2).grade.percent == 90


def test_the_real_record_stays_as_it_was() -> None:
    before = explain(RECORD, task_id=YEAR, term_id=TERM_2)
    with_changes(RECORD, changed={1: got(0)}, added=[(ADDED, got(0))])
    assert explain(RECORD, task_id=YEAR, term_id=TERM_2) == before


def test_a_what_if_replaces_posted_grades_where_it_applies_and_only_there() -> None:
    posted = {
        (QUARTER, TERM_1): Decimal(100),
        (QUARTER, TERM_2): Decimal(60),
        (SEMESTER, TERM_2): Decimal(80),
        (EXAM, TERM_1): Decimal(50),
    }
    what_if = with_changes(replace(RECORD, posted=posted), changed={1: got(70)})
    assert explain(what_if, task_id=YEAR, term_id=TERM_2).grade.percent == 65
    assert set(what_if.posted) == {(QUARTER, TERM_2), (EXAM, TERM_1)}


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        (replace(ADDED, category_id=99), "is in a category that this class does not have"),
        (replace(ADDED, id=1), "has the id of another assignment"),
    ],
)
def test_an_added_assignment_that_does_not_fit_is_refused(added: Assignment, sentence: str) -> None:
    with pytest.raises(GradingError, match=sentence):
        with_changes(RECORD, changed={}, added=[(added, got(1))])


def test_two_added_assignments_may_not_share_a_number() -> None:
    with pytest.raises(GradingError, match="has the id of another assignment"):
        with_changes(RECORD, changed={}, added=[(ADDED, got(1)), (ADDED, got(2))])


def test_a_score_for_an_assignment_of_another_class_is_refused() -> None:
    with pytest.raises(GradingError, match="an assignment that this class does not have"):
        with_changes(RECORD, changed={99: got(1)})
