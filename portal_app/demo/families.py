"""Guardians, households and guardianships: the named families as written, the others at random."""

from dataclasses import dataclass, field

from portal_app import models as m
from portal_app.demo import names
from portal_app.demo.build import Build
from portal_app.demo.cast import HOMES, PARENTS, Child, GuardianshipPlan, Home, Parent
from portal_app.demo.schools import DistrictSkeleton

FAMILIES_PER_STUDENT = 0.75
"""A quarter of the students have a brother or sister in the district."""


@dataclass(frozen=True, kw_only=True)
class FillerFamily:
    """An unnamed family; its children are added as they are made."""

    number: int
    last_name: str
    children: list[int] = field(default_factory=list)


def families_for(build: Build, students: int) -> list[FillerFamily]:
    """Return enough families for this many students."""
    count = max(1, int(students * FAMILIES_PER_STUDENT))
    return [FillerFamily(number=n, last_name=names.last_name(build.rng("family", n))) for n in range(count)]


def add_families(build: Build, skeleton: DistrictSkeleton, families: list[FillerFamily]) -> None:
    """Collect one or two guardians of every family that has children, in one household."""
    for family in families:
        if family.children:
            _add_family(build, skeleton, family)


def _add_family(build: Build, skeleton: DistrictSkeleton, family: FillerFamily) -> None:
    rng = build.rng("home", family.number)
    household = add_household(build, Home(key="", name=family.last_name), topic=family.number)
    for child in family.children:
        build.add(m.HouseholdMember, household_id=household, student_id=child)
    for relationship in ("Mother", "Father")[: 1 if rng.random() < 0.35 else 2]:
        first = names.first_name(rng)
        guardian = _add_guardian(build, skeleton, first, family.last_name, namesake=f"{family.number}")
        build.add(m.HouseholdMember, household_id=household, guardian_id=guardian)
        for child in family.children:
            build.link(m.Guardianship, guardian_id=guardian, student_id=child, relationship=relationship)


def add_household(build: Build, home: Home, *, topic: object) -> int:
    """Collect a household with its address, and a second one where the mail goes elsewhere."""
    rng = build.rng("household", topic)
    thrown, phone = names.address(rng), names.phone(rng)
    household = build.add(m.Household, name=home.name, phone=home.phone or phone)
    given = {"street": home.street, "city": home.city, "postal_code": home.postal_code}
    address = thrown | {name: value for name, value in given.items() if value}
    build.add(m.Address, household_id=household, is_physical=True, is_mailing=not home.mail_to, **address)
    if home.mail_to:
        mailing = address | {"street": home.mail_to}
        build.add(m.Address, household_id=household, is_physical=False, is_mailing=True, **mailing)
    return household


def add_cast_families(
    build: Build, skeleton: DistrictSkeleton, children: dict[str, tuple[Child, int]]
) -> dict[Parent, int]:
    """Collect the households and guardians of the named families. `children`: with ids. Return the guardians' ids."""
    households = {home.key: add_household(build, home, topic=home.key) for home in HOMES}
    for child, student_id in children.values():
        for home in child.homes:
            build.add(m.HouseholdMember, household_id=households[home], student_id=student_id)
    guardians = {}
    for parent in PARENTS:
        guardian = guardians[parent] = _add_guardian(build, skeleton, parent.first, parent.last)
        build.add(m.HouseholdMember, household_id=households[parent.home], guardian_id=guardian)
        for plan in parent.guardianships:
            _add_guardianship(build, guardian, children[plan.child][1], plan)
    return guardians


def _add_guardianship(build: Build, guardian: int, student_id: int, plan: GuardianshipPlan) -> None:
    build.link(
        m.Guardianship,
        guardian_id=guardian,
        student_id=student_id,
        relationship=plan.relationship,
        portal_access=plan.portal_access,
        **dict.fromkeys(plan.withheld, False),
    )


def _add_guardian(build: Build, skeleton: DistrictSkeleton, first: str, last: str, *, namesake: str = "") -> int:
    """Collect a guardian; `namesake` keeps the mail addresses of people of one name apart."""
    rng = build.rng("guardian", first, last, namesake)
    return build.add(
        m.Guardian,
        district_id=skeleton.id,
        first_name=first,
        last_name=last,
        email=f"{names.plain(first)}.{names.plain(last)}{namesake}@example.org",
        mobile_phone=names.phone(rng),
        work_phone=names.phone(rng) if rng.random() < 0.4 else "",
    )
