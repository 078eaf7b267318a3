"""Guardians, households, and who may see whom: the cast's families as written, the others by dice."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from portal_app import models as m
from portal_app.demo import names
from portal_app.demo.build import Build
from portal_app.demo.cast import HOMES, PARENTS, Child, Home, Parent, Tie
from portal_app.demo.schools import DistrictFrame

FAMILIES_PER_PUPIL = 0.75
"""So that a quarter of the students have a brother or sister in the district."""


@dataclass(frozen=True, kw_only=True)
class FillerFamily:
    """A family that fills the schools; its children are put in as they are made."""

    number: int
    last_name: str
    children: list[int] = field(default_factory=list)


def families_for(build: Build, pupils: int) -> list[FillerFamily]:
    """Return the families of about so many students."""
    count = max(1, int(pupils * FAMILIES_PER_PUPIL))
    return [FillerFamily(number=n, last_name=names.last_name(build.dice("family", n))) for n in range(count)]


def in_turns(families: list[FillerFamily]) -> Iterator[FillerFamily]:
    """Yield the families again and again: whose turn comes twice has children in two groups."""
    while True:
        yield from families


def add_families(build: Build, frame: DistrictFrame, families: list[FillerFamily]) -> None:
    """Collect one or two guardians of every family that has children, in one household."""
    for family in families:
        if family.children:
            _add_family(build, frame, family)


def _add_family(build: Build, frame: DistrictFrame, family: FillerFamily) -> None:
    dice = build.dice("home", family.number)
    household = add_household(build, Home(key="", name=family.last_name), topic=family.number)
    for child in family.children:
        build.add(m.HouseholdMember, household_id=household, student_id=child)
    for relationship in ("Mother", "Father")[: 1 if dice.random() < 0.35 else 2]:
        first = names.first_name(dice)
        guardian = _add_guardian(build, frame, first, family.last_name, namesake=f"{family.number}")
        build.add(m.HouseholdMember, household_id=household, guardian_id=guardian)
        for child in family.children:
            build.tie(m.Guardianship, guardian_id=guardian, student_id=child, relationship=relationship)


def add_household(build: Build, home: Home, *, topic: object) -> int:
    """Collect a household with its address, and a second one where the mail goes elsewhere."""
    dice = build.dice("household", topic)
    thrown, phone = names.address(dice), names.phone(dice)
    household = build.add(m.Household, name=home.name, phone=home.phone or phone)
    given = {"street": home.street, "city": home.city, "postal_code": home.postal_code}
    address = thrown | {name: value for name, value in given.items() if value}
    build.add(m.Address, household_id=household, is_physical=True, is_mailing=not home.mail_to, **address)
    if home.mail_to:
        mailing = address | {"street": home.mail_to}
        build.add(m.Address, household_id=household, is_physical=False, is_mailing=True, **mailing)
    return household


def add_cast_families(build: Build, frame: DistrictFrame, children: dict[str, tuple[Child, int]]) -> dict[Parent, int]:
    """Collect the households and guardians of the cast; `children`: each with its id. Return the guardians' ids."""
    households = {home.key: add_household(build, home, topic=home.key) for home in HOMES}
    for child, student in children.values():
        for home in child.homes:
            build.add(m.HouseholdMember, household_id=households[home], student_id=student)
    guardians = {}
    for parent in PARENTS:
        guardian = guardians[parent] = _add_guardian(build, frame, parent.first, parent.last)
        build.add(m.HouseholdMember, household_id=households[parent.home], guardian_id=guardian)
        for tie in parent.ties:
            _add_tie(build, guardian, children[tie.child][1], tie)
    return guardians


def _add_tie(build: Build, guardian: int, student: int, tie: Tie) -> None:
    build.tie(
        m.Guardianship,
        guardian_id=guardian,
        student_id=student,
        relationship=tie.relationship,
        portal_access=tie.portal_access,
        **dict.fromkeys(tie.withheld, False),
    )


def _add_guardian(build: Build, frame: DistrictFrame, first: str, last: str, *, namesake: str = "") -> int:
    """Collect a guardian; `namesake` keeps the mail addresses of people of one name apart."""
    dice = build.dice("guardian", first, last, namesake)
    return build.add(
        m.Guardian,
        district_id=frame.id,
        first_name=first,
        last_name=last,
        email=f"{names.plain(first)}.{names.plain(last)}{namesake}@example.org",
        mobile_phone=names.phone(dice),
        work_phone=names.phone(dice) if dice.random() < 0.4 else "",
    )
