"""orgs.csv and portalOrgs.csv: the district and its schools."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.names import district_code
from portal_app.ingest.oneroster.files import EXTENSIONS
from portal_app.ingest.oneroster.reading import Reading, UniqueIds
from portal_app.ingest.oneroster.row import Row, Unreadable

_DISTRICTS = ("district", "local")
_TYPES = {name: name for name in ("department", "school", *_DISTRICTS, "state", "national")}


@dataclass(frozen=True, slots=True)
class _Org:
    row: Row
    id: str
    type: str
    parent: str


def read_orgs(reading: Reading) -> Iterator[r.Record]:
    """Yield the district and its schools; departments, states and nations are left out."""
    details = reading.details("portalOrgs", "orgSourcedId")
    orgs = _orgs(reading)
    _reject_cycles(reading, orgs)
    districts = [org for org in orgs.values() if org.type in _DISTRICTS]
    if not districts and reading.index.district is None:
        why = (
            "holds no district (an org whose type is district)"
            if reading.has("orgs")
            else "must come with the first import"
        )
        reading.errors.add(SourceLocation("orgs.csv"), why, "type" if reading.has("orgs") else "")
    if len({org.id for org in districts} | ({reading.index.district} - {None})) > 1:
        location = districts[-1].row.location
        reading.errors.add(location, "is another district; one portal is for one district", "sourcedId")
        reading.unparsable |= reading.orgs
        return
    yield from _records(reading, orgs, districts, details)
    reading.unused("portalOrgs", "orgSourcedId", details)


def _orgs(reading: Reading) -> dict[str, _Org]:
    orgs: dict[str, _Org] = {}
    unique = UniqueIds()

    def remember(row: Row) -> None:
        name = unique.claim(row)
        reading.orgs.add(name)
        kind = row.word("type", _TYPES)
        if kind is None:
            raise Unreadable("type", "is empty")
        if row.is_deleted:
            reading.warnings.count("orgs marked as deleted, which the portal keeps")
        elif kind != "department":
            orgs[name] = _Org(row, name, kind, row.text("parentSourcedId") or "")

    reading.each("orgs", remember)
    return orgs


def _reject_cycles(reading: Reading, orgs: dict[str, _Org]) -> None:
    known = set(orgs) | reading.index.schools | {reading.index.district}
    for org in list(orgs.values()):
        ancestor, seen = org.parent, {org.id}
        while ancestor in orgs and ancestor not in seen:
            seen.add(ancestor)
            ancestor = orgs[ancestor].parent
        if ancestor in seen:
            reading.errors.add(org.row.location, "is its own ancestor: the parents form a cycle", "parentSourcedId")
            reading.unparsable.add(org.id)
            del orgs[org.id]
        elif org.parent and org.parent not in known and org.parent not in reading.unparsable and org.type == "school":
            reading.errors.add(org.row.location, f"names an unknown org: {org.parent[:200]}", "parentSourcedId")


def _records(
    reading: Reading, orgs: dict[str, _Org], districts: list[_Org], details: dict[str, Row]
) -> Iterator[r.Record]:
    index = reading.index
    for org in [*districts, *(org for org in orgs.values() if org.type == "school")]:
        more = details.pop(org.id, None)
        try:
            if org.type in _DISTRICTS:
                index.district = org.id
                yield _district(org, more, is_new=index.is_new_district)
            elif index.district:
                index.schools.add(org.id)
                yield _school(org, index.district, more)
        except Unreadable as error:
            row = more if more and error.column in EXTENSIONS["portalOrgs"].read else org.row
            reading.errors.add(row.location, error.reason, error.column)
            reading.unparsable.add(org.id)


def _district(org: _Org, more: Row | None, *, is_new: bool) -> r.District:
    code = (more.text("code") or "").upper() if more else ""
    if code and not re.fullmatch("[A-Z0-9]{6}", code):
        raise Unreadable("code", f"is not six letters or digits: {code[:60]}")
    return r.District(
        source_location=org.row.location,
        source_id=org.id,
        code=code or (district_code(org.id) if is_new else None),
        name=org.row.need("name"),
        phone=more.text("phone") if more else None,
        office_email=more.text("officeEmail") if more else None,
    )


def _school(org: _Org, district: str, more: Row | None) -> r.School:
    address = {field: more.text(column) for field, column in _ADDRESS_COLUMNS.items()} if more else {}
    accent = (more.text("accent") or None) if more else None
    if accent and not re.fullmatch("#[0-9A-Fa-f]{6}", accent):
        raise Unreadable("accent", f"is not a color such as #3a3f8b: {accent[:60]}")
    return r.School(
        source_location=org.row.location,
        source_id=org.id,
        district=district,
        name=org.row.need("name"),
        number=org.row.text("identifier") or org.id[:40],
        accent=accent,
        full_day_minutes=more.whole("fullDayMinutes") if more else None,
        half_day_minutes=more.whole("halfDayMinutes") if more else None,
        **address,
    )


_ADDRESS_COLUMNS = {
    "street": "street",
    "city": "city",
    "state": "state",
    "postal_code": "postalCode",
    "phone": "phone",
    "office_email": "officeEmail",
}


def school_of(reading: Reading, row: Row, column: str) -> str | None:
    """Return the school that a cell names, None where it names the district.

    Raises:
        Unreadable: it names neither.
    """
    name = row.need(column)
    if name == reading.index.district:
        return None
    if name not in reading.index.schools and name not in reading.unparsable:
        raise Unreadable(column, f"names an unknown org: {name[:200]}")
    return name
