"""Bell times: when the periods of a day begin and end. A day's own bell schedule comes before the school's default."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from portal_app.models import BellSchedule, BellTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """When a period begins and ends, by the district's wall clock."""

    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBells:
    """The bells of a day by period id; `own_schedule` names a bell schedule other than the school's default."""

    own_schedule: str
    bells: dict[int, Bell]


def clock_text(time_of_day: time) -> str:
    """Return a time of day as the views have it: `HH:MM`, with seconds only where a bell schedule has them.

    Such texts sort like the times that they stand for. Fractions of a second are dropped.
    """
    return time_of_day.isoformat("seconds" if time_of_day.second else "minutes")


class _BellTime(NamedTuple):
    """When a period begins and ends by a bell schedule."""

    schedule: str
    is_default: bool
    period_id: int
    starts_at: time
    ends_at: time


_BELLS = (
    select_columns(
        col(BellSchedule.school_id),
        col(BellSchedule.name),
        col(BellSchedule.is_default),
        col(BellTime.period_id),
        col(BellTime.starts_at),
        col(BellTime.ends_at),
    )
    .join(BellTime, col(BellTime.bell_schedule_id) == BellSchedule.id)
    .where(
        or_(
            col(BellSchedule.id).in_(bindparam("own", expanding=True)),
            and_(
                col(BellSchedule.school_id).in_(bindparam("schools", expanding=True)),
                col(BellSchedule.is_default),
            ),
        )
    )
)


def bells_of(session: Session, own_schedules: Mapping[int, int | None]) -> dict[int, DayBells]:
    """Return the bells in force at each school on a day, by school id. One query, none without a school.

    `own_schedules` has for each school the id of the day's own bell schedule; None: the school's default is in force.
    """
    if not own_schedules:
        return {}
    values: dict[str, Any] = {
        "own": [schedule for schedule in own_schedules.values() if schedule],
        "schools": [school for school, schedule in own_schedules.items() if not schedule],
    }
    found: dict[int, list[_BellTime]] = {school: [] for school in own_schedules}
    for row in session.connection().execute(_BELLS, values):
        found[row[0]].append(_BellTime._make(row[1:]))
    return {school: _day_bells(bells) for school, bells in found.items()}


def _day_bells(bells: Collection[_BellTime]) -> DayBells:
    return DayBells(
        own_schedule=next((bell.schedule for bell in bells if not bell.is_default), ""),
        bells={bell.period_id: Bell(starts_at=bell.starts_at, ends_at=bell.ends_at) for bell in bells},
    )
