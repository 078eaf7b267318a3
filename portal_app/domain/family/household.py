"""A guardian's households: addresses, phone and members.

The school's custody records decide. A guardian sees the households that they belong to, with phone, addresses and every
guardian in them, and of the students in them those whose profile they may see. So in a split family a guardian sees
nothing of the other household (address, phone, members), even though the child belongs to it, too. A child whose
profile the guardian may see, but who is in none of their households, is listed without one.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.domain.access import NotFound, Right, Viewer
from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.family.family import FamilyStudent, family_of
from portal_app.infrastructure.translation import gettext_noop
from portal_app.models import Address, Guardian, Guardianship, Household, HouseholdMember, Student

RELATIONSHIPS = (
    gettext_noop("Mother"),
    gettext_noop("Father"),
    gettext_noop("Stepmother"),
    gettext_noop("Stepfather"),
    gettext_noop("Grandmother"),
    gettext_noop("Grandfather"),
    gettext_noop("Parent"),
    gettext_noop("Guardian"),
)
"""Relationships that the portal can translate; a school may use others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressView:
    """An address in lines, as on an envelope, and what it is for."""

    lines: tuple[str, ...]
    is_physical: bool
    is_mailing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentMember:
    """A student of the family. `birth_date` is an ISO date."""

    id: int
    full_name: str
    initials: str
    color: int
    school: str
    grade_level: str
    number: str
    birth_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianMember:
    """A guardian of the family, and their relationships to its students ("Mother"), in the school's words."""

    full_name: str
    relationships: tuple[str, ...]
    is_viewer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdView:
    """A household that the viewer belongs to."""

    id: int
    name: str
    phone: str
    addresses: tuple[AddressView, ...]
    guardians: tuple[GuardianMember, ...]
    students: tuple[StudentMember, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyHouseholds:
    """The viewer's contact details on file, the viewer's households, and children who are in none of them."""

    email: str
    mobile_phone: str
    work_phone: str
    households: tuple[HouseholdView, ...]
    elsewhere: tuple[StudentMember, ...]


def family_households(session: Session, viewer: Viewer) -> FamilyHouseholds:
    """Return the viewer's households and contact details. A fixed number of queries."""
    guardian = session.get_one(Guardian, viewer.guardian_id)
    students = _known_students(session, viewer)
    homes = households_of(session, viewer)
    ids = [home.id or 0 for home in homes]
    members = _members(session, ids)
    addresses = _addresses(session, ids)
    guardians = _guardians(session, viewer, members, students)
    at_home = {student for who in members.values() for student, _ in who}
    return FamilyHouseholds(
        email=guardian.email,
        mobile_phone=guardian.mobile_phone,
        work_phone=guardian.work_phone,
        households=tuple(
            HouseholdView(
                id=home.id or 0,
                name=home.name,
                phone=home.phone,
                addresses=tuple(addresses[home.id or 0]),
                guardians=tuple(guardians[who] for _, who in members[home.id or 0] if who in guardians),
                students=tuple(students[who] for who in students if who in {one for one, _ in members[home.id or 0]}),
            )
            for home in homes
        ),
        elsewhere=tuple(student for student in students.values() if student.id not in at_home),
    )


def households_of(session: Session, viewer: Viewer) -> list[Household]:
    """Return the households that the viewer belongs to, by name."""
    query = select(Household).join(HouseholdMember).where(HouseholdMember.guardian_id == viewer.guardian_id)
    return list(session.exec(query.order_by(col(Household.name), col(Household.id))).unique())


def access_household(session: Session, viewer: Viewer, household_id: int) -> Household:
    """Return the household, if the viewer belongs to it.

    Raises:
        NotFound: there is no such household for this viewer.
    """
    found = next((home for home in households_of(session, viewer) if home.id == household_id), None)
    if found is None:
        raise NotFound
    return found


def address_lines(street: str, city: str, state: str, postal_code: str) -> tuple[str, ...]:
    """Return an address as on an envelope: "12 Elm Street", "Anywhere, GA 30003"."""
    region = " ".join(filter(None, (state, postal_code)))
    return tuple(filter(None, (street, ", ".join(filter(None, (city, region))))))


def _known_students(session: Session, viewer: Viewer) -> dict[int, StudentMember]:
    """Return the students whose profile the viewer may see, by id, in the order of the family."""
    allowed = {student.id: student for student in family_of(session, viewer).students_with(Right.PROFILE)}
    rows = session.exec(select(Student).where(col(Student.id).in_(allowed)))
    found = {row.id or 0: row for row in rows}
    return {key: _student(one, found[key]) for key, one in allowed.items()}


def _student(one: FamilyStudent, row: Student) -> StudentMember:
    return StudentMember(
        id=one.id,
        full_name=one.full_name,
        initials=one.initials,
        color=one.color,
        school=one.school,
        grade_level=one.grade_level,
        number=row.number,
        birth_date=row.birth_date.isoformat(),
    )


def _members(session: Session, households: Collection[int]) -> dict[int, list[tuple[int | None, int | None]]]:
    """Return (student id, guardian id) of each household's members; one of the two is empty."""
    query = select(HouseholdMember).where(col(HouseholdMember.household_id).in_(households))
    members: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    for row in session.exec(query.order_by(col(HouseholdMember.id))):
        members[row.household_id].append((row.student_id, row.guardian_id))
    return members


def _addresses(session: Session, households: Collection[int]) -> dict[int, list[AddressView]]:
    query = select(Address).where(col(Address.household_id).in_(households))
    addresses: dict[int, list[AddressView]] = defaultdict(list)
    for row in session.exec(query.order_by(col(Address.is_physical).desc(), col(Address.id))):
        lines = address_lines(row.street, row.city, row.state, row.postal_code)
        view = AddressView(lines=lines, is_physical=row.is_physical, is_mailing=row.is_mailing)
        addresses[row.household_id].append(view)
    return addresses


def _guardians(
    session: Session,
    viewer: Viewer,
    members: dict[int, list[tuple[int | None, int | None]]],
    students: Collection[int],
) -> dict[int | None, GuardianMember]:
    """Return the guardians among the members by id, with their relationships to these students only."""
    ids = {guardian for who in members.values() for _, guardian in who if guardian}
    query = select(Guardianship.guardian_id, Guardianship.relationship).where(
        col(Guardianship.guardian_id).in_(ids), col(Guardianship.student_id).in_(students)
    )
    relationships: dict[int, list[str]] = defaultdict(list)
    for guardian_id, relationship in session.exec(query.distinct().order_by(col(Guardianship.relationship))):
        relationships[guardian_id] += filter(None, [relationship])
    rows = session.exec(select(Guardian).where(col(Guardian.id).in_(ids)))
    return {
        row.id: GuardianMember(
            full_name=full_name(row),
            relationships=tuple(relationships[row.id or 0]),
            is_viewer=row.id == viewer.guardian_id,
        )
        for row in rows
    }
