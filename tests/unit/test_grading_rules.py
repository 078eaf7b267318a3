"""What counts and what does not: flags, blanks, extra credit, multipliers, the lowest score, weights, the scale."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from portal_app.domain.grading import (
    FLAGS,
    Method,
    Result,
    Scale,
    ScaleEntry,
    ScaleKind,
    Score,
    Why,
    WhyCategory,
    explain,
)
from portal_app.domain.recent.items import FLAGS as FLAGS_IN_ACTIVITY
from portal_app.reports.progress import FLAGS as FLAGS_IN_REPORTS
from portal_app.ui.badges import STATUSES
from tests.unit.grading_builders import (
    LETTERS,
    a_category,
    a_record,
    assignment,
    exact,
    explained,
    got,
    outcome,
    percent,
    sentences,
    whys,
)


@pytest.mark.parametrize("flag", ["turned_in", "late", "incomplete"])
def test_a_flag_that_only_informs_changes_nothing(flag: str) -> None:
    assert percent(a_category((assignment(10), got(8, **{flag: True})))) == 80


@pytest.mark.parametrize("flag", ["missing", "cheated"])
def test_a_missing_or_cheated_flag_counts_as_zero_even_beside_a_score(flag: str) -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(10), got(10, **{flag: True}))))
    assert (answer.grade.percent, outcome(answer, "A2").why, outcome(answer, "A2").percent) == (40, Why(flag), 0)


@pytest.mark.parametrize("flag", ["missing", "cheated"])
def test_a_missing_or_cheated_flag_counts_as_zero_without_a_score(flag: str) -> None:
    assert percent(a_category((assignment(10), got(8)), (assignment(10), got(**{flag: True})))) == 40


@pytest.mark.parametrize("flag", ["exempt", "dropped"])
@pytest.mark.parametrize("beside", [{}, {"missing": True}, {"cheated": True}])
def test_an_exempt_or_dropped_score_is_not_counted_even_if_missing(flag: str, beside: dict[str, bool]) -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(10), got(0, **{flag: True}, **beside))))
    assert (answer.grade.percent, outcome(answer, "A2").why) == (80, Why(flag))


@pytest.mark.parametrize("blank", [None, Score()])
def test_a_blank_is_not_missing(blank: Score | None) -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(10), blank)))
    assert (answer.grade.percent, outcome(answer, "A2").why) == (80, Why.BLANK)


def test_a_letter_grade_without_points_is_not_counted() -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(10), Score(letter_grade="S"))))
    assert (answer.grade.percent, outcome(answer, "A2").why) == (80, Why.LETTER_GRADE_ONLY)


def test_points_count_beside_a_letter_grade() -> None:
    assert percent(a_category((assignment(10), Score(Decimal(8), letter_grade="B")))) == 80


def test_a_score_above_its_maximum_counts_in_full_and_says_so() -> None:
    answer = explained(a_category((assignment(10), got(12))))
    assert answer.grade.percent == 120
    assert outcome(answer, "A1").is_above_maximum
    assert "A: above the points possible, counted in full as extra credit: A1." in sentences(answer)


def test_a_score_below_zero_counts_as_it_stands_and_says_so() -> None:
    answer = explained(a_category((assignment(10), got(-2)), (assignment(10), got(10))), scale=LETTERS)
    assert answer.grade.percent == 40
    assert outcome(answer, "A1").is_below_zero
    assert "A: below zero, counted as it stands: A1." in sentences(answer)


def test_a_grade_below_zero_has_the_letter_grade_of_zero_and_rounds_away_from_it() -> None:
    answer = explained(a_category((assignment(200), got(-25))), scale=LETTERS)
    assert (answer.grade.exact, answer.grade.percent, answer.grade.letter_grade) == (Fraction(-25, 2), -13, "F")


def test_zero_points_possible_add_points_only() -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(0), got(1))))
    assert (answer.grade.percent, outcome(answer, "A2").why, outcome(answer, "A2").percent) == (
        90,
        Why.EXTRA_CREDIT,
        None,
    )


def test_zero_points_possible_by_percents_add_to_an_assignment_out_of_a_hundred() -> None:
    assert percent(
        a_category((assignment(10), got(8)), (assignment(10), got(8)), (assignment(0), got(5)), percents=True)
    ) == Decimal("82.50")


def test_extra_credit_waits_while_nothing_has_points_possible() -> None:
    answer = explained(a_category((assignment(0), got(5))))
    assert (answer.grade.percent, answer.result, whys(answer)) == (
        None,
        Result.ONLY_EXTRA_CREDIT,
        [Why.EXTRA_CREDIT_WAITS],
    )


def test_extra_credit_of_a_weighted_category_waits_in_that_category() -> None:
    answer = explained(a_category((assignment(0), got(5)), weight=10), a_category((assignment(), got(70)), weight=90))
    assert answer.grade.percent == 70
    assert [line.why for line in answer.categories] == [WhyCategory.ONLY_EXTRA_CREDIT, WhyCategory.COUNTS]
    assert outcome(answer, "A1").why is Why.EXTRA_CREDIT_WAITS


def test_extra_credit_of_an_unweighted_category_joins_the_pile_of_points() -> None:
    assert percent(a_category((assignment(0), got(5))), a_category((assignment(), got(70)))) == 75


def test_an_assignment_without_points_possible_is_not_counted() -> None:
    answer = explained(a_category((assignment(None), got(3)), (assignment(10), got(8))))
    assert (answer.grade.percent, outcome(answer, "A1").why) == (80, Why.NO_POINTS_POSSIBLE)


def test_a_multiplier_of_zero_takes_an_assignment_out() -> None:
    answer = explained(a_category((assignment(10, times=0), got(3)), (assignment(10), got(8))))
    assert (answer.grade.percent, outcome(answer, "A1").why) == (80, Why.NO_MULTIPLIER)


def test_a_multiplier_weighs_the_mean_of_percents_too() -> None:
    assert percent(a_category((assignment(10, times=3), got(10)), (assignment(50), got(30)), percents=True)) == 90


def test_unweighted_percents_count_each_assignment_as_out_of_a_hundred() -> None:
    by_percents = a_category((assignment(10), got(8)), percents=True)
    assert percent(by_percents, a_category((assignment(100), got(100)))) == 90


def test_percents_have_no_drift() -> None:
    thirds = [(assignment(3), got(1)), (assignment(7), got(2)), (assignment(11), got(5))]
    assert exact(a_category(*thirds, percents=True)) == (Fraction(1, 3) + Fraction(2, 7) + Fraction(5, 11)) * 100 / 3


def test_the_lowest_is_left_out_by_percent_not_by_points() -> None:
    answer = explained(
        a_category((assignment(10), got(6)), (assignment(100), got(50)), (assignment(10), got(9)), drop=1)
    )
    assert (answer.grade.percent, outcome(answer, "A2").why) == (75, Why.DROPPED_LOWEST)


def test_the_two_lowest_are_left_out() -> None:
    answer = explained(a_category(*((assignment(10), got(points)) for points in (9, 2, 7, 4)), drop=2))
    assert (answer.grade.percent, whys(answer).count(Why.DROPPED_LOWEST)) == (80, 2)


def test_of_equal_percents_the_lower_weighted_points_are_left_out() -> None:
    answer = explained(
        a_category((assignment(10, times=2), got(5)), (assignment(10), got(5)), (assignment(10), got(9)), drop=1)
    )
    assert outcome(answer, "A2").why is Why.DROPPED_LOWEST


def test_weighted_points_decide_before_raw_points() -> None:
    more_raw_points = assignment(20, times="0.25")
    answer = explained(
        a_category((more_raw_points, got(10)), (assignment(10), got(5)), (assignment(10), got(9)), drop=1)
    )
    assert outcome(answer, "A1").why is Why.DROPPED_LOWEST


def test_of_equal_weighted_points_the_lower_raw_points_are_left_out() -> None:
    answer = explained(
        a_category((assignment(20), got(10)), (assignment(10, times=2), got(5)), (assignment(10), got(9)), drop=1)
    )
    assert outcome(answer, "A2").why is Why.DROPPED_LOWEST


def test_of_equal_points_the_earlier_due_date_is_left_out() -> None:
    later, earlier, undated = assignment(10, due=date(2011, 2, 2)), assignment(10, due=date(2011, 2, 1)), assignment(10)
    answer = explained(a_category((undated, got(5)), (later, got(5)), (earlier, got(5)), drop=1))
    assert outcome(answer, "A3").why is Why.DROPPED_LOWEST


def test_the_last_score_is_never_left_out() -> None:
    answer = explained(a_category((assignment(10), got(3)), (assignment(10), got(5)), drop=9))
    assert (answer.grade.percent, whys(answer)) == (50, [Why.DROPPED_LOWEST, Why.SCORE])


def test_a_missing_flag_without_a_score_is_no_candidate_for_the_lowest() -> None:
    answer = explained(
        a_category((assignment(10), got(missing=True)), (assignment(10), got(6)), (assignment(10), got(9)), drop=1)
    )
    assert whys(answer) == [Why.MISSING, Why.DROPPED_LOWEST, Why.SCORE]


def test_a_missing_flag_beside_a_score_is_the_lowest() -> None:
    answer = explained(
        a_category((assignment(10), got(10, missing=True)), (assignment(10), got(6)), (assignment(10), got(9)), drop=1)
    )
    assert whys(answer) == [Why.DROPPED_LOWEST, Why.SCORE, Why.SCORE]


def test_exempt_dropped_and_blank_scores_are_never_the_lowest() -> None:
    idle = [(assignment(10), got(0, exempt=True)), (assignment(10), got(0, dropped=True)), (assignment(10), None)]
    answer = explained(a_category(*idle, (assignment(10), got(4)), (assignment(10), got(8)), drop=1))
    assert (answer.grade.percent, outcome(answer, "A4").why) == (80, Why.DROPPED_LOWEST)


def test_an_assignment_with_zero_points_possible_is_never_left_out() -> None:
    answer = explained(a_category((assignment(0), got(0)), (assignment(10), got(4)), (assignment(10), got(8)), drop=1))
    assert whys(answer) == [Why.EXTRA_CREDIT, Why.DROPPED_LOWEST, Why.SCORE]


def test_with_the_lowest_left_out_a_better_score_can_lower_a_grade_and_the_explanation_says_so() -> None:
    def grades(points: int) -> tuple[Decimal | None, list[str]]:
        answer = explained(
            a_category((assignment(2), got(1)), (assignment(100), got(points)), (assignment(100), got(90)), drop=1)
        )
        return answer.grade.percent, sentences(answer)

    assert grades(49)[0] == Decimal("89.22")
    assert grades(51)[0] == Decimal("70.50")
    assert any("Leaving out A2 instead of A1 would give 89.2157 %." in sentence for sentence in grades(51)[1])
    assert not any("instead of" in sentence for sentence in grades(49)[1])


def test_leaving_out_the_lowest_beside_a_missing_one_can_cost_and_the_explanation_says_so() -> None:
    answer = explained(
        a_category((assignment(), got(missing=True)), (assignment(), got(60)), (assignment(), got(90)), drop=1)
    )
    assert answer.grade.percent == 45
    assert "A: leaving out the lowest does not help here; without that rule the percent would be 50 %." in sentences(
        answer
    )


def test_leaving_out_the_lowest_of_a_strong_category_can_cost_where_all_points_are_one_pile() -> None:
    strong, weak = (
        a_category((assignment(), got(90)), (assignment(), got(100)), drop=1),
        a_category((assignment(), got(0))),
    )
    answer = explained(strong, weak)
    assert answer.grade.percent == 50
    assert any("would be 63.3333 %" in sentence for sentence in sentences(answer))


def test_an_empty_category_gives_its_weight_to_the_others() -> None:
    answer = explained(
        a_category((assignment(), got(90)), weight=40),
        a_category((assignment(), None), weight=20),
        a_category((assignment(), got(70)), weight=40),
    )
    assert answer.grade.percent == 80
    assert [line.effective_weight for line in answer.categories] == [50, 0, 50]
    assert answer.categories[1].why is WhyCategory.EMPTY


def test_a_category_with_weight_zero_does_not_count() -> None:
    answer = explained(a_category((assignment(), got(10)), weight=0), a_category((assignment(), got(70)), weight=5))
    assert (answer.grade.percent, answer.categories[0].why) == (70, WhyCategory.WEIGHT_IS_ZERO)


def test_a_category_without_weight_beside_weighted_ones_does_not_count() -> None:
    answer = explained(a_category((assignment(), got(10))), a_category((assignment(), got(70)), weight=5))
    assert (answer.grade.percent, answer.categories[0].why) == (70, WhyCategory.WEIGHT_IS_ABSENT)


@pytest.mark.parametrize("weight", ["-5", "NaN", "Infinity"])
def test_a_weight_that_makes_no_sense_takes_no_share(weight: str) -> None:
    answer = explained(
        a_category((assignment(), got(10)), weight=weight), a_category((assignment(), got(70)), weight=5)
    )
    assert (answer.grade.percent, answer.categories[0].why) == (70, WhyCategory.WEIGHT_IS_UNUSABLE)


def test_weights_that_sum_to_zero_give_no_grade_and_say_so() -> None:
    answer = explained(a_category((assignment(), got(10)), weight=0), a_category((assignment(), got(70)), weight=0))
    assert (answer.grade.percent, answer.result) == (None, Result.WEIGHTS_ARE_ZERO)
    assert sentences(answer)[-1] == "No grade: the weights of what counts sum to 0."


def test_weights_above_a_hundred_are_shares_all_the_same() -> None:
    assert (
        percent(a_category((assignment(), got(90)), weight=150), a_category((assignment(), got(70)), weight=50)) == 85
    )


@pytest.mark.parametrize("points", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999", "0.0000001"])
def test_a_score_that_is_no_usable_number_is_not_counted(points: str) -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(10), got(points))))
    assert (answer.grade.percent, outcome(answer, "A2").why, outcome(answer, "A2").percent) == (
        80,
        Why.UNREADABLE,
        None,
    )
    assert sentences(answer)[-1] == "The grade: 80.00 %."


@pytest.mark.parametrize("points", ["NaN", "Infinity"])
def test_a_dropped_score_that_is_no_number_can_still_be_looked_at(points: str) -> None:
    answer = explained(a_category((assignment("NaN"), got(points, dropped=True)), (assignment(10), got(8))))
    assert (outcome(answer, "A1").percent, outcome(answer, "A1").is_below_zero, sentences(answer)[-1]) == (
        None,
        False,
        "The grade: 80.00 %.",
    )


@pytest.mark.parametrize(("possible", "times"), [("-10", 1), ("NaN", 1), (10, "-1"), (10, "Infinity"), ("1E+99", 1)])
def test_an_assignment_whose_numbers_make_no_sense_is_not_counted(possible: object, times: object) -> None:
    answer = explained(a_category((assignment(possible, times=times), got(5)), (assignment(10), got(8))))
    assert (answer.grade.percent, outcome(answer, "A1").why) == (80, Why.UNUSABLE_ASSIGNMENT)


def test_an_empty_gradebook_has_no_grade_yet() -> None:
    answer = explained()
    assert (answer.grade.percent, answer.method, sentences(answer)) == (
        None,
        Method.POINTS,
        ["No grade yet: nothing counts so far."],
    )


def test_only_assignments_of_the_term_are_looked_at() -> None:
    record = a_record(a_category((assignment(term=1), got(90)), (assignment(term=2), got(50))))
    assert [explain(record, task_id=1, term_id=term).grade.percent for term in (1, 2)] == [90, 50]


def test_the_letter_grade_is_that_of_the_rounded_percent() -> None:
    answer = explained(a_category((assignment(), got("89.5"))), scale=LETTERS)
    assert (answer.grade.exact, answer.grade.percent, answer.grade.letter_grade) == (Fraction(179, 2), 90, "A")


def test_a_half_rounds_up_and_less_than_a_half_down() -> None:
    assert [percent(a_category((assignment(), got(p))), scale=Scale()) for p in ("84.5", "85.5", "84.4999")] == [
        85,
        86,
        84,
    ]


def test_a_scale_knows_passing_from_failing() -> None:
    assert explained(a_category((assignment(), got(70))), scale=LETTERS).grade.is_passing is True
    assert explained(a_category((assignment(), got(69))), scale=LETTERS).grade.is_passing is False


def test_a_percent_below_all_entries_has_no_letter_grade() -> None:
    answer = explained(a_category((assignment(), got(10))), scale=Scale(entries=(ScaleEntry("P", Decimal(60)),)))
    assert (answer.grade.percent, answer.grade.letter_grade, answer.grade.is_passing) == (10, None, None)


def test_scale_entries_may_come_in_any_order() -> None:
    upside_down = Scale(entries=LETTERS.entries[::-1])
    assert explained(a_category((assignment(), got(85))), scale=upside_down).grade.letter_grade == "B"


def test_a_scale_of_letters_computes_nothing() -> None:
    letters = Scale(ScaleKind.LETTERS, entries=(ScaleEntry("S"), ScaleEntry("N", is_passing=False)))
    answer = explained(a_category((assignment(), got(85)), (assignment(), Score(letter_grade="S"))), scale=letters)
    assert (answer.grade.percent, answer.result) == (None, Result.GIVEN_AS_LETTERS)
    assert whys(answer) == [Why.LETTERS_SCALE, Why.LETTERS_SCALE]


def test_every_list_of_flags_has_all_of_them() -> None:
    assert {f"is_{flag}" for flag in FLAGS} == {field.name for field in fields(Score) if field.name.startswith("is_")}
    assert set(FLAGS_IN_ACTIVITY) == set(FLAGS_IN_REPORTS) == set(FLAGS)
    assert set(FLAGS) <= set(STATUSES)
