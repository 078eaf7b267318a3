"""The calendar laid out: which days a month, a week and a list have, and what stands on each."""

from collections.abc import Sequence
from datetime import date

import pytest

from portal_app.domain.calendar import CalendarItem, Layer
from portal_app.pages.calendar.days import Day, Shape, days_of, entries_on, span_of, step
from portal_app.pages.weeks import weeks_of

TODAY = date(2026, 10, 6)


def an_item(title: str = "Fractions", *, on: str = "2026-10-08", until: str = "", layer: Layer = Layer.ASSIGNMENT):
    """Return an item of the calendar."""
    return CalendarItem(
        key=title, layer=layer, title=title, starts_on=on, ends_on=until or on, student_ids=(1,), section_id=7
    )


def laid_out(items: Sequence[CalendarItem], shape: Shape, *, on: date = TODAY, hidden: Sequence[str] = ()) -> list[Day]:
    """Lay items out as the page does."""
    return days_of(items, shape=shape, on=on, today=TODAY, hidden=hidden, class_of=lambda item: item.section_id)


def the(day: str, days: list[Day]) -> Day:
    """Return one day."""
    (found,) = [one for one in days if one.date == day]
    return found


@pytest.mark.parametrize(
    ("shape", "on", "first", "last"),
    [
        (Shape.MONTH, date(2026, 10, 6), date(2026, 9, 27), date(2026, 10, 31)),
        (Shape.MONTH, date(2026, 2, 10), date(2026, 2, 1), date(2026, 2, 28)),
        (Shape.WEEK, date(2026, 10, 6), date(2026, 10, 4), date(2026, 10, 10)),
        (Shape.WEEK, date(2026, 10, 4), date(2026, 10, 4), date(2026, 10, 10)),
        (Shape.LIST, date(2026, 10, 6), date(2026, 10, 6), date(2026, 11, 2)),
    ],
)
def test_a_month_and_a_week_are_whole_weeks_from_sunday_and_a_list_begins_where_it_is(
    shape: Shape, on: date, first: date, last: date
) -> None:
    assert span_of(shape, on) == (first, last)


@pytest.mark.parametrize(
    ("shape", "by", "to"),
    [
        (Shape.MONTH, 1, date(2027, 2, 1)),
        (Shape.MONTH, -1, date(2026, 12, 31)),
        (Shape.WEEK, 1, date(2027, 2, 7)),
        (Shape.LIST, -1, date(2027, 1, 3)),
    ],
)
def test_a_step_from_the_last_of_january_skips_no_month(shape: Shape, by: int, to: date) -> None:
    assert step(shape, date(2027, 1, 31), by) == to


def test_a_day_of_a_month_has_a_dot_for_each_layer_and_spells_out_three_items() -> None:
    work = [an_item(f"Work {n}") for n in range(4)]
    day = the("2026-10-08", laid_out([*work, an_item("Fair", layer=Layer.EVENT)], Shape.MONTH))
    assert day.layers == ["assignment", "event"]
    assert [entry.item.title for entry in day.lines] == ["Work 0", "Work 1", "Work 2"]
    assert day.more == 2


def test_a_layer_that_is_switched_off_is_nowhere() -> None:
    items = [an_item(), an_item("Fair", layer=Layer.EVENT)]
    day = the("2026-10-08", laid_out(items, Shape.MONTH, hidden=["assignment"]))
    assert (day.layers, [entry.item.title for entry in day.lines]) == (["event"], ["Fair"])


def test_what_lasts_for_days_is_on_each_of_them_and_once_in_a_list() -> None:
    fall_break = an_item("Fall break", on="2026-10-05", until="2026-10-09", layer=Layer.NO_SCHOOL)
    month = laid_out([fall_break], Shape.MONTH)
    assert [day.number for day in month if day.is_off] == [5, 6, 7, 8, 9]
    (listed,) = laid_out([fall_break], Shape.LIST)
    assert listed.date == "2026-10-06"  # it began before the list does
    assert listed.lines[0].is_long


def test_days_around_the_month_and_today_look_different() -> None:
    days = laid_out([], Shape.MONTH)
    assert [day.date for day in days if day.is_today] == ["2026-10-06"]
    assert [day.number for day in days if day.is_outside] == [27, 28, 29, 30]
    assert not any(day.is_outside for day in laid_out([], Shape.WEEK, on=date(2026, 10, 1)))


def test_a_list_has_only_days_with_something() -> None:
    assert [day.date for day in laid_out([an_item()], Shape.LIST)] == ["2026-10-08"]
    assert laid_out([], Shape.LIST) == []


def test_a_day_opens_all_that_is_on_it() -> None:
    items = [an_item(f"Work {n}") for n in range(5)] + [an_item("Later", on="2026-10-09")]
    found = entries_on("2026-10-08", items, class_of=lambda item: 3)
    assert [entry.item.title for entry in found] == [f"Work {n}" for n in range(5)]
    assert {entry.class_of for entry in found} == {3}


@pytest.mark.parametrize(("first_weekday", "before"), [(6, 0), (0, 1), (5, 6)])
def test_weeks_begin_on_sunday_and_are_filled_up(first_weekday: int, before: int) -> None:
    weeks = weeks_of(list(range(1, 31)), first_weekday=first_weekday, blank=0)
    assert all(len(week) == 7 for week in weeks)
    assert weeks[0] == [0] * before + list(range(1, 8 - before))
    assert [day for week in weeks for day in week if day] == list(range(1, 31))
