"""StaffAssociation: teachers and other staff, and who teaches which section."""

from collections.abc import Iterator

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SourceIndex, section_name
from portal_app.ingest.edfi.names import last_name

_MAIN_TEACHER = "Teacher of Record"


def read_staff(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield staff, then who teaches what: the file may name a teacher before it describes them."""
    teaching: list[r.SectionTeacher] = []
    for item in items(archive, entry):
        if item.kind in ("Staff", "Teacher"):
            yield _member(item)
        elif item.kind == "TeacherSectionAssociation":
            teaching.append(_teaching(item))
    yield from teaching


def _member(item: Item) -> r.Staff:
    mails = item.all("ElectronicMail")
    work = [mail for mail in mails if mail.attribute("EmailAddressType") in ("Work", "Organization")]
    return r.Staff(
        source_location=item.location,
        source_id=item.need("StaffUniqueStateId"),
        first_name=item.need("Name/FirstName"),
        last_name=last_name(item, "Name"),
        email=work[0].text("EmailAddress") if work else None,
    )


def _teaching(item: Item) -> r.SectionTeacher:
    return r.SectionTeacher(
        source_location=item.location,
        section=section_name(item, "SectionReference").id,
        staff=item.need("TeacherReference/StaffIdentity/StaffUniqueStateId"),
        is_primary=item.need("ClassroomPosition") == _MAIN_TEACHER,
        starts_on=item.day("BeginDate"),
        ends_on=item.day("EndDate"),
    )
