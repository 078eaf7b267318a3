"""The goal: which equal percent on everything ungraded reaches a grade, held against the what-if on many gradebooks."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal_app.domain.grading import (
    CompositeCycle,
    Goal,
    GoalResult,
    Record,
    Scale,
    ScaleEntry,
    assuming,
    explain,
    goals,
    ungraded,
)
from tests.unit.grading_builders import (
    EXAM,
    LETTERS,
    QUARTER,
    SEMESTER,
    TERM_1,
    TERM_2,
    YEAR,
    Group,
    a_category,
    a_record,
    assignment,
    got,
    part,
)
from tests.unit.test_grading_properties import POSSIBLE, SCORES, WEIGHTS, assignments

STEP = Decimal("0.0001")
BOUNDS = {entry.letter_grade: entry.lower_bound for entry in LETTERS.entries}
HALVES = (part((SEMESTER, TERM_2), (QUARTER, TERM_1), 2), part((SEMESTER, TERM_2), (QUARTER, TERM_2), 3))


def goal(letter_grade: str, record: Record, *, task: int = QUARTER, term: int = TERM_1) -> Goal:
    """Return the goal for one letter grade."""
    return next(one for one in goals(record, task_id=task, term_id=term) if one.letter_grade == letter_grade)


def percent(record: Record, assumed: Decimal, *, task: int = QUARTER, term: int = TERM_1) -> Decimal:
    """Return the rounded grade of the what-if with this percent on everything ungraded."""
    assignments = ungraded(record, task_id=task, term_id=term)
    grade = explain(assuming(record, assignments, assumed), task_id=task, term_id=term).grade.percent
    assert grade is not None
    return grade


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Return a record with blanks in two terms, weighted or not, with drops, and a semester made of both."""
    weights = WEIGHTS if draw(st.booleans()) else st.none()
    scores = SCORES | st.none() | st.none()

    def group() -> Group:
        pairs = st.lists(st.tuples(assignments(POSSIBLE), scores), max_size=5)
        moved = [(replace(each, term_id=draw(st.sampled_from((TERM_1, TERM_2)))), score) for each, score in draw(pairs)]
        return a_category(*moved, weight=draw(weights), drop=draw(st.integers(0, 2)), percents=draw(st.booleans()))

    posted = draw(st.sampled_from([{}, {}, {(QUARTER, TERM_1): Decimal(83)}]))
    scale = replace(LETTERS, decimals=draw(st.integers(0, 2)))
    return a_record(*(group() for _ in range(draw(st.integers(1, 3)))), scale=scale, parts=HALVES, posted=posted)


CELLS = st.sampled_from([(QUARTER, TERM_1), (QUARTER, TERM_2), (SEMESTER, TERM_2)])


@given(records(), CELLS)
def test_the_answer_reaches_the_grade_and_a_ten_thousandth_less_does_not(record: Record, cell: tuple[int, int]) -> None:
    task, term = cell
    for one in goals(record, task_id=task, term_id=term):
        bound = BOUNDS[one.letter_grade] or Decimal(0)
        if one.percent is not None and one.short is not None:
            assert percent(record, one.percent, task=task, term=term) >= bound
            assert percent(record, one.percent - STEP, task=task, term=term) < bound
            assert one.percent <= one.short < one.percent + Decimal("0.1")
            assert percent(record, one.short, task=task, term=term) == one.grade.percent
            assert percent(record, one.short, task=task, term=term) >= bound


@given(records(), CELLS, st.decimals(0, 100, places=4))
def test_a_lower_percent_than_the_answer_never_reaches_the_grade(
    record: Record, cell: tuple[int, int], any_percent: Decimal
) -> None:
    task, term = cell
    for one in goals(record, task_id=task, term_id=term):
        reached = percent(record, any_percent, task=task, term=term) >= (BOUNDS[one.letter_grade] or Decimal(0))
        if one.result is GoalResult.NOT_REACHABLE or (one.percent is not None and any_percent < one.percent):
            assert not reached


@given(records(), CELLS, st.decimals(0, 100, places=4))
def test_at_most_is_never_exceeded_and_is_had_by_some_percent(
    record: Record, cell: tuple[int, int], any_percent: Decimal
) -> None:
    task, term = cell
    for one in goals(record, task_id=task, term_id=term):
        if one.result is GoalResult.NOT_REACHABLE:
            assert one.grade.percent is not None
            assert percent(record, any_percent, task=task, term=term) <= one.grade.percent
            assert one.grade.percent < (BOUNDS[one.letter_grade] or Decimal(0))
        if one.result is GoalResult.REACHED:
            assert percent(record, Decimal(0), task=task, term=term) >= (BOUNDS[one.letter_grade] or Decimal(0))


@given(records(), CELLS)
def test_a_better_grade_never_needs_less(record: Record, cell: tuple[int, int]) -> None:
    found = goals(record, task_id=cell[0], term_id=cell[1])
    needed = [one.percent or Decimal(-1 if one.result is GoalResult.REACHED else 101) for one in found]
    assert needed == sorted(needed, reverse=True)


def test_half_of_the_points_are_open_and_the_rest_must_make_up_for_it() -> None:
    record = a_record(a_category((assignment(), got(70)), (assignment(), None)), scale=LETTERS)
    found = {one.letter_grade: (one.result.value, one.percent, one.grade.letter_grade) for one in _all(record)}
    assert found == {
        "A": ("not_reachable", None, "B"),
        "B": ("possible", Decimal(89), "B"),
        "C": ("possible", Decimal(69), "C"),
        "F": ("reached", None, "F"),
    }
    assert goal("A", record).grade.percent == 85


