"""The steps of an explanation: complete, in order, with the grade as the last line."""

from decimal import Decimal

import pytest

from portal_app.domain.grading import MessageKey, Result, Why, WhyCategory, sentence, steps
from tests.unit.grading_builders import (
    LETTERS,
    QUARTER,
    SEMESTER,
    a_category,
    assignment,
    explained,
    got,
    part,
    sentences,
)


def test_a_weighted_grade_is_explained_from_the_scores_to_the_letter_grade() -> None:
    tests = a_category(
        (assignment(200), got(170)),
        (assignment(10), got(missing=True)),
        (assignment(5), got(exempt=True)),
        weight=40,
        name="Tests",
    )
    homework = a_category((assignment(300), got(285)), weight=60, name="Homework")
    assert sentences(
        explained(tests, homework, a_category((assignment(), None), weight=10, name="Project"), scale=LETTERS)
    ) == [
        "Tests: exempt, so not counted: A3.",
        "Tests: missing, so counted as 0: A2.",
        "Tests: (170 + 0) ÷ (200 + 10) = 170 ÷ 210 = 80.9524 %.",
        "Homework: 285 of 300 points = 95 %.",
        "Project: no score yet, so not counted (a blank is not a zero): C1.",
        "Project: nothing counts yet, so it takes no weight.",
        "Tests: weight 40 of 100 makes 40.00 % of the grade.",
        "Homework: weight 60 of 100 makes 60.00 % of the grade.",
        "(80.9524 × 40 + 95 × 60) ÷ 100 = 89.380952 %.",
        "Rounded once, at the end, half up: 89.380952 % becomes 89 %.",
        "On the grading scale, 89 % is B.",
        "The grade: B, 89 %.",
    ]


def test_points_without_weights_are_explained_as_one_sum() -> None:
    assert sentences(explained(a_category((assignment(10), got(9))), a_category((assignment(40), got(20))))) == [
        "A: 9 of 10 points = 90 %.",
        "B: 20 of 40 points = 50 %.",
        "A: 10 of 50 points possible make 20.00 % of the grade.",
        "B: 40 of 50 points possible make 80.00 % of the grade.",
        "All points together: 29 ÷ 50 = 58 %.",
        "The grade: 58.00 %.",
    ]


def test_a_mean_of_percents_is_explained_with_its_terms() -> None:
    answer = explained(a_category((assignment(10), got(8)), (assignment(100), got(100)), percents=True))
    assert sentences(answer)[0] == "A, the mean of percents: (80 + 100) ÷ 2 = 90 %."


def test_a_mean_of_many_percents_is_explained_without_its_terms() -> None:
    answer = explained(a_category(*[(assignment(10), got(8))] * 13, percents=True))
    assert sentences(answer)[0] == "A, the mean of percents: 1040 ÷ 13 = 80 %."


def test_a_multiplier_is_explained() -> None:
    answer = explained(a_category((assignment(19), got(18)), (assignment(100, times="0.25"), got(80))))
    assert sentences(answer)[:2] == [
        "A2: 80 of 100, times 0.25, is 20 of 25.",
        "A: (18 + 20) ÷ (19 + 25) = 38 ÷ 44 = 86.3636 %.",
    ]


def test_a_composite_is_explained_by_its_parts() -> None:
    parts = (part((SEMESTER, 2), (QUARTER, 1), 50), part((SEMESTER, 2), (QUARTER, 2), 50))
    answer = explained(
        a_category((assignment(term=1), got(90)), (assignment(term=2), got(80))), task=SEMESTER, term=2, parts=parts
    )
    assert sentences(answer, terms={1: "Term 1", 2: "Term 2"}) == [
        "Quarter Term 1: 90 % so far.",
        "Quarter Term 2: 80 % so far.",
        "Quarter Term 1: weight 50 of 100 makes 50.00 % of the grade.",
        "Quarter Term 2: weight 50 of 100 makes 50.00 % of the grade.",
        "(90 × 50 + 80 × 50) ÷ 100 = 85 %.",
        "The grade: 85.00 %.",
    ]


def test_shown_weights_sum_to_100_where_thirds_do_not() -> None:
    answer = explained(*(a_category((assignment(), got(90)), weight=1) for _ in range(3)))
    assert answer.shown_weights == (Decimal("33.34"), Decimal("33.33"), Decimal("33.33"))


def test_sentences_are_translated_and_numbers_written_as_the_reader_is_used_to() -> None:
    last = steps(explained(a_category((assignment(), got("87.5")))))[-1]
    spanish = {"The grade: {percent}.": "La nota: {percent}."}

    def comma(percent: Decimal) -> str:
        return f"{percent} %".replace(".", ",")

    assert sentence(last, translate=spanish.__getitem__, percent=comma) == "La nota: 87,50 %."


def test_a_name_with_braces_is_only_a_name() -> None:
    answer = explained(a_category((assignment(10, name="{0} {x}"), got(12)), name="{category}"))
    assert "{category}: above the points possible, counted in full as extra credit: {0} {x}." in sentences(answer)


def test_no_sentence_writes_a_percent_sign_of_its_own() -> None:
    assert not any("%" in key for key in MessageKey)


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.SCORE])
def test_every_reason_of_a_score_has_its_sentence(why: Why) -> None:
    assert "{assignments}" in MessageKey[why.name]


@pytest.mark.parametrize("why", [why for why in WhyCategory if why is not WhyCategory.COUNTS])
def test_every_reason_of_a_category_has_its_sentence(why: WhyCategory) -> None:
    assert "{category}" in MessageKey[f"CATEGORY_{why.name}"]


@pytest.mark.parametrize("result", [result for result in Result if result is not Result.GRADED])
def test_every_reason_for_no_grade_has_its_sentence(result: Result) -> None:
    assert MessageKey[result.name].startswith("No ")
