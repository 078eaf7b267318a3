"""Bell times, calculated from the length of classes and breaks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_ANY_DAY = date(2000, 1, 3)


@dataclass(frozen=True, kw_only=True)
class BellPlan:
    """When the first period begins, and the minutes of homeroom, classes, passing time and lunch."""

    first: time
    homeroom: int
    minutes: int
    passing: int
    lunch_after: str = ""
    lunch: int = 0


def bell_times(plan: BellPlan, periods: tuple[str, ...]) -> Iterator[tuple[str, time, time]]:
    """Yield each period with its beginning and end."""
    clock = datetime.combine(_ANY_DAY, plan.first)
    for period in periods:
        ends = clock + timedelta(minutes=plan.homeroom if period == "HR" else plan.minutes)
        yield period, clock.time(), ends.time()
        clock = ends + timedelta(minutes=plan.passing + (plan.lunch if period == plan.lunch_after else 0))
