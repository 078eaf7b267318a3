"""Rights and households."""

from sqlalchemy import Connection, and_, case, func, select

from portal_app.ingest.export.table import Folder, name_of
from portal_app.ingest.oneroster.files import RIGHTS
from portal_app.ingest.raw import TABLES as m


def write_families(connection: Connection, folder: Folder) -> None:
    """Write who may see what of whom, and who lives where."""
    guardianship, home, member = m.Guardianship, m.Household, m.HouseholdMember
    # access that no source gave is not exported as given: the setting decides again where the export is read
    is_given = ~and_(guardianship.by_default, guardianship.portal_access)
    granted = (guardianship.portal_access, *(getattr(guardianship, right) for right in RIGHTS[1:]))
    rights = [case((is_given, right)) for right in granted]
    guardianships = (
        select(name_of(m.Guardian), name_of(m.Student), guardianship.relationship, *rights)
        .select_from(guardianship)
        .join(m.Guardian)
        .join(m.Student)
        .order_by(guardianship.guardian_id, guardianship.student_id)
    )
    columns: tuple[str, ...] = ("guardianSourcedId", "studentSourcedId", "relationship", *RIGHTS)
    folder.write("portalRights", columns, connection.execute(guardianships))
    homes = select(name_of(home), home.name, home.phone).order_by(home.id)
    folder.write("portalHouseholds", ("sourcedId", "name", "phone"), connection.execute(homes))
    members = (
        select(name_of(home), func.coalesce(m.Student.source_id, m.Guardian.source_id))
        .select_from(member)
        .join(home)
        .outerjoin(m.Student)
        .outerjoin(m.Guardian)
        .order_by(member.id)
    )
    folder.write("portalHouseholdMembers", ("householdSourcedId", "userSourcedId"), connection.execute(members))
    address = m.Address
    addresses = (
        select(
            *(name_of(address), name_of(home), address.street, address.is_physical, address.is_mailing),
            *(address.city, address.state, address.postal_code),
        )
        .select_from(address)
        .join(home)
        .order_by(address.id)
    )
    columns = ("sourcedId", "householdSourcedId", "street", "physical", "mailing", "city", "state", "postalCode")
    folder.write("portalAddresses", columns, connection.execute(addresses))
