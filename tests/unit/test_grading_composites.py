"""Grades made of other grades: weights, nesting, posted parts, and composites that lead nowhere."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from portal_app.domain.grading import (
    CompositeCycle,
    CompositeTooDeep,
    Explanation,
    Gradebook,
    Method,
    PartSource,
    Record,
    Result,
    Scale,
    Task,
    UnknownTask,
    Why,
    explain,
    explain_all,
    refuse_cycles,
)
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
    explained,
    got,
    part,
    percent,
    sentences,
    whys,
)

A_SEMESTER = (
    part((SEMESTER, TERM_2), (QUARTER, TERM_1), 40),
    part((SEMESTER, TERM_2), (QUARTER, TERM_2), 40),
    part((SEMESTER, TERM_2), (EXAM, TERM_2), 20),
)


def the_semester(first: object, second: object, exam: object, **record: Any) -> Explanation:
    """Return the semester's explanation from the points of two quarters and an exam."""
    quarters = a_category((assignment(term=TERM_1), got(first)), (assignment(term=TERM_2), got(second)))
    last = a_category((assignment(term=TERM_2), got(exam)), task=EXAM)
    return explained(quarters, last, task=SEMESTER, term=TERM_2, parts=A_SEMESTER, **record)


def test_a_semester_is_made_of_two_quarters_and_an_exam() -> None:
    assert the_semester(90, 80, 60).grade.percent == 80


def test_a_part_without_a_grade_takes_no_weight() -> None:
    answer = the_semester(90, 80, None)
    assert answer.grade.percent == 85
    assert [line.effective_weight for line in answer.parts] == [50, 50, 0]
    assert [line.source for line in answer.parts] == [PartSource.COMPUTED, PartSource.COMPUTED, PartSource.NONE]


def test_a_part_of_zero_percent_is_a_grade_and_takes_its_weight() -> None:
    assert the_semester(90, 80, 0).grade.percent == 68


def test_a_composite_without_any_graded_part_has_no_grade() -> None:
    answer = the_semester(None, None, None)
    assert (answer.grade.percent, answer.method, answer.result) == (None, Method.COMPOSITE, Result.NOTHING_COUNTS_YET)


def test_parts_are_not_rounded_before_the_end() -> None:
    answer = the_semester("89.5", "89.5", "86.9", scale=Scale())
    assert (answer.grade.exact, answer.grade.percent) == (Fraction("88.98"), 89)
    assert the_semester("89.5", "89.5", "84", scale=Scale()).grade.percent == 88


def test_composites_nest() -> None:
    parts = (*A_SEMESTER, part((YEAR, TERM_2), (SEMESTER, TERM_2), 3), part((YEAR, TERM_2), (EXAM, TERM_2), 1))
    quarters = a_category((assignment(term=TERM_1), got(90)), (assignment(term=TERM_2), got(80)))
    exam = a_category((assignment(term=TERM_2), got(60)), task=EXAM)
    answer = explained(quarters, exam, task=YEAR, term=TERM_2, parts=parts)
    assert answer.grade.percent == 75
    assert [line.percent for line in answer.parts] == [60, 80]
    assert answer.parts[1].explanation == explained(quarters, exam, task=SEMESTER, term=TERM_2, parts=parts)


def test_a_task_is_a_composite_only_in_the_terms_that_say_so() -> None:
    parts = (part((QUARTER, TERM_2), (QUARTER, TERM_1), 1),)
    group = a_category((assignment(term=TERM_1), got(90)))
    assert percent(group, term=TERM_2, parts=parts) == percent(group, term=TERM_1, parts=parts) == 90


def test_scores_of_a_composite_itself_are_shown_as_not_counted() -> None:
    own = a_category((assignment(term=TERM_2), got(10)), task=SEMESTER)
    answer = explained(own, task=SEMESTER, term=TERM_2, parts=A_SEMESTER)
    assert (answer.grade.percent, whys(answer)) == (None, [Why.COMPOSITE])


def test_a_posted_part_counts_as_posted() -> None:
    answer = the_semester(90, 80, 60, posted={(QUARTER, TERM_1): Decimal(100)})
    assert (answer.grade.percent, answer.parts[0].source) == (84, PartSource.POSTED)
    assert "Quarter T1: 100 %, as posted by the school." in sentences(answer, terms={TERM_1: "T1", TERM_2: "T2"})


