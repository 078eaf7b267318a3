"""The demonstration's school year is laid around today, so that whenever one looks there is school."""

from datetime import date, timedelta

import pytest

from portal_app.demo.years import YearPlan, current_year, next_year, nth_weekday, years_before

ODD_DAYS = {
    "a Tuesday": date(2026, 11, 24),
    "a Sunday": date(2026, 11, 22),
    "a Saturday": date(2026, 8, 1),
    "Thanksgiving": date(2026, 11, 26),
    "Christmas": date(2026, 12, 25),
    "new year": date(2027, 1, 1),
    "midsummer": date(2026, 7, 1),
    "leap day": date(2028, 2, 29),
}


@pytest.fixture(params=list(ODD_DAYS.values()), ids=list(ODD_DAYS))
def today(request: pytest.FixtureRequest) -> date:
    return request.param


@pytest.fixture
def year(today: date) -> YearPlan:
    return current_year(today)


def test_today_is_in_the_second_term_and_the_first_is_over(year: YearPlan, today: date) -> None:
    assert year.term_at(today) == 1
    assert year.terms[0][1] < today <= year.terms[1][1]


def test_there_is_school_on_every_weekday_of_this_week_and_the_next(year: YearPlan, today: date) -> None:
    monday = today - timedelta(days=today.weekday())
    expected = [monday + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    assert year.school_days(monday, monday + timedelta(days=13)) == expected


def test_terms_follow_one_another_without_overlap_and_have_enough_school(year: YearPlan) -> None:
    assert [ends < following for (_, ends), (following, _) in zip(year.terms, year.terms[1:], strict=False)] == [
        True
    ] * 3
    assert all(len(year.school_days(*term)) >= 30 for term in year.terms)


def test_a_day_without_school_says_why_and_the_year_has_several(year: YearPlan) -> None:
    off = [day for day in year.days if not day.is_instructional]
    assert len({day.reason for day in off}) >= 3
    assert all(day.reason for day in off)


def test_there_are_early_days(year: YearPlan) -> None:
    assert any(day.is_early_release and day.is_instructional for day in year.days)


def test_the_next_year_begins_after_a_summer_and_is_called_otherwise(year: YearPlan, today: date) -> None:
    following = next_year(today)
    assert following.starts_on > year.ends_on + timedelta(weeks=6)
    assert following.name != year.name


def test_a_year_is_named_as_people_write_it() -> None:
    assert current_year(date(2026, 11, 24)).name == "2026-27"
    assert current_year(date(2026, 5, 1)).name == "2026"


def test_thanksgiving_is_off_unless_it_is_today() -> None:
    thanksgiving = date(2026, 11, 26)
    off = {day.date: day.reason for day in current_year(date(2026, 10, 20)).days if not day.is_instructional}
    assert off[thanksgiving] == "Thanksgiving"
    assert thanksgiving in current_year(thanksgiving).school_days(thanksgiving, thanksgiving)


@pytest.mark.parametrize(
    ("year", "month", "weekday", "nth", "expected"),
    [
        (2026, 9, 0, 1, date(2026, 9, 7)),
        (2026, 11, 3, 4, date(2026, 11, 26)),
        (2027, 1, 0, 3, date(2027, 1, 18)),
        (2026, 6, 0, 1, date(2026, 6, 1)),
    ],
)
def test_the_nth_weekday_of_a_month(year: int, month: int, weekday: int, nth: int, expected: date) -> None:
    assert nth_weekday(year, month, weekday=weekday, nth=nth) == expected


def test_years_before_a_leap_day_end_on_the_28th_where_there_is_none() -> None:
    assert years_before(date(2028, 2, 29), 18) == date(2010, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)
