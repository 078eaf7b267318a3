"""A whole Ed-Fi district: finds the files by what they are, not by name, and reads them in order of dependence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.attendance import read_attendance
from portal_app.ingest.edfi.calendar import read_calendar
from portal_app.ingest.edfi.document import FILES, interchange
from portal_app.ingest.edfi.enrollment import read_enrollment
from portal_app.ingest.edfi.grades import read_grades
from portal_app.ingest.edfi.index import SourceIndex
from portal_app.ingest.edfi.organizations import read_organizations
from portal_app.ingest.edfi.people import read_people
from portal_app.ingest.edfi.schedule import read_schedule
from portal_app.ingest.edfi.staff import read_staff
from portal_app.ingest.errors import ImportRefused, SourceErrors
from portal_app.ingest.summary import Warnings

ReadFile = Callable[[Archive, Entry, SourceIndex], Iterator[r.Record]]


@dataclass(frozen=True, slots=True)
class Interchange:
    """A kind of Ed-Fi file: how it is read, and of which records it names every one."""

    read: ReadFile
    complete: frozenset[type[r.Record]] = field(default=frozenset())


INTERCHANGES: dict[str, Interchange] = {
    "EducationOrganization": Interchange(read_organizations),
    "EducationOrgCalendar": Interchange(read_calendar),
    "MasterSchedule": Interchange(read_schedule, frozenset({r.SectionTerm, r.SectionMeeting})),
    "StaffAssociation": Interchange(read_staff, frozenset({r.SectionTeacher})),
    "StudentParent": Interchange(read_people, frozenset({r.Guardianship, r.HouseholdMember, r.Address})),
    "StudentEnrollment": Interchange(read_enrollment, frozenset({r.Enrollment, r.SectionEnrollment})),
    "StudentGrade": Interchange(read_grades, frozenset({r.GradingScaleEntry, r.PostedGrade})),
    "StudentAttendance": Interchange(read_attendance, frozenset({r.AttendanceEntry})),
}
_NEEDED = ("EducationOrganization", "EducationOrgCalendar")


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read, in order, and what will not."""

    archive: Archive
    files: tuple[tuple[Interchange, Entry], ...]
    unread: tuple[str, ...]
    name: str = "Ed-Fi 1.0 XML"

    @property
    def complete(self) -> frozenset[type[r.Record]]:
        """The kinds of records of which these files name every one."""
        return frozenset(record for interchange, _ in self.files for record in interchange.complete)

    @property
    def size(self) -> int:
        """How many bytes will be read."""
        return sum(entry.size for _, entry in self.files)

    @property
    def columns(self) -> dict[type[r.Record], dict[str, str]]:
        """What the source calls the fields: XML has no columns, and its errors name the element."""
        return {}

    def read(
        self, _connection: Connection, warnings: Warnings, _errors: SourceErrors, on_file: Callable[[Entry], None]
    ) -> Iterator[r.Record]:
        """Yield the records of all files; `on_file` is called with each before it is read."""
        index = SourceIndex(warnings)
        for kind, entry in self.files:
            on_file(entry)
            yield from kind.read(self.archive, entry, index)


def recognizes(archive: Archive) -> bool:
    """Return whether a source looks like Ed-Fi XML."""
    return any(_is_xml(entry) for entry in archive.entries)


def plan(archive: Archive) -> Plan:
    """Return what there is to read.

    Raises:
        ImportRefused: a file is not XML, or a required one is missing.
    """
    found = [(interchange(archive, entry), entry) for entry in archive.entries if _is_xml(entry)]
    present = {name for name, _ in found}
    for name in _NEEDED:
        if name not in present:
            raise ImportRefused("Ed-Fi XML", f"there is no file whose root is Interchange{name}")
    files = [(INTERCHANGES[name], entry) for name in FILES for kind, entry in found if kind == name]
    read = {entry.name for _, entry in files}
    return Plan(archive, tuple(files), tuple(entry.name for entry in archive.entries if entry.name not in read))


def _is_xml(entry: Entry) -> bool:
    return entry.name.lower().endswith(".xml")
