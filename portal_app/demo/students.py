"""Students: their names, groups, abilities and enrollments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.cast import CHILDREN, Child
from portal_app.demo.families import FillerFamily
from portal_app.demo.names import first_name
from portal_app.demo.schools import DistrictSkeleton, Site
from portal_app.demo.timetables import Group
from portal_app.demo.years import years_before

FIRST_NUMBER = 400001
JOINED_LATE_SHARE, LEFT_SHARE = 0.02, 0.01


@dataclass(frozen=True, kw_only=True)
class DemoStudent:
    """A student as built. `ability`: usual share of points (0 to 1); `absent_share`: share of school days absent."""

    id: int
    site: Site
    grade: str
    starts_on: date
    ends_on: date | None
    ability: float
    absent_share: float
    cast: Child | None = None

    @property
    def is_next_year(self) -> bool:
        """Whether the student enrolls only for the next school year."""
        return bool(self.cast and self.cast.is_next_year_only)


def add_group(
    build: Build, skeleton: DistrictSkeleton, site: Site, group: Group, families: Iterator[FillerFamily]
) -> list[DemoStudent]:
    """Collect the students of a group: the named ones, then children of the next families until it is full."""
    cast = [child for child in CHILDREN if (child.school, child.group) == (site.plan.key, group.name)]
    students = [_add_cast(build, skeleton, site, group, child) for child in cast]
    students += [
        _add_filler(build, skeleton, site, group, next(families)) for _ in range(site.plan.group_size - len(students))
    ]
    return students


def _add_cast(build: Build, skeleton: DistrictSkeleton, site: Site, group: Group, child: Child) -> DemoStudent:
    birth_date = None
    if child.days_past_18 is not None:
        birth_date = years_before(build.today - timedelta(days=child.days_past_18), 18)
    student_id = _add_student(
        build,
        skeleton,
        group,
        first=child.first or child.key,
        middle=child.middle,
        last=child.last,
        number=child.number,
        birth_date=birth_date,
        keeps=child.parents_keep_access,
    )
    return _enroll(build, skeleton, site, group, student_id, cast=child)


def _add_filler(
    build: Build, skeleton: DistrictSkeleton, site: Site, group: Group, family: FillerFamily
) -> DemoStudent:
    rng = build.rng("student", build.count[m.Student] + 1)
    first, middle = first_name(rng), first_name(rng) if rng.random() < 0.6 else ""
    student_id = _add_student(build, skeleton, group, first=first, middle=middle, last=family.last_name)
    family.children.append(student_id)
    return _enroll(build, skeleton, site, group, student_id)


def _add_student(
    build: Build,
    skeleton: DistrictSkeleton,
    group: Group,
    *,
    first: str,
    last: str,
    middle: str,
    number: str = "",
    birth_date: date | None = None,
    keeps: bool = False,
) -> int:
    index = build.count[m.Student]
    return build.add(
        m.Student,
        district_id=skeleton.id,
        number=number or f"{FIRST_NUMBER + index:07d}",
        first_name=first,
        middle_name=middle,
        last_name=last,
        birth_date=birth_date or _birth_date(build, skeleton, group, index),
        parents_keep_access=keeps,
    )


def _birth_date(build: Build, skeleton: DistrictSkeleton, group: Group, index: int) -> date:
    """Return a birth date of the grade's age: five years old when Kindergarten begins; nobody is 18 by chance."""
    grade = 0 if group.grade == "KK" else int(group.grade)
    latest = years_before(skeleton.year.starts_on, 5 + grade)
    spread = 250 if grade == 12 else 365
    return latest - timedelta(days=build.rng("birth", index).randrange(spread))


def _enroll(
    build: Build, skeleton: DistrictSkeleton, site: Site, group: Group, student_id: int, *, cast: Child | None = None
) -> DemoStudent:
    rng = build.rng("place", student_id)
    is_next = bool(cast and cast.is_next_year_only)
    starts_on, ends_on = skeleton.year.starts_on, None
    if is_next:
        starts_on = skeleton.next_year.starts_on
    elif not cast and rng.random() < JOINED_LATE_SHARE:
        starts_on += timedelta(weeks=5)
    elif not cast and rng.random() < LEFT_SHARE:
        ends_on = starts_on + timedelta(weeks=11, days=4)
    build.add(
        m.Enrollment,
        student_id=student_id,
        school_id=site.id,
        school_year_id=skeleton.next_year_id if is_next else skeleton.year_id,
        grade_level=group.grade,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return DemoStudent(
        id=student_id,
        site=site,
        grade=group.grade,
        starts_on=starts_on,
        ends_on=ends_on,
        ability=min(0.99, max(0.55, rng.gauss(0.85, 0.08))),
        absent_share=min(rng.betavariate(1.2, 30), 0.085),
        cast=cast,
    )
