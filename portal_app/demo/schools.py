"""The district and its schools: school years, terms, periods, bell times and calendar days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time

from portal_app import models as m
from portal_app.demo import timetables
from portal_app.demo.bells import BellPlan, bell_times
from portal_app.demo.build import Build
from portal_app.demo.timetables import Group
from portal_app.demo.years import YearPlan, current_year, next_year

DISTRICT_SOURCE_ID = "demonstration"
DISTRICT_CODE = "JPRQQH"


@dataclass(frozen=True, kw_only=True)
class SchoolPlan:
    """A school's plan. `rotation`: its day labels, one after the other; `group_size`: students in a group."""

    key: str
    name: str
    number: str
    street: str
    city: str
    postal_code: str
    phone: str
    accent: str
    periods: tuple[str, ...]
    regular: BellPlan
    early: BellPlan
    groups: Callable[[], list[Group]]
    group_size: int
    first_room: int
    rotation: tuple[str, ...] = ("",)


SCHOOLS = (
    SchoolPlan(
        key="elementary",
        name="McGarrah Elementary",
        number="0191",
        street="2201 Lake Harbin Road",
        city="Morrow",
        postal_code="30260",
        phone="(770) 555-0119",
        accent="#1f6f4a",
        periods=("HR", "1", "2", "3", "4", "5", "6", "7"),
        regular=BellPlan(first=time(7, 45), homeroom=15, minutes=45, passing=5, lunch_after="4", lunch=40),
        early=BellPlan(first=time(7, 45), homeroom=15, minutes=28, passing=5),
        groups=timetables.elementary,
        group_size=10,
        first_room=113,
    ),
    SchoolPlan(
        key="middle",
        name="Babb Middle",
        number="0276",
        street="5500 Reynolds Road",
        city="Forest Park",
        postal_code="30297",
        phone="(770) 555-0127",
        accent="#8b3a1f",
        periods=("HR", "1", "2", "3", "4", "5", "6", "FL", "RM"),
        regular=BellPlan(first=time(8, 45), homeroom=10, minutes=45, passing=4, lunch_after="4", lunch=30),
        early=BellPlan(first=time(8, 45), homeroom=10, minutes=26, passing=4),
        groups=timetables.middle,
        group_size=17,
        first_room=201,
    ),
    SchoolPlan(
        key="high",
        name="Flint River High",
        number="0310",
        street="810 Tara Boulevard",
        city="Jonesboro",
        postal_code="30236",
        phone="(770) 555-0131",
        accent="#3a3f8b",
        periods=("HR", "1", "2", "3", "4"),
        regular=BellPlan(first=time(8, 10), homeroom=10, minutes=88, passing=6, lunch_after="2", lunch=30),
        early=BellPlan(first=time(8, 10), homeroom=10, minutes=52, passing=6),
        groups=timetables.high,
        group_size=13,
        first_room=101,
        rotation=("A", "B"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Site:
    """A school as it was built: its ids, and the day label of every day with school."""

    id: int
    plan: SchoolPlan
    year: YearPlan
    year_id: int
    terms: tuple[int, ...]
    periods: dict[str, int]
    labels: dict[date, str]


@dataclass(frozen=True, kw_only=True)
class DistrictSkeleton:
    """The district, its years and its schools by key."""

    id: int
    year: YearPlan
    year_id: int
    next_year: YearPlan
    next_year_id: int
    sites: dict[str, Site]


def add_district(build: Build, *, schools: tuple[SchoolPlan, ...] = SCHOOLS) -> DistrictSkeleton:
    """Collect the district with this and the next school year, and all its schools."""
    district = build.add(
        m.District,
        source_id=DISTRICT_SOURCE_ID,
        code=DISTRICT_CODE,
        name="Clayton County Public Schools",
        phone="(770) 555-0100",
        office_email="office@clayton.example.org",
    )
    this, following = current_year(build.today), next_year(build.today)
    year_id, next_id = _add_year(build, district, this), _add_year(build, district, following)
    sites = {plan.key: _add_school(build, plan, district, this, year_id) for plan in schools}
    for site in sites.values():
        _add_terms(build, site.id, next_id, following)
    return DistrictSkeleton(
        id=district, year=this, year_id=year_id, next_year=following, next_year_id=next_id, sites=sites
    )


def _add_year(build: Build, district: int, plan: YearPlan) -> int:
    return build.add(m.SchoolYear, district_id=district, name=plan.name, starts_on=plan.starts_on, ends_on=plan.ends_on)


def _add_school(build: Build, plan: SchoolPlan, district: int, year: YearPlan, year_id: int) -> Site:
    school = build.add(
        m.School,
        district_id=district,
        name=plan.name,
        number=plan.number,
        street=plan.street,
        city=plan.city,
        state="GA",
        postal_code=plan.postal_code,
        phone=plan.phone,
        office_email=f"{plan.key}@clayton.example.org",
        accent=plan.accent,
    )
    periods = {
        name: build.add(m.Period, school_id=school, name=name, sequence=n) for n, name in enumerate(plan.periods)
    }
    regular, early = (
        _add_bells(build, school, name, bell, periods)
        for name, bell in (("Regular", plan.regular), ("Early release", plan.early))
    )
    return Site(
        id=school,
        plan=plan,
        year=year,
        year_id=year_id,
        terms=_add_terms(build, school, year_id, year),
        periods=periods,
        labels=_add_days(build, school, plan, year, regular, early),
    )


def _add_bells(build: Build, school: int, name: str, plan: BellPlan, periods: dict[str, int]) -> int:
    schedule = build.add(m.BellSchedule, school_id=school, name=name, is_default=name == "Regular")
    for period, starts_at, ends_at in bell_times(plan, tuple(periods)):
        build.link(
            m.BellTime,
            bell_schedule_id=schedule,
            period_id=periods[period],
            starts_at=starts_at,
            ends_at=ends_at,
        )
    return schedule


def _add_terms(build: Build, school: int, year_id: int, year: YearPlan) -> tuple[int, ...]:
    return tuple(
        build.add(
            m.Term,
            school_id=school,
            school_year_id=year_id,
            name=f"Term {number}",
            sequence=number,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        for number, (starts_on, ends_on) in enumerate(year.terms, start=1)
    )


def _add_days(build: Build, school: int, plan: SchoolPlan, year: YearPlan, regular: int, early: int) -> dict[date, str]:
    """Collect the calendar; the labels rotate over the days with school. Return the label of each of those."""
    labels: dict[date, str] = {}
    for day in year.days:
        if day.is_instructional:
            labels[day.date] = plan.rotation[len(labels) % len(plan.rotation)]
        build.add(
            m.CalendarDay,
            school_id=school,
            date=day.date,
            is_instructional=day.is_instructional,
            reason=day.reason,
            day_label=labels.get(day.date, ""),
            bell_schedule_id=(early if day.is_early_release else regular) if day.is_instructional else None,
        )
    return labels
