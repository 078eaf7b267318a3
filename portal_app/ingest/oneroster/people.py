"""users.csv, roles.csv, demographics.csv, portalStudents.csv and portalEnrollments.csv: people, roles, enrollments.

A person may be several things at once (a teacher with children). `agentSourcedIds` links parent and child, on
the row of either.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from portal_app import clock
from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.names import source_id
from portal_app.ingest.oneroster.guardianships import Agent, read_guardianships
from portal_app.ingest.oneroster.reading import Reading, UniqueIds
from portal_app.ingest.oneroster.row import Row, Unreadable
from portal_app.ingest.raw import TABLES as m

_GUARDIANS = ("parent", "guardian", "relative")
_STAFF = (
    *("teacher", "aide", "proctor", "administrator", "counselor", "principal"),
    *("districtadministrator", "siteadministrator", "systemadministrator"),
)
_ROLES = {name: name for name in ("student", *_GUARDIANS, *_STAFF)}
_GRADES = {"k": "KK", "kg": "KK", "kindergarten": "KK", "kk": "KK", "pk": "PK", "prek": "PK"}


@dataclass(frozen=True, slots=True)
class _Role:
    """A role of a person in an org, with its dates."""

    name: str
    org: str
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(slots=True)
class _People:
    """What is collected while people are read, because it comes from several rows and files."""

    births: dict[str, Row]
    details: dict[str, Row]
    roles: defaultdict[str, list[_Role]] = field(default_factory=lambda: defaultdict(list))
    agents: list[Agent] = field(default_factory=list)
    former: set[str] = field(default_factory=set)
    """Guardians whose last day as such is over."""


def read_people(reading: Reading) -> Iterator[r.Record]:
    """Yield staff, students and guardians, the students' enrollments, and guardianships."""
    people = _People(_births(reading), reading.details("portalStudents", "studentSourcedId"))
    reading.each("roles", lambda row: _remember_role(reading, people, row))
    unique = UniqueIds()

    def each(row: Row) -> Iterable[r.Record]:
        name = unique.claim(row)
        roles = _roles_of(reading, people, row, name)
        if row.is_deleted:
            yield from _deleted(reading, row.location, name)
        elif not roles:
            reading.warnings.count("users without a role, which were left out")
        else:
            yield from _person(reading, people, row, name, roles)

    yield from reading.records("users", each)
    for _ in people.roles:
        reading.warnings.count("users of roles.csv whom users.csv does not name, so that their roles were not read")
    yield from _only_births(reading, people)
    reading.unused("portalStudents", "studentSourcedId", people.details)
    yield from read_guardianships(reading, people.agents, former=people.former)
    yield from reading.named("portalEnrollments", lambda row: _enrollment(row), r.Enrollment)


def _births(reading: Reading) -> dict[str, Row]:
    births: dict[str, Row] = {}
    unique = UniqueIds()

    def remember(row: Row) -> None:
        name = unique.claim(row)
        row.day("birthDate")
        if not row.is_deleted:
            births[name] = row

    reading.each("demographics", remember)
    return births


def _remember_role(reading: Reading, people: _People, row: Row) -> None:
    name, role, org = row.need("userSourcedId"), row.word("role", _ROLES), row.need("orgSourcedId")
    first, last = row.span("beginDate", "endDate")
    if role and not row.is_deleted:
        if role == "student":
            _check_org(reading, "orgSourcedId", org)
        people.roles[name].append(_Role(role, org, first, last))


def _check_org(reading: Reading, column: str, org: str) -> None:
    """Refuse a student's org that is unknown. Only a bulk orgs.csv can show that: departments are not stored."""
    known = reading.orgs | reading.unparsable | reading.index.schools
    if org and reading.is_bulk("orgs") and org not in known:
        raise Unreadable(column, f"names an unknown org: {org[:200]}")


def _roles_of(reading: Reading, people: _People, row: Row, name: str) -> list[_Role]:
    """Return a person's roles: from roles.csv, from the row itself, or from an earlier import."""
    if found := people.roles.pop(name, None):
        return found
    orgs = row.ids("orgSourcedIds") or row.ids("primaryOrgSourcedId") or [""]
    if role := row.word("role", _ROLES):
        for org in orgs if role == "student" else ():
            _check_org(reading, "orgSourcedIds", org)
        return [_Role(role, org) for org in orgs]
    index = reading.index
    earlier = (("student", index.students), ("parent", index.guardians), ("teacher", index.staff))
    return [_Role(role, org) for role, people_known in earlier if name in people_known for org in orgs]


