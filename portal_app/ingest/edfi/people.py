"""StudentParent: students, their parents, who is whose parent, and the homes that follow from their addresses."""

from collections.abc import Iterator

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.households import Home, Person, Relation, households
from portal_app.ingest.edfi.index import SourceIndex
from portal_app.ingest.edfi.names import last_name, referred_student, relationship
from portal_app.ingest.errors import ImportRefused

_BEST_ADDRESSES = ("Home", "Physical", "Mailing")
_BEST_MAILS = ("Home/Personal", "Other", "Organization", "Work")


def read_people(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield students and guardians as they come, then guardianships and households, which need them all."""
    students: dict[str, Person] = {}
    guardians: dict[str, Person] = {}
    relations: list[Relation] = []
    ids: dict[str, str] = {}
    district = next(iter(index.districts.values()), "")
    for item in items(archive, entry):
        match item.kind:
            case "Student":
                student = _student(item, district)
                ids[item.attribute("id")] = student.source_id
                students[student.source_id] = _person(item, student)
                yield student
            case "Parent":
                guardian = _guardian(item, district)
                ids[item.attribute("id")] = guardian.source_id
                guardians[guardian.source_id] = _person(item, guardian)
                yield guardian
            case "StudentParentAssociation":
                relations.append(_relation(item))
    known = [_resolved(relation, ids, students, guardians) for relation in relations]
    yield from (_guardianship(relation) for relation in known)
    yield from households(students, guardians, known)


def _student(item: Item, district: str) -> r.Student:
    number = item.need("StudentUniqueStateId")
    return r.Student(
        source_location=item.location,
        source_id=number,
        district=district,
        number=number,
        first_name=item.need("Name/FirstName"),
        middle_name=item.text("Name/MiddleName"),
        last_name=last_name(item, "Name"),
        birth_date=item.need_day("BirthData/BirthDate"),
    )


def _guardian(item: Item, district: str) -> r.Guardian:
    return r.Guardian(
        source_location=item.location,
        source_id=item.need("ParentUniqueStateId"),
        district=district,
        first_name=item.need("Name/FirstName"),
        last_name=last_name(item, "Name"),
        email=_mail(item),
        mobile_phone=_phone(item, "Mobile"),
        work_phone=_phone(item, "Work"),
    )


def _mail(item: Item) -> str:
    """Return the most personal e-mail address, empty if there is none."""
    found = reversed(item.all("ElectronicMail"))
    mails = {mail.attribute("EmailAddressType"): mail.text("EmailAddress") for mail in found}
    return next((mails[kind] for kind in _BEST_MAILS if mails.get(kind)), "")


def _phone(item: Item, kind: str) -> str:
    found = reversed(item.all("Telephone"))
    return {phone.attribute("TelephoneNumberType"): phone.text("TelephoneNumber") for phone in found}.get(kind, "")


def _person(item: Item, record: r.Student | r.Guardian) -> Person:
    return Person(
        location=record.source_location,
        id=record.source_id,
        last_name=item.need("Name/LastSurname"),
        home=_home(item),
        phone=_phone(item, "Home"),
    )


def _home(item: Item) -> Home | None:
    """Return where a person lives: the address that says so, or else the first one that there is."""
    addresses = {address.attribute("AddressType"): address for address in reversed(item.all("Address"))}
    best = next((addresses[kind] for kind in _BEST_ADDRESSES if kind in addresses), None) or item.first("Address")
    if best is None or not best.text("StreetNumberName"):
        return None
    return Home(*(best.text(part) for part in ("StreetNumberName", "City", "StateAbbreviation", "PostalCode")))


def _relation(item: Item) -> Relation:
    parent = item.only("ParentReference")
    number = parent.text("ParentIdentity/ParentUniqueStateId") or parent.attribute("ref")
    return Relation(item.location, number, referred_student(item), relationship(item.text("Relation")))


def _resolved(
    relation: Relation, ids: dict[str, str], students: dict[str, Person], guardians: dict[str, Person]
) -> Relation:
    guardian, student = ids.get(relation.guardian, relation.guardian), ids.get(relation.student, relation.student)
    for what, number, known in (("parent", guardian, guardians), ("student", student, students)):
        if number not in known:
            raise ImportRefused(relation.location, f"StudentParentAssociation names an unknown {what}: {number}")
    return Relation(relation.location, guardian, student, relation.relationship)


def _guardianship(relation: Relation) -> r.Guardianship:
    return r.Guardianship(
        source_location=relation.location,
        guardian=relation.guardian,
        student=relation.student,
        relationship=relation.relationship,
    )
