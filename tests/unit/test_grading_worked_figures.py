"""Every worked figure of the specification, section *Grades*."""

from decimal import Decimal

from tests.unit.grading_builders import QUARTER, SEMESTER, TERM_1, TERM_2, a_category, assignment, got, part, percent


def test_eight_of_ten_and_a_hundred_of_a_hundred_are_98_18_by_points() -> None:
    assert percent(a_category((assignment(10), got(8)), (assignment(100), got(100)))) == Decimal("98.18")


def test_eight_of_ten_and_a_hundred_of_a_hundred_are_90_by_percents() -> None:
    assert percent(a_category((assignment(10), got(8)), (assignment(100), got(100)), percents=True)) == Decimal("90.00")


def test_a_multiplier_scales_score_and_points_possible() -> None:
    assert percent(a_category((assignment(19), got(18)), (assignment(100, times="0.25"), got(80)))) == Decimal("86.36")


def test_weights_of_40_and_60_make_85_and_95_into_91() -> None:
    category_a = a_category((assignment(200), got(170)), weight=40)
    category_b = a_category((assignment(300), got(285)), weight=60)
    assert percent(category_a, category_b) == Decimal("91.00")


def test_halves_of_90_and_80_make_85() -> None:
    made_of = tuple(part((SEMESTER, TERM_2), (QUARTER, term), 50) for term in (TERM_1, TERM_2))
    group = a_category((assignment(term=TERM_1), got(90)), (assignment(term=TERM_2), got(80)))
    assert percent(group, task=SEMESTER, term=TERM_2, parts=made_of) == Decimal("85.00")


def test_a_blank_takes_no_part_in_a_current_grade() -> None:
    group_1 = a_category((assignment(10), None), (assignment(4), got(1)), weight=50)
    group_2 = a_category((assignment(40), got(40)), weight=40)
    assert percent(group_1, group_2) == Decimal("58.33")


def test_equal_weights_count_9_of_10_and_20_of_40_alike() -> None:
    assert (
        percent(a_category((assignment(10), got(9)), weight=50), a_category((assignment(40), got(20)), weight=50)) == 70
    )


def test_without_weights_9_of_10_and_20_of_40_are_58() -> None:
    assert percent(a_category((assignment(10), got(9))), a_category((assignment(40), got(20)))) == 58


def test_weights_that_sum_to_33_round_an_exact_half_up() -> None:
    one, two = (
        a_category((assignment(), got(75)), weight="9.9"),
        a_category((assignment(), got("53.75")), weight="23.1"),
    )
    assert percent(one, two) == Decimal("60.13")


def test_six_weighted_categories_are_88_36() -> None:
    figures = [(12, "11.8", 12), (10, 82, 82), (15, "89.5", 100), (21, 85, 100), (21, 85, 100), (21, 83, 100)]
    groups = [a_category((assignment(possible), got(points)), weight=weight) for weight, points, possible in figures]
    assert percent(*groups) == Decimal("88.36")
