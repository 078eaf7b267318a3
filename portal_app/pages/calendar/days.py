"""The calendar's items by day: what each day of a month, a week or a list shows. Pure, without Reflex."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal_app.domain.calendar import CalendarItem, Layer
from portal_app.pages.weeks import week_of

LIST_DAYS = 28
LINES = 3
"""How many items a day of a month lists where there is room."""


class Shape(StrEnum):
    """The shapes of the calendar."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of the calendar. `class_of` is the child for whom its class can be opened, 0 for none."""

    item: CalendarItem
    class_of: int
    is_long: bool
    """It lasts for several days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day: its layers as dots, the items listed (`lines`), how many `more` there are, and whether there is school."""

    date: str
    number: int
    is_outside: bool
    is_today: bool
    is_off: bool
    layers: list[str]
    lines: list[Entry]
    more: int


def span_of(shape: Shape, on: date) -> tuple[date, date]:
    """Return the first and the last day that a shape shows around a date: whole weeks, or four weeks from it on."""
    if shape == Shape.LIST:
        return on, on + timedelta(days=LIST_DAYS - 1)
    if shape == Shape.WEEK:
        return week_of(on)
    return week_of(on.replace(day=1))[0], week_of(_last_of_month(on))[1]


def step(shape: Shape, on: date, by: int) -> date:
    """Return the date on which the next (1) or the former (-1) page of a shape is."""
    if shape == Shape.MONTH:
        return (_last_of_month(on) if by > 0 else on.replace(day=1)) + timedelta(days=by)
    return on + timedelta(days=by * (LIST_DAYS if shape == Shape.LIST else 7))


def days_of(
    items: Iterable[CalendarItem],
    *,
    shape: Shape,
    on: date,
    today: date,
    hidden: Collection[str],
    class_of: Callable[[CalendarItem], int],
) -> list[Day]:
    """Return the days of a shape around `on`, without the `hidden` layers; of a list only those with something."""
    first, last = span_of(shape, on)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = _by_day([item for item in items if item.layer not in hidden], [day.isoformat() for day in days])
    made = [_day(day, found[day.isoformat()], shape=shape, on=on, today=today, class_of=class_of) for day in days]
    return [day for day in made if day.lines] if shape == Shape.LIST else made


def entries_on(day: str, items: Iterable[CalendarItem], *, class_of: Callable[[CalendarItem], int]) -> list[Entry]:
    """Return all that is on a day (ISO)."""
    return [_entry(item, class_of) for item in items if item.starts_on <= day <= item.ends_on]


def _by_day(items: Iterable[CalendarItem], days: Sequence[str]) -> dict[str, list[CalendarItem]]:
    """Return what is on each of these days (ISO)."""
    found: dict[str, list[CalendarItem]] = defaultdict(list)
    for item in items:
        # nearly every item is on one day only, which needs no search through all days
        own = [item.starts_on] if item.starts_on == item.ends_on else days
        for day in own:
            if item.starts_on <= day <= item.ends_on:
                found[day].append(item)
    return found


def _day(
    day: date,
    found: list[CalendarItem],
    *,
    shape: Shape,
    on: date,
    today: date,
    class_of: Callable[[CalendarItem], int],
) -> Day:
    layers = {item.layer for item in found}
    lines = _spelled_out(day, found, shape=shape, on=on)
    return Day(
        date=day.isoformat(),
        number=day.day,
        is_outside=shape == Shape.MONTH and day.month != on.month,
        is_today=day == today,
        is_off=Layer.NO_SCHOOL in layers,
        layers=[layer.value for layer in Layer if layer in layers],
        lines=[_entry(item, class_of) for item in lines],
        more=len(found) - len(lines) if shape == Shape.MONTH else 0,
    )


def _spelled_out(day: date, found: list[CalendarItem], *, shape: Shape, on: date) -> list[CalendarItem]:
    """Return the items spelled out on a day. A list has an item of several days once, on its first day in the list."""
    if shape == Shape.LIST:
        return [item for item in found if day.isoformat() == max(item.starts_on, on.isoformat())]
    return found[:LINES] if shape == Shape.MONTH else found


def _entry(item: CalendarItem, class_of: Callable[[CalendarItem], int]) -> Entry:
    return Entry(item=item, class_of=class_of(item), is_long=item.starts_on != item.ends_on)


def _last_of_month(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