def test_the_answer_is_exact_to_a_ten_thousandth_and_shown_as_a_tenth() -> None:
    record = a_record(a_category((assignment(10), got(7)), (assignment(7), None)), scale=LETTERS)
    one = goal("B", record)
    assert (one.percent, one.short) == (Decimal("93.0715"), Decimal("93.1"))


def test_weights_decide_what_an_open_category_can_still_do() -> None:
    record = a_record(
        a_category((assignment(), got(60)), weight=40), a_category((assignment(), None), weight=60), scale=LETTERS
    )
    assert goal("B", record).percent == Decimal("92.5")


def test_a_score_that_is_left_out_as_the_lowest_costs_nothing() -> None:
    record = a_record(a_category((assignment(), got(80)), (assignment(), None), drop=1), scale=LETTERS)
    assert goal("B", record).result is GoalResult.REACHED
    assert goal("A", record).percent == Decimal("89.5")


def test_the_first_percent_is_found_though_a_better_one_lowers_the_grade_again() -> None:
    """Below 20 percent the large assignment is left out; above it counts, low, and the small one is left out."""
    record = a_record(
        a_category((assignment(10), got(2)), (assignment(100), None), (assignment(10), got(10)), drop=1),
        a_category((assignment(10), got(10)), (assignment(10), None)),
        scale=Scale(decimals=2, entries=(ScaleEntry("P", Decimal(59)), ScaleEntry("F", Decimal(0)))),
    )
    assert goal("P", record).percent == Decimal("15.98")
    assert [percent(record, Decimal(each)) for each in (15, 16, 30)] == [Decimal("58.75"), 59, Decimal("40.77")]


def test_a_composite_counts_what_is_posted_as_final_and_asks_only_for_what_is_open() -> None:
    groups = a_category((assignment(term=TERM_1), None), (assignment(term=TERM_2), None), name="Tests")
    record = a_record(groups, parts=HALVES, posted={(QUARTER, TERM_1): Decimal(70)}, scale=LETTERS)
    assert [each.id for each in ungraded(record, task_id=SEMESTER, term_id=TERM_2)] == [2]
    assert goal("B", record, task=SEMESTER, term=TERM_2).percent == Decimal("85.8334")


def test_a_composite_of_a_composite_is_followed_to_its_scores() -> None:
    parts = (*HALVES, part((YEAR, TERM_2), (SEMESTER, TERM_2), 1), part((YEAR, TERM_2), (EXAM, TERM_2), 1))
    tests = a_category((assignment(term=TERM_1), got(90)), (assignment(term=TERM_2), None))
    exam = a_category((assignment(term=TERM_2), None), task=EXAM)
    record = a_record(tests, exam, parts=parts, scale=LETTERS)
    assert [each.id for each in ungraded(record, task_id=YEAR, term_id=TERM_2)] == [2, 3]
    assert goal("A", record, task=YEAR, term=TERM_2).percent == Decimal("89.375")


@pytest.mark.parametrize(
    "score",
    [got(8), got(missing=True), got(exempt=True), got(dropped=True), got(cheated=True)],
    ids=["scored", "missing", "exempt", "dropped", "cheated"],
)
def test_what_has_its_score_or_its_flag_is_not_ungraded(score: object) -> None:
    record = a_record(a_category((assignment(10), score)), scale=LETTERS)  # type: ignore[arg-type]
    assert ungraded(record, task_id=QUARTER, term_id=TERM_1) == ()
    assert goals(record, task_id=QUARTER, term_id=TERM_1) == ()


def test_what_could_not_count_is_not_ungraded() -> None:
    record = a_record(
        a_category((assignment(10), got(5)), weight=1),
        a_category((assignment(10), None), weight=0),
        a_category((assignment(10), None)),
        a_category((assignment(0), None), (assignment(10, times=0), None), (assignment(None), None), weight=1),
        scale=LETTERS,
    )
    assert ungraded(record, task_id=QUARTER, term_id=TERM_1) == ()


def test_a_posted_grade_has_no_goal() -> None:
    record = a_record(a_category((assignment(), None)), posted={(QUARTER, TERM_1): Decimal(70)}, scale=LETTERS)
    assert _all(record) == ()


def test_a_composite_that_contradicts_itself_is_refused() -> None:
    circle = (part((QUARTER, TERM_1), (EXAM, TERM_1), 1), part((EXAM, TERM_1), (QUARTER, TERM_1), 1))
    with pytest.raises(CompositeCycle):
        _all(a_record(a_category((assignment(), None)), parts=circle, scale=LETTERS))


@given(st.lists(st.decimals(allow_nan=True, allow_infinity=True), min_size=3, max_size=3))
def test_odd_numbers_never_break_a_goal(odd: list[Decimal]) -> None:
    pairs = [(assignment(odd[0], odd[1]), got(odd[2])), (assignment(odd[1], odd[0]), None), (assignment(), None)]
    record = a_record(a_category(*pairs, drop=1), a_category(*pairs, percents=True, drop=1), scale=LETTERS)
    found = _all(record)
    assume(found)
    assert all(one.percent is None or 0 < one.percent <= 100 for one in found)


def _all(record: Record) -> tuple[Goal, ...]:
    return goals(record, task_id=QUARTER, term_id=TERM_1)
