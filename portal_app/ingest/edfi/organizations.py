"""EducationOrganization: the district, its schools, their periods and courses."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SourceIndex
from portal_app.ingest.edfi.names import organization
from portal_app.ingest.errors import ImportRefused, SourceLocation
from portal_app.ingest.names import district_code, source_id


def read_organizations(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield the district before its schools, and these before their periods and courses, whatever the file's order."""
    districts: list[r.Record] = []
    schools: list[r.School] = []
    periods: dict[str, str] = {}
    timetables: list[tuple[SourceLocation, str, list[str]]] = []
    courses: list[tuple[r.Course, str]] = []
    for item in items(archive, entry):
        match item.kind:
            case "LocalEducationAgency":
                districts.append(_district(item, index))
            case "School":
                schools.append(_school(item, index))
                refs = [ref.attribute("ref") for ref in item.all("ClassPeriodReference")]
                timetables.append((item.location, schools[-1].source_id, refs))
            case "ClassPeriod":
                periods[item.attribute("id")] = item.need("ClassPeriodName")
            case "Course":
                courses.append(_course(item))
    if len(districts) != 1:
        raise ImportRefused(entry.name, f"holds {len(districts)} districts; one import is for one district")
    yield from districts
    for school in schools:
        district = index.organizations.get(school.district, school.district)
        index.districts[school.source_id] = district
        yield replace(school, district=district)
    for location, school_id, refs in timetables:
        yield from _periods(location, school_id, _named(location, refs, periods))
    for course, owner in courses:
        school_id = index.organizations.get(owner, owner)
        yield replace(course, school=school_id, source_id=source_id(school_id, course.number))


def _district(item: Item, index: SourceIndex) -> r.District:
    number = item.need("StateOrganizationId")
    index.organizations[item.attribute("id")] = number
    return r.District(
        source_location=item.location,
        source_id=number,
        code=district_code(number),
        name=item.need("NameOfInstitution"),
        phone=_main_phone(item),
    )


def _school(item: Item, index: SourceIndex) -> r.School:
    number = item.need("StateOrganizationId")
    index.organizations[item.attribute("id")] = number
    addresses = {address.attribute("AddressType"): address for address in item.all("Address")}
    physical = addresses.get("Physical")
    return r.School(
        source_location=item.location,
        source_id=number,
        district=organization(item, "LocalEducationAgencyReference", index.organizations),
        name=item.need("NameOfInstitution"),
        number=number,
        street=physical.text("StreetNumberName") if physical else None,
        city=physical.text("City") if physical else None,
        state=physical.text("StateAbbreviation") if physical else None,
        postal_code=physical.text("PostalCode") if physical else None,
        phone=_main_phone(item),
    )


def _course(item: Item) -> tuple[r.Course, str]:
    number = next((code.need("ID") for code in item.all("CourseCode")), "") or item.need("CourseCode/ID")
    owner = organization(item, "EducationOrganizationReference", {})
    return r.Course(
        source_location=item.location, source_id="", school="", number=number, title=item.need("CourseTitle")
    ), owner


def _main_phone(item: Item) -> str | None:
    phones = {p.attribute("InstitutionTelephoneNumberType"): p.text("TelephoneNumber") for p in item.all("Telephone")}
    return phones.get("Main")


def _named(location: SourceLocation, refs: list[str], periods: dict[str, str]) -> list[str]:
    for ref in refs:
        if ref not in periods:
            raise ImportRefused(location, f"School names an unknown class period: {ref}")
    return [periods[ref] for ref in refs]


def _periods(location: SourceLocation, school: str, names: list[str]) -> Iterator[r.Period]:
    """Yield a school's periods in timetable order, named by their number alone where that is enough."""
    short = {name: _number(name) or name for name in names}
    shared = Counter(short.values())
    for sequence, name in enumerate(sorted(names), 1):
        shown = short[name] if shared[short[name]] == 1 else name
        yield r.Period(
            source_location=location, source_id=source_id(school, name), school=school, name=shown, sequence=sequence
        )


def _number(name: str) -> str:
    """Return the number of `01 - Traditional`, empty if the name begins with none."""
    first = name.split(" ", 1)[0]
    return str(int(first)) if first.isdecimal() else ""
