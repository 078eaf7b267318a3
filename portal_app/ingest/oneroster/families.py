"""The portal's files on households: members and addresses."""

from collections.abc import Iterator

from portal_app.ingest import records as r
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row, Unreadable


def read_families(reading: Reading) -> Iterator[r.Record]:
    """Yield the households, who belongs to them, and their addresses."""
    yield from reading.named("portalHouseholds", _household, r.Household)
    yield from reading.keyed("portalHouseholdMembers", lambda row: _member(reading, row))
    yield from reading.named("portalAddresses", _address, r.Address)


def _household(row: Row) -> Iterator[r.Record]:
    yield r.Household(
        source_location=row.location, source_id=row.need("sourcedId"), name=row.need("name"), phone=row.text("phone")
    )


def _member(reading: Reading, row: Row) -> Iterator[r.Record]:
    household, user = row.need("householdSourcedId"), row.need("userSourcedId")
    if user in reading.index.students:
        yield r.HouseholdMember(source_location=row.location, household=household, student=user)
    elif user in reading.index.guardians:
        yield r.HouseholdMember(source_location=row.location, household=household, guardian=user)
    elif user not in reading.unparsable:
        raise Unreadable("userSourcedId", f"names no known student or guardian: {user[:200]}")


def _address(row: Row) -> Iterator[r.Record]:
    physical, mailing = row.flag("physical"), row.flag("mailing")
    yield r.Address(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        household=row.need("householdSourcedId"),
        is_physical=physical is not False,
        is_mailing=mailing is not False,
        street=row.need("street"),
        city=row.text("city") or "",
        state=row.text("state") or "",
        postal_code=row.text("postalCode") or "",
    )
