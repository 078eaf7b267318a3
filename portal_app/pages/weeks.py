"""Days as a month's table has them: rows of seven, from Sunday to Saturday."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import TypeVar

D = TypeVar("D")
WEEK = 7


class Step(IntEnum):
    """From one month, or whatever is shown, to the next."""

    BACK = -1
    ON = 1


def weeks_of(days: Sequence[D], *, first_weekday: int, blank: D) -> list[list[D]]:
    """Return the weeks of a month whose first day is a `first_weekday` (Monday 0), filled up with `blank`."""
    before = (first_weekday + 1) % WEEK
    cells = [*[blank] * before, *days]
    cells += [blank] * (-len(cells) % WEEK)
    return [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]


def week_of(day: date) -> tuple[date, date]:
    """Return the Sunday and the Saturday around a date."""
    sunday = day - timedelta(days=(day.weekday() + 1) % WEEK)
    return sunday, sunday + timedelta(days=WEEK - 1)
