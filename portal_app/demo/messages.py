"""Notices (new, older, expired, future) and events of the district, the schools and the classes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.classes import Class
from portal_app.demo.schools import DistrictSkeleton


@dataclass(frozen=True, kw_only=True)
class NoticePlan:
    """A notice: shown from `days` after today (mostly negative) on, for some days (None: without an end)."""

    title: str
    body: str
    school: str = ""
    day: int
    days: int | None = None


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """An event some days from today; without an hour it lasts all day, or several days."""

    title: str
    day: int
    school: str = ""
    hour: int | None = None
    minutes: int = 60
    days: int = 1
    location: str = ""
    description: str = ""


NOTICES = (
    NoticePlan(
        school="elementary",
        day=-3,
        title="The Parent Portal is live",
        body="Look up schedules, assignments, grades and attendance at any time. If you have no activation key yet, "
        "ask the school office.",
    ),
    NoticePlan(
        day=-1,
        days=21,
        title="Flu season: when to stay at home",
        body="Please keep children at home until they have been free of fever for 24 hours without medicine. A note "
        "from you is enough for up to three days.",
    ),
    NoticePlan(
        day=-12,
        days=60,
        title="New bus routes",
        body="Routes 14, 22 and 31 start ten minutes earlier. The times hang out at every stop and are in the office.",
    ),
    NoticePlan(
        school="middle",
        day=-2,
        days=14,
        title="Yearbook pictures",
        body="Photographs are taken in the library during homeroom. Orders are not needed before the spring.",
    ),
    NoticePlan(
        school="high",
        day=-5,
        days=30,
        title="PSAT results",
        body="Results are with the counselors. Families are welcome to talk them over; please call for a time.",
    ),
    NoticePlan(school="high", day=-1, days=10, title="Parking lot B is closed", body="Please drop off at the gym."),
    NoticePlan(
        day=-60, days=20, title="Welcome back", body="This notice has had its time and is no longer shown to anyone."
    ),
    NoticePlan(
        school="elementary", day=9, days=20, title="Spring book fair", body="This notice is prepared and not up yet."
    ),
)
EVENTS = (
    EventPlan(title="Board of Education meeting", day=3, hour=18, minutes=120, location="Central office, room 1"),
    EventPlan(title="College and career fair", day=11, hour=9, minutes=300, location="Civic center"),
    EventPlan(title="Open enrollment for next year", day=14, days=5, description="Forms are in every school office."),
    EventPlan(title="Grandparents' day", day=1, school="elementary", hour=9, minutes=90, location="Cafeteria"),
    EventPlan(title="Picture day", day=2, school="elementary"),
    EventPlan(title="Parents' evening", day=6, school="elementary", hour=17, minutes=120),
    EventPlan(title="Yearbook pictures", day=2, school="middle", location="Library"),
    EventPlan(title="Fall concert", day=8, school="middle", hour=18, minutes=75, location="Auditorium"),
    EventPlan(title="Science fair", day=-9, school="middle"),
    EventPlan(title="Homecoming game", day=4, school="high", hour=19, minutes=150, location="Flint River Stadium"),
    EventPlan(title="Spirit week", day=0, days=5, school="high"),
    EventPlan(title="Financial aid night", day=13, school="high", hour=18, minutes=60, location="Media center"),
)
CLASS_EVENTS = {
    "science": EventPlan(title="Trip to the nature center", day=7, hour=9, minutes=240, location="Panola Mountain"),
    "language": EventPlan(title="Reading with families", day=5, hour=13, minutes=45),
}


def add_messages(build: Build, skeleton: DistrictSkeleton, classes: Iterable[Class]) -> None:
    """Collect all notices, the events of district and schools, and one for some classes."""
    for notice in NOTICES:
        _add_notice(build, skeleton, notice)
    for event in EVENTS:
        _add_event(build, skeleton, event)
    for section in classes:
        event_plan = CLASS_EVENTS.get(section.plan.subject)
        if event_plan and section.plan.number == "1":
            _add_event(build, skeleton, event_plan, section)


def _school_id(skeleton: DistrictSkeleton, key: str) -> int | None:
    return skeleton.sites[key].id if key in skeleton.sites else None


def _add_notice(build: Build, skeleton: DistrictSkeleton, plan: NoticePlan) -> None:
    first = build.today + timedelta(days=plan.day)
    build.add(
        m.Notice,
        district_id=skeleton.id,
        school_id=_school_id(skeleton, plan.school),
        title=plan.title,
        body=plan.body,
        publish_from=build.at(first, 7, 30),
        publish_until=None if plan.days is None else build.at(first + timedelta(days=plan.days)),
    )


def _add_event(build: Build, skeleton: DistrictSkeleton, plan: EventPlan, section: Class | None = None) -> None:
    """Collect an event; an all-day event ends when the next day begins."""
    day = build.today + timedelta(days=plan.day)
    starts_at = build.at(day, plan.hour or 0)
    lasts = timedelta(minutes=plan.minutes)
    ends_at = build.at(day + timedelta(days=plan.days)) if plan.hour is None else starts_at + lasts
    build.add(
        m.Event,
        district_id=skeleton.id,
        school_id=section.site.id if section else _school_id(skeleton, plan.school),
        section_id=section.id if section else None,
        title=plan.title,
        description=plan.description,
        location=plan.location,
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=plan.hour is None,
    )
