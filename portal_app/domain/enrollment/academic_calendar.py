"""School time: years, terms, calendar days and bells, by the district's wall clock.

The rules: a year is current from its first day until the next one's first day; a schedule has a column for each term
without a parent; a date that the school's calendar doesn't name is no school day, unless the school keeps no calendar,
and then nobody knows; a day's own bell schedule comes before the school's default.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import ScalarSelect, Select, and_, bindparam, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select, tuple_

from portal_app.models import BellSchedule, BellTime, CalendarDay, SchoolYear, Term

SATURDAY = 5


class Dated(Protocol):
    """Anything with a first and a last day: a term, a school year."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


T = TypeVar("T", bound=Dated)


class DayKind(StrEnum):
    """What a day is at a school. Unknown: a weekday of a school that keeps no calendar here."""

    SCHOOL = "school"
    NO_SCHOOL = "no_school"
    UNKNOWN = "unknown"


class WhyNoSchool(StrEnum):
    """Why there is no school on a day; with `CALENDAR` the school gives the reason in its own words."""

    CALENDAR = "calendar"
    WEEKEND = "weekend"
    YEAR_NOT_BEGUN = "year_not_begun"
    YEAR_OVER = "year_over"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bell:
    """When a period begins and ends."""

    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolDay:
    """One date at one school.

    `bells` are by period id; `own_bells` names the bell schedule of a day that has another one than the school's
    default, and then a period that it leaves out doesn't meet. `remark` is the school's: why there is no school, or
    what is special.
    """

    kind: DayKind
    remark: str = ""
    day_label: str = ""
    own_bells: str = ""
    bells: dict[int, Bell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTerm:
    """A term that is a column of a school's schedule."""

    id: int
    school_id: int
    name: str
    starts_on: date
    ends_on: date


class _Day(NamedTuple):
    """What a school's calendar says about a date."""

    is_instructional: bool
    reason: str
    day_label: str
    bell_schedule_id: int | None


class _BellTime(NamedTuple):
    """When a period begins and ends by a bell schedule."""

    schedule: str
    is_default: bool
    period_id: int
    starts_at: time
    ends_at: time


# Built once: that takes longer than to ask them. Columns, not objects: every page that knows the time of day asks.
_SCHOOLS: Any = bindparam("schools", expanding=True)
_TERMS: Select = (
    select_columns(col(Term.id), col(Term.school_id), col(Term.name), col(Term.starts_on), col(Term.ends_on))
    .where(tuple_(col(Term.school_id), col(Term.school_year_id)).in_(bindparam("of", expanding=True)))
    .where(col(Term.parent_id).is_(None))
    .order_by(col(Term.sequence), col(Term.starts_on))
)
_OF_SCHOOLS = col(CalendarDay.school_id).in_(_SCHOOLS)
_DAYS: Select = select_columns(
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
_BELLS: Select = (
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
            and_(col(BellSchedule.school_id).in_(_SCHOOLS), col(BellSchedule.is_default)),
        )
    )
)


def latest_start(district_id: Any, *, as_of: Any) -> ScalarSelect[date]:
    """Return, as SQL, the first day of the district's current year; before its first year, the earliest date.

    Both may be values, or what stands for them in a query that is built once.
    """
    started = select(func.max(SchoolYear.starts_on)).where(
        col(SchoolYear.district_id) == district_id, col(SchoolYear.starts_on) <= as_of
    )
    return select(func.coalesce(started.scalar_subquery(), date.min)).scalar_subquery()


def current_year(session: Session, *, district_id: int, as_of: date) -> SchoolYear | None:
    """Return the latest school year that has begun."""
    return session.exec(
        select(SchoolYear)
        .where(col(SchoolYear.district_id) == district_id, col(SchoolYear.starts_on) <= as_of)
        .order_by(col(SchoolYear.starts_on).desc())
    ).first()


def next_year(session: Session, *, district_id: int, as_of: date) -> SchoolYear | None:
    """Return the first school year that has not begun yet."""
    return session.exec(
        select(SchoolYear)
        .where(col(SchoolYear.district_id) == district_id, col(SchoolYear.starts_on) > as_of)
        .order_by(col(SchoolYear.starts_on))
    ).first()


