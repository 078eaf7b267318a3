"""What the grades pages take from the browser, and the picture of scores that they draw."""

from decimal import Decimal
from typing import Any

import pytest

from portal_app.domain.gradebook import TrendPoint
from portal_app.pages.grades.class_state import _added, _points
from portal_app.pages.grades.trend import HEIGHT, WIDTH, Trend, drawn
from portal_app.pages.validation import row_id


@pytest.mark.parametrize(
    "text", ["", "x", "0", "-1", "1.5", "1e3", " ", "None", "9" * 17, "9" * 5000, "1 OR 1=1", "../1", "٣٣" * 40]
)
def test_an_address_names_a_row_by_its_number_or_not_at_all(text: str) -> None:
    assert row_id(text) is None


def test_a_number_in_an_address_is_that_row() -> None:
    assert row_id("155") == 155


@pytest.mark.parametrize(
    ("text", "points"), [("8", "8"), (" 8.5 ", "8.5"), ("8,5", "8.5"), ("0", "0"), ("-2", "-2"), ("110", "110")]
)
def test_points_are_read_with_a_point_or_a_comma(text: str, points: str) -> None:
    assert _points(text) == Decimal(points)


@pytest.mark.parametrize(
    "text", ["", "abc", "NaN", "Infinity", "1e9", "1e999999", "8.12345", "100001", "--5", "0x10", None, {}, []]
)
def test_what_is_no_number_of_points_is_none(text: object) -> None:
    assert _points(text) is None


def test_only_so_much_of_a_typed_number_is_read() -> None:
    assert _points("0" * 100_000 + "7") == 0


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"category": "1", "points": "8"},
        {"category": "x", "points": "8", "possible": "10"},
        {"category": "-1", "points": "8", "possible": "10"},
        {"category": "1", "points": "NaN", "possible": "10"},
        {"category": "1", "points": "8", "possible": "-10"},
        {"category": "1", "points": "8", "possible": "10", "name": "x" * 61},
        {"category": "1", "points": "8", "possible": "10", "name": {"$ne": ""}},
    ],
)
def test_a_form_that_makes_no_sense_makes_up_nothing(form: dict[str, Any]) -> None:
    assert _added(form) is None


def test_a_form_makes_up_an_assignment() -> None:
    added = _added({"category": "7", "points": "8,5", "possible": "10", "name": " Essay ", "extra": "x"})
    assert added is not None
    assert (added.category, added.points, added.possible, added.name) == (
        7,
        Decimal("8.5"),
        Decimal(10),
        "Essay",
    )


def points(*percents: str, first_day: int = 1) -> list[TrendPoint]:
    """Return scores on days in a row."""
    return [TrendPoint(on=f"2026-09-{first_day + at:02}", name=f"W{at}", percent=p) for at, p in enumerate(percents)]


@pytest.mark.parametrize("percents", [(), ("90",)])
def test_one_score_makes_no_trend(percents: tuple[str, ...]) -> None:
    assert drawn(points(*percents)) == Trend()


def test_the_picture_runs_from_the_first_day_to_the_last_and_higher_is_better() -> None:
    trend = drawn(points("60", "100", "80"))
    assert [dot.x for dot in trend.dots] == sorted(dot.x for dot in trend.dots)
    assert trend.dots[1].y < trend.dots[2].y < trend.dots[0].y
    assert (trend.dots[1].y, trend.count) == (trend.full, 3)
    assert (trend.low, trend.high, trend.latest) == ("60", "100", "80")


@pytest.mark.parametrize("percents", [("150", "-20"), ("0", "0"), ("1000000", "3.33")])
def test_scores_beyond_the_usual_stay_within_the_picture(percents: tuple[str, ...]) -> None:
    trend = drawn(points(*percents))
    assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= HEIGHT for dot in trend.dots)


def test_scores_of_one_day_are_drawn_in_the_middle() -> None:
    same_day = [TrendPoint(on="2026-09-01", name=name, percent=p) for name, p in (("A", "50"), ("B", "70"))]
    assert {dot.x for dot in drawn(same_day).dots} == {WIDTH // 2}