def test_a_posted_part_is_taken_as_posted_and_not_computed_again() -> None:
    of_itself = (part((SEMESTER, 1), (YEAR, 1), 1), part((YEAR, 1), (SEMESTER, 1), 1))
    answer = explained(task=SEMESTER, parts=of_itself, posted={(YEAR, 1): Decimal(90)})
    assert (answer.grade.percent, answer.parts[0].task.name) == (90, "Year")


def test_weights_of_parts_that_sum_to_zero_give_no_grade() -> None:
    group = a_category((assignment(), got(90)))
    answer = explained(group, task=SEMESTER, parts=(part((SEMESTER, 1), (QUARTER, 1), 0),))
    assert (answer.grade.percent, answer.result) == (None, Result.WEIGHTS_ARE_ZERO)


@pytest.mark.parametrize("weight", ["-1", "NaN", "Infinity"])
def test_a_part_whose_weight_makes_no_sense_takes_no_share(weight: str) -> None:
    parts = (part((SEMESTER, 1), (QUARTER, 1), weight), part((SEMESTER, 1), (EXAM, 1), 1))
    group, exam = a_category((assignment(), got(90))), a_category((assignment(), got(70)), task=EXAM)
    assert percent(group, exam, task=SEMESTER, parts=parts) == 70


def test_a_composite_made_of_itself_is_refused_by_name() -> None:
    with pytest.raises(CompositeCycle, match="The grading task “Semester” is made of itself: Semester → Semester"):
        explained(task=SEMESTER, parts=(part((SEMESTER, 1), (SEMESTER, 1), 1),))


def test_a_longer_cycle_is_refused_and_named() -> None:
    ring = (part((SEMESTER, 1), (EXAM, 1), 1), part((EXAM, 1), (YEAR, 1), 1), part((YEAR, 1), (SEMESTER, 1), 1))
    with pytest.raises(CompositeCycle) as refused:
        refuse_cycles(a_record(parts=ring).book)
    assert refused.value.path == ("Exam", "Year", "Semester", "Exam")


def test_a_cycle_below_is_named_by_the_task_that_turns_in_it() -> None:
    parts = (part((YEAR, 1), (SEMESTER, 1), 1), part((SEMESTER, 1), (EXAM, 1), 1), part((EXAM, 1), (SEMESTER, 1), 1))
    with pytest.raises(CompositeCycle) as refused:
        explained(task=YEAR, parts=parts)
    assert refused.value.task_name == "Semester"


def test_composites_that_can_be_computed_are_not_refused() -> None:
    refuse_cycles(a_record(parts=A_SEMESTER).book)


def test_a_part_that_the_class_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownTask, match="“Semester” is made of grading task 99, which this class does not have"):
        explained(task=SEMESTER, parts=(part((SEMESTER, 1), (99, 1), 1),))


def test_a_task_that_the_class_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownTask, match="A grade was asked for grading task 99"):
        explained(task=99)


def test_endless_nesting_is_refused_rather_than_computed() -> None:
    tasks = tuple(Task(id, f"Task {id}") for id in range(2000))
    chain = tuple(part((id, 1), (id + 1, 1), 1) for id in range(1999))
    with pytest.raises(CompositeTooDeep):
        explain(Record(Gradebook(tasks, parts=chain), {}), task_id=0, term_id=1)


def test_a_part_used_many_times_over_is_computed_once() -> None:
    tasks = tuple(Task(id, f"Task {id}") for id in range(25))
    doubled = tuple(part((id, 1), (id + 1, 1), weight) for id in range(24) for weight in (1, 2))
    answer = explain(Record(Gradebook(tasks, parts=doubled), {}), task_id=0, term_id=1)
    assert answer.result is Result.NOTHING_COUNTS_YET


def test_a_grid_has_in_every_cell_what_a_single_query_returns() -> None:
    record = a_record(
        a_category((assignment(term=TERM_1), got(90)), (assignment(term=TERM_2), got(80))), parts=A_SEMESTER
    )
    cells = [(QUARTER, TERM_1), (QUARTER, TERM_2), (SEMESTER, TERM_2)]
    assert explain_all(record, cells) == {cell: explain(record, task_id=cell[0], term_id=cell[1]) for cell in cells}
