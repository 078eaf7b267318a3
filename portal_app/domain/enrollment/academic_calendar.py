"""What a date is at a school: a school day, a day without school (and why), or unknown.

A date that the school's calendar doesn't list is no school day. A school that keeps no calendar for the year leaves its
weekdays unknown, and other days on which it takes attendance: there may be school, and any label may be the day's.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from portal_app.domain.enrollment.bells import Bell, DayBells, bells_of
from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.domain.enrollment.meetings import meets_on_label
from portal_app.domain.enrollment.terms import Dated
from portal_app.models import CalendarDay

SATURDAY = 5


class DayKind(StrEnum):
    """What a day is at a school. Unknown: a day of a school that keeps no calendar here."""

    SCHOOL = "school"
    NO_SCHOOL = "no_school"
    UNKNOWN = "unknown"

    @property
    def may_have_school(self) -> bool:
        """Whether nothing says that there is no school. Every page and command treats an unknown day so."""
        return self is not DayKind.NO_SCHOOL


class WhyNoSchool(StrEnum):
    """Why there is no school on a day; with `CALENDAR` the school gives the reason in its own words."""

    CALENDAR = "calendar"
    WEEKEND = "weekend"
    YEAR_NOT_BEGUN = "year_not_begun"
    YEAR_OVER = "year_over"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolDay:
    """One date at one school.

    `bells` are by period id; `own_bells` names the bell schedule of a day that has another one than the school's
    default. `remark` is the school's: why there is no school, or
    what is special.
    """

    kind: DayKind
    remark: str = ""
    day_label: str = ""
    own_bells: str = ""
    bells: dict[int, Bell] = field(default_factory=dict)

    def has_meeting(self, *, label: str, period_id: int) -> bool:
        """Return whether a class with a meeting on days of a label, in a period, meets or may meet on this day.

        A period without a time in the day's own bell schedule does not meet.
        """
        if self.kind is not DayKind.SCHOOL:
            return self.kind.may_have_school
        return meets_on_label(label, self.day_label) and (not self.own_bells or period_id in self.bells)


class _Day(NamedTuple):
    """What a school's calendar says about a date."""

    is_instructional: bool
    reason: str
    day_label: str
    bell_schedule_id: int | None


# Built once, because building a statement takes longer than running it. Columns, not objects: nearly every page asks.
_OF_SCHOOLS = col(CalendarDay.school_id).in_(bindparam("schools", expanding=True))
_DAYS = select_columns(
    col(CalendarDay.school_id),
    col(CalendarDay.is_instructional),
    col(CalendarDay.reason),
    col(CalendarDay.day_label),
    col(CalendarDay.bell_schedule_id),
).where(_OF_SCHOOLS, col(CalendarDay.date) == bindparam("on"))
_NEXT_DAY = select(func.min(CalendarDay.date)).where(
    _OF_SCHOOLS, col(CalendarDay.date) > bindparam("after"), col(CalendarDay.is_instructional)
)
_WITH_CALENDAR = (
    select(CalendarDay.school_id)
    .where(_OF_SCHOOLS, col(CalendarDay.date).between(bindparam("first"), bindparam("last")))
    .distinct()
)


def kind_of_day(
    on: date, *, listed: bool | None, keeps_calendar: bool, year: Dated, takes_attendance: bool = False
) -> DayKind:
    """Return what a date of a school year is at a school.

    Args:
        on: The date.
        listed: Whether the school's calendar lists the date as instructional; None: it doesn't list it.
        keeps_calendar: Whether the school's calendar lists any date of the year.
        year: The school year.
        takes_attendance: Whether the school takes attendance on the date. Without a calendar it is in session then, on
            a weekend or in summer too.
    """
    if listed is not None:
        return DayKind.SCHOOL if listed else DayKind.NO_SCHOOL
    if keeps_calendar or not (takes_attendance or _is_weekday_of(year, on)):
        return DayKind.NO_SCHOOL
    return DayKind.UNKNOWN


def school_days(
    session: Session, schools: Collection[int], *, on: date, year: Dated, takes_attendance: bool = False
) -> dict[int, SchoolDay]:
    """Return what a date of a school year is at each of these schools, by school id. At most three queries.

    `takes_attendance`: see `kind_of_day`.
    """
    values: dict[str, Any] = {"schools": list(schools), "on": on}
    rows = {row[0]: _Day._make(row[1:]) for row in session.connection().execute(_DAYS, values)}
    # whether a school keeps a calendar matters only for dates that it doesn't list and that may be school days
    in_doubt = set(schools) - set(rows) if takes_attendance or _is_weekday_of(year, on) else set()
    with_calendar = _with_calendar(session, in_doubt, year)
    open_days = {school: row for school, row in rows.items() if row.is_instructional}
    bells = bells_of(session, {school: row.bell_schedule_id for school, row in open_days.items()})
    unlisted = {
        school: kind_of_day(
            on, listed=None, keeps_calendar=school in with_calendar, year=year, takes_attendance=takes_attendance
        )
        for school in set(schools) - set(rows)
    }
    return {
        **{school: SchoolDay(kind=kind) for school, kind in unlisted.items()},
        **{school: SchoolDay(kind=DayKind.NO_SCHOOL, remark=row.reason) for school, row in rows.items()},
        **{school: _open_day(row, bells[school]) for school, row in open_days.items()},
    }


def next_school_day(session: Session, schools: Collection[int], *, after: date) -> date | None:
    """Return the first school day after a date at any of these schools, where their calendars know one."""
    found: date | None = session.connection().scalar(_NEXT_DAY, {"schools": list(schools), "after": after})
    return found


def why_no_school(on: date, *, remark: str, year: Dated) -> WhyNoSchool:
    """Return the best known reason for a day without school."""
    if remark:
        return WhyNoSchool.CALENDAR
    if on > year.ends_on:
        return WhyNoSchool.YEAR_OVER
    if on < year.starts_on:
        return WhyNoSchool.YEAR_NOT_BEGUN
    return WhyNoSchool.WEEKEND if on.weekday() >= SATURDAY else WhyNoSchool.OTHER


def _is_weekday_of(year: Dated, on: date) -> bool:
    return DateSpan(year.starts_on, year.ends_on).includes(on) and on.weekday() < SATURDAY


def _with_calendar(session: Session, schools: Collection[int], year: Dated) -> set[int]:
    """Return the schools among these that have any calendar for the year."""
    if not schools:
        return set()
    values = {"schools": list(schools), "first": year.starts_on, "last": year.ends_on}
    return set(session.connection().scalars(_WITH_CALENDAR, values))


def _open_day(day: _Day, bells: DayBells) -> SchoolDay:
    return SchoolDay(
        kind=DayKind.SCHOOL,
        remark=day.reason,
        day_label=day.day_label,
        own_bells=bells.own_schedule,
        bells=bells.bells,
    )
