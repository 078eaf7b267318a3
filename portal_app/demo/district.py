"""The whole district, put together from its parts without a database: the same day and seed give the same rows."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from portal_app.demo.attendance import add_attendance
from portal_app.demo.build import Build
from portal_app.demo.cast import CHILDREN, Child, Parent
from portal_app.demo.classes import Class, Timetable, fill
from portal_app.demo.families import FillerFamily, add_cast_families, add_families, families_for, in_turns
from portal_app.demo.gradebook import Gradebooks
from portal_app.demo.history import add_changes, add_past_visits, add_requests
from portal_app.demo.messages import add_messages
from portal_app.demo.posting import post_grades
from portal_app.demo.schools import DistrictFrame, Site, add_district
from portal_app.demo.scores import add_scores
from portal_app.demo.students import Pupil, add_group


@dataclass(frozen=True, kw_only=True)
class District:
    """A finished district: its rows, and the guardians whom a visitor may sign in as."""

    build: Build
    guardians: dict[Parent, int]


def build_district(*, today: date, seed: int, zone: ZoneInfo) -> District:
    """Return the demonstration district as it stands when `today` begins in `zone`."""
    build = Build(today=today, seed=seed, zone=zone)
    frame = add_district(build)
    fillers = families_for(build, sum(len(s.plan.groups()) * s.plan.group_size for s in frame.sites.values()))
    turns = in_turns(fillers)
    pupils: list[Pupil] = []
    classes: list[Class] = []
    books = Gradebooks(build)
    for site in frame.sites.values():
        table, school_pupils = Timetable(build, site), []
        for group in site.plan.groups():
            members = add_group(build, frame, site, group, turns)
            fill(table, group, [pupil for pupil in members if not pupil.is_next_year])
            school_pupils += members
        _add_records(build, books, site, list(table.classes.values()), school_pupils)
        classes += table.classes.values()
        pupils += school_pupils
    guardians = _add_people(build, frame, fillers, pupils)
    add_messages(build, frame, classes)
    add_changes(build)
    add_past_visits(build, guardians)
    add_requests(build, frame, guardians)
    return District(build=build, guardians=guardians)


def _add_records(build: Build, books: Gradebooks, site: Site, classes: list[Class], pupils: list[Pupil]) -> None:
    """Collect what the year has brought so far: gradebooks, scores, posted grades, attendance."""
    for place in classes:
        if book := books.add_book(place):
            post_grades(build, book, add_scores(build, book))
    add_attendance(build, site, classes, pupils)


def _add_people(
    build: Build, frame: DistrictFrame, fillers: list[FillerFamily], pupils: list[Pupil]
) -> dict[Parent, int]:
    """Collect the families: the cast's first, so that they have the lowest numbers."""
    cast: dict[str, tuple[Child, int]] = {p.cast.key: (p.cast, p.id) for p in pupils if p.cast}
    assert len(cast) == len(CHILDREN), "a child of the cast is in a group that no school has"
    guardians = add_cast_families(build, frame, cast)
    add_families(build, frame, fillers)
    return guardians