def schedule_terms(session: Session, schools_and_years: Collection[tuple[int, int]]) -> list[ScheduleTerm]:
    """Return the terms that are columns of a schedule (those without a parent) of these schools' years, in order."""
    rows = session.connection().execute(_TERMS, {"of": list(schools_and_years)})
    return [
        ScheduleTerm(id=term_id, school_id=school_id, name=name, starts_on=starts_on, ends_on=ends_on)
        for term_id, school_id, name, starts_on, ends_on in rows
    ]


def current_term(terms: Iterable[T], *, as_of: date) -> T | None:
    """Return the term on which a page opens.

    The one that the day is in (where terms overlap, such as a whole year and its semester, the one that began last);
    between two terms the next one; after the last one the last. None only without terms.
    """
    ordered = sorted(terms, key=lambda term: term.starts_on)
    running = [term for term in ordered if term.starts_on <= as_of <= term.ends_on]
    coming = [term for term in ordered if term.starts_on > as_of]
    return next(iter(running[-1:] or coming[:1] or ordered[-1:]), None)


def school_days(session: Session, schools: Collection[int], *, on: date, year: Dated) -> dict[int, SchoolDay]:
    """Return what a date of a school year is at each of these schools, by school id."""
    asked = {"schools": list(schools), "on": on}
    rows = {school: _Day(*day) for school, *day in session.connection().execute(_DAYS, asked)}
    unlisted = set(schools) - set(rows)
    unknown = unlisted - _with_calendar(session, unlisted, year) if _may_be_school(on, year) else set()
    open_days = {school: row for school, row in rows.items() if row.is_instructional}
    bells = _bells(session, open_days)
    return {
        **{school: SchoolDay(kind=DayKind.NO_SCHOOL) for school in unlisted - unknown},
        **{school: SchoolDay(kind=DayKind.UNKNOWN) for school in unknown},
        **{school: SchoolDay(kind=DayKind.NO_SCHOOL, remark=row.reason) for school, row in rows.items()},
        **{school: _open_day(row, bells[school]) for school, row in open_days.items()},
    }


def next_school_day(session: Session, schools: Collection[int], *, after: date) -> date | None:
    """Return the first school day after a date at any of these schools, where their calendars know one."""
    return session.connection().scalar(_NEXT_DAY, {"schools": list(schools), "after": after})


def why_no_school(on: date, *, remark: str, year: Dated) -> WhyNoSchool:
    """Return the best known reason for a day without school."""
    if remark:
        return WhyNoSchool.CALENDAR
    if on > year.ends_on:
        return WhyNoSchool.YEAR_OVER
    if on < year.starts_on:
        return WhyNoSchool.YEAR_NOT_BEGUN
    return WhyNoSchool.WEEKEND if on.weekday() >= SATURDAY else WhyNoSchool.OTHER


def _may_be_school(on: date, year: Dated) -> bool:
    return year.starts_on <= on <= year.ends_on and on.weekday() < SATURDAY


def _with_calendar(session: Session, schools: Collection[int], year: Dated) -> set[int]:
    """Return the schools among these that have any calendar for the year."""
    if not schools:
        return set()
    asked = {"schools": list(schools), "first": year.starts_on, "last": year.ends_on}
    return set(session.connection().scalars(_WITH_CALENDAR, asked))


def _bells(session: Session, days: dict[int, _Day]) -> dict[int, list[_BellTime]]:
    """Return the bells in force at each school: those that the day names, else the school's default."""
    own = [day.bell_schedule_id for day in days.values() if day.bell_schedule_id]
    without_own = [school for school, day in days.items() if not day.bell_schedule_id]
    found: dict[int, list[_BellTime]] = {school: [] for school in days}
    if days:
        for school, *bell in session.connection().execute(_BELLS, {"own": own, "schools": without_own}):
            found[school].append(_BellTime(*bell))
    return found


def _open_day(day: _Day, bells: list[_BellTime]) -> SchoolDay:
    return SchoolDay(
        kind=DayKind.SCHOOL,
        remark=day.reason,
        day_label=day.day_label,
        own_bells=next((bell.schedule for bell in bells if not bell.is_default), ""),
        bells={bell.period_id: Bell(starts_at=bell.starts_at, ends_at=bell.ends_at) for bell in bells},
    )
