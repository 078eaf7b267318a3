"""The whole district, built from its parts without a database: the same day and seed give the same rows."""

from dataclasses import dataclass
from datetime import date
from itertools import cycle
from zoneinfo import ZoneInfo

from portal_app.demo.attendance import add_attendance
from portal_app.demo.build import Build
from portal_app.demo.cast import CHILDREN, Child, Parent
from portal_app.demo.classes import Class, Timetable, fill
from portal_app.demo.families import FillerFamily, add_cast_families, add_families, families_for
from portal_app.demo.gradebook import Gradebooks
from portal_app.demo.history import add_changes, add_past_reading, add_requests
from portal_app.demo.messages import add_messages
from portal_app.demo.posting import post_grades
from portal_app.demo.schools import DistrictSkeleton, Site, add_district
from portal_app.demo.scores import add_scores
from portal_app.demo.students import DemoStudent, add_group


@dataclass(frozen=True, kw_only=True)
class District:
    """A finished district: its rows, and the guardians whom a visitor may sign in as."""

    build: Build
    guardians: dict[Parent, int]


def build_district(*, today: date, seed: int, zone: ZoneInfo) -> District:
    """Return the demonstration district as it is when `today` begins in `zone`."""
    build = Build(today=today, seed=seed, zone=zone)
    skeleton = add_district(build)
    fillers = families_for(build, sum(len(s.plan.groups()) * s.plan.group_size for s in skeleton.sites.values()))
    turns = cycle(fillers)
    students: list[DemoStudent] = []
    classes: list[Class] = []
    books = Gradebooks(build)
    for site in skeleton.sites.values():
        table, school_students = Timetable(build, site), []
        for group in site.plan.groups():
            members = add_group(build, skeleton, site, group, turns)
            fill(table, group, [student for student in members if not student.is_next_year])
            school_students += members
        _add_records(build, books, site, list(table.classes.values()), school_students)
        classes += table.classes.values()
        students += school_students
    guardians = _add_people(build, skeleton, fillers, students)
    add_messages(build, skeleton, classes)
    add_changes(build)
    add_past_reading(build, guardians)
    add_requests(build, skeleton, guardians)
    return District(build=build, guardians=guardians)


def _add_records(
    build: Build, books: Gradebooks, site: Site, classes: list[Class], students: list[DemoStudent]
) -> None:
    """Collect what the year has brought so far: gradebooks, scores, posted grades, attendance."""
    for section in classes:
        if book := books.add_book(section):
            post_grades(build, book, add_scores(build, book))
    add_attendance(build, site, classes, students)


def _add_people(
    build: Build, skeleton: DistrictSkeleton, fillers: list[FillerFamily], students: list[DemoStudent]
) -> dict[Parent, int]:
    """Collect the families: the named ones first, so that they have the lowest ids."""
    cast: dict[str, tuple[Child, int]] = {p.cast.key: (p.cast, p.id) for p in students if p.cast}
    assert len(cast) == len(CHILDREN), "a named child is in a group that no school has"
    guardians = add_cast_families(build, skeleton, cast)
    add_families(build, skeleton, fillers)
    return guardians