def _person(reading: Reading, people: _People, row: Row, name: str, roles: list[_Role]) -> Iterator[r.Record]:
    index, names = reading.index, {role.name for role in roles}
    if index.district is None:
        return
    if "student" in names:
        yield _student(people, row, name, index.district)
        index.students.add(name)
        if not reading.has("portalEnrollments"):
            yield from _enrollments(reading, row, name, roles)
    if names & set(_STAFF):
        index.staff.add(name)
        yield r.Staff(
            source_location=row.location,
            source_id=name,
            first_name=row.need("givenName"),
            last_name=row.need("familyName"),
            email=row.text("email"),
        )
    if guardian := [role for role in roles if role.name in _GUARDIANS]:
        index.guardians.add(name)
        if all(role.ends_on and role.ends_on < clock.today() for role in guardian):
            people.former.add(name)
        yield _guardian(row, name, index.district)
    if "student" in names or guardian:
        people.agents += [(name, other, row.location) for other in row.ids("agentSourcedIds")]


def _student(people: _People, row: Row, name: str, district: str) -> r.Student:
    birth, more = people.births.pop(name, None), people.details.pop(name, None)
    return r.Student(
        source_location=row.location,
        source_id=name,
        district=district,
        number=row.text("identifier") or row.text("username") or name[:40],
        first_name=row.need("givenName"),
        middle_name=row.text("middleName"),
        last_name=row.need("familyName"),
        birth_date=birth.day("birthDate") if birth else None,
        parents_keep_access=more.flag("parentsKeepAccess") if more else None,
    )


def _guardian(row: Row, name: str, district: str) -> r.Guardian:
    return r.Guardian(
        source_location=row.location,
        source_id=name,
        district=district,
        first_name=row.need("givenName"),
        last_name=row.need("familyName"),
        email=row.text("email"),
        mobile_phone=row.text("sms"),
        work_phone=row.text("phone"),
        is_enabled=row.flag("enabledUser"),
    )


def _enrollments(reading: Reading, row: Row, name: str, roles: list[_Role]) -> Iterator[r.Record]:
    """Yield a student's enrollments in the year that the source is about, as far as OneRoster knows them.

    A student who left a school and came back has two enrollments there. Enrollments that ended before the school
    year are left out.
    """
    index, entries, levels = reading.index, defaultdict[str, int](int), row.ids("grades")
    at_schools = [role for role in dict.fromkeys(roles) if role.name == "student" and role.org in index.schools]
    for role in sorted(at_schools, key=lambda role: role.starts_on or date.min):
        year = index.enrollment_year(role.org, clock.today())
        if year is None:
            continue
        first_day = index.years[year][0]
        if role.ends_on is not None and role.ends_on < first_day:
            continue
        entries[role.org] += 1
        again = (str(entries[role.org]),) if entries[role.org] > 1 else ()
        yield r.Enrollment(
            source_location=row.location,
            source_id=source_id(name, role.org, year, *again),
            school=role.org,
            student=name,
            school_year=year,
            grade_level=_grade(levels[0]) if levels else "",
            starts_on=role.starts_on or first_day,
            ends_on=role.ends_on,
        )


def _grade(level: str) -> str:
    return _GRADES.get(level.lower(), level.zfill(2) if level.isdecimal() else level)


def _enrollment(row: Row) -> Iterator[r.Record]:
    row.need("beginDate")
    first, last = row.span("beginDate", "endDate")
    assert first
    yield r.Enrollment(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        school=row.need("schoolSourcedId"),
        student=row.need("studentSourcedId"),
        school_year=row.need("schoolYearSourcedId"),
        grade_level=row.text("grade") or "",
        starts_on=first,
        ends_on=last,
    )


def _only_births(reading: Reading, people: _People) -> Iterator[r.Record]:
    """Yield the birth dates of students whom users.csv doesn't name this time."""
    for name, row in people.births.items():
        if name in reading.index.students and reading.index.district:
            yield r.Student(
                source_location=row.location,
                source_id=name,
                district=reading.index.district,
                number=None,
                first_name=None,
                middle_name=None,
                last_name=None,
                birth_date=row.day("birthDate"),
            )


def _deleted(reading: Reading, location: SourceLocation, name: str) -> Iterator[r.Record]:
    """Yield what ends when a person is deleted: a guardian's access, a student's enrollments. No person is deleted."""
    reading.warnings.count("users marked as deleted: access and enrollments end, people and accounts stay")
    both = (
        select(m.Guardian.source_id, m.Student.source_id)
        .select_from(m.Guardianship)
        .join(m.Guardian)
        .join(m.Student)
        .where((m.Guardian.source_id == name) | (m.Student.source_id == name))
    )
    for guardian, student in reading.connection.execute(both):
        if guardian and student:
            guardianship = r.Guardianship(source_location=location, guardian=guardian, student=student)
            yield r.Deletion(source_location=location, record_type=r.Guardianship, row=guardianship)
    for kind, model in ((r.Enrollment, m.Enrollment), (r.SectionEnrollment, m.SectionEnrollment)):
        entries = select(model.source_id).join(m.Student).where(m.Student.source_id == name)
        for entry_id in reading.connection.scalars(entries):
            if entry_id:
                yield r.Deletion(source_location=location, record_type=kind, source_id=entry_id)
