"""Students: who they are, which group they move with, and how they do at school."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.cast import CHILDREN, Child
from portal_app.demo.families import FillerFamily
from portal_app.demo.names import first_name
from portal_app.demo.schools import DistrictFrame, Site
from portal_app.demo.timetables import Group
from portal_app.demo.years import years_before

FIRST_NUMBER = 400001
JOINED_LATE_SHARE, LEFT_SHARE = 0.02, 0.01


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """A student as built. `ability`: the share of points that is usual for them; `absent_share`: of school days."""

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
        """Whether the student comes only after the summer."""
        return bool(self.cast and self.cast.is_next_year_only)


def add_group(
    build: Build, frame: DistrictFrame, site: Site, group: Group, families: Iterator[FillerFamily]
) -> list[Pupil]:
    """Collect the students of a group: those of the cast, and as many of the families to come as fill it."""
    cast = [child for child in CHILDREN if (child.school, child.group) == (site.plan.key, group.name)]
    pupils = [_add_cast(build, frame, site, group, child) for child in cast]
    pupils += [
        _add_filler(build, frame, site, group, next(families)) for _ in range(site.plan.group_size - len(pupils))
    ]
    return pupils


def _add_cast(build: Build, frame: DistrictFrame, site: Site, group: Group, child: Child) -> Pupil:
    birth_date = None
    if child.days_past_18 is not None:
        birth_date = years_before(build.today - timedelta(days=child.days_past_18), 18)
    student = _add_student(
        build,
        frame,
        group,
        first=child.first or child.key,
        middle=child.middle,
        last=child.last,
        number=child.number,
        birth_date=birth_date,
        keeps=child.parents_keep_access,
    )
    return _enroll(build, frame, site, group, student, cast=child)


def _add_filler(build: Build, frame: DistrictFrame, site: Site, group: Group, family: FillerFamily) -> Pupil:
    dice = build.dice("student", build.count[m.Student] + 1)
    first, middle = first_name(dice), first_name(dice) if dice.random() < 0.6 else ""
    student = _add_student(build, frame, group, first=first, middle=middle, last=family.last_name)
    family.children.append(student)
    return _enroll(build, frame, site, group, student)


def _add_student(
    build: Build,
    frame: DistrictFrame,
    group: Group,
    *,
    first: str,
    last: str,
    middle: str,
    number: str = "",
    birth_date: date | None = None,
    keeps: bool = False,
) -> int:
    place = build.count[m.Student]
    return build.add(
        m.Student,
        district_id=frame.id,
        number=number or f"{FIRST_NUMBER + place:07d}",
        first_name=first,
        middle_name=middle,
        last_name=last,
        birth_date=birth_date or _birth_date(build, frame, group, place),
        parents_keep_access=keeps,
    )


def _birth_date(build: Build, frame: DistrictFrame, group: Group, place: int) -> date:
    """Return a birth date of the grade's age: five years old when Kindergarten begins; nobody is 18 by chance."""
    grade = 0 if group.grade == "KK" else int(group.grade)
    latest = years_before(frame.year.starts_on, 5 + grade)
    spread = 250 if grade == 12 else 365
    return latest - timedelta(days=build.dice("birth", place).randrange(spread))


def _enroll(
    build: Build, frame: DistrictFrame, site: Site, group: Group, student: int, *, cast: Child | None = None
) -> Pupil:
    dice = build.dice("place", student)
    is_next = bool(cast and cast.is_next_year_only)
    starts_on, ends_on = frame.year.starts_on, None
    if is_next:
        starts_on = frame.next_year.starts_on
    elif not cast and dice.random() < JOINED_LATE_SHARE:
        starts_on += timedelta(weeks=5)
    elif not cast and dice.random() < LEFT_SHARE:
        ends_on = starts_on + timedelta(weeks=11, days=4)
    build.add(
        m.Enrollment,
        student_id=student,
        school_id=site.id,
        school_year_id=frame.next_year_id if is_next else frame.year_id,
        grade_level=group.grade,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return Pupil(
        id=student,
        site=site,
        grade=group.grade,
        starts_on=starts_on,
        ends_on=ends_on,
        ability=min(0.99, max(0.55, dice.gauss(0.85, 0.08))),
        absent_share=min(dice.betavariate(1.2, 30), 0.085),
        cast=cast,
    )
