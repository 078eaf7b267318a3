"""What later files of a district need to know of earlier ones: years, terms, course offerings, rosters."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from portal_app.ingest.edfi.document import Item
from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.names import source_id
from portal_app.ingest.summary import Warnings


class SectionName(NamedTuple):
    """The six values by which Ed-Fi names a section."""

    school: str
    course: str
    year: str
    term: str
    period: str
    room: str

    @property
    def id(self) -> str:
        """The section's source id."""
        return source_id(*self)


class Span(NamedTuple):
    """A term's dates and its source id."""

    id: str
    starts_on: date
    ends_on: date


class RosterEntry(NamedTuple):
    """A section that a student is in, from one day to another."""

    starts_on: date
    ends_on: date | None
    section: SectionName

    @property
    def order(self) -> tuple[bool, date, date]:
        """The later a student leaves, the greater; least of all where the student never came."""
        last = self.ends_on or date.max
        return self.starts_on <= last, last, self.starts_on


@dataclass(slots=True)
class SourceIndex:
    """What was read so far. Schools and years are identified by their numbers and names in the source."""

    warnings: Warnings
    organizations: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    sessions: dict[tuple[str, str, str], Span] = field(default_factory=dict)
    grading_periods: dict[tuple[str, str, str], Span] = field(default_factory=dict)
    last_period: dict[tuple[str, str, str], Span] = field(default_factory=dict)
    offerings: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    rosters: defaultdict[tuple[str, str, str, str, str], list[RosterEntry]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def course_of(self, section: SectionName) -> str:
        """Return the source id of a section's course: its offering says which, else the local code does."""
        local = section.course
        return source_id(section.school, self.offerings.get((section.school, local, section.year, section.term), local))

    def section_at_end(self, student: str, school: str, course: str, year: str, term: str) -> SectionName | None:
        """Return the section in which a student ended a course in a term: after a move the one moved to."""
        entries = self.rosters.get((student, school, course, year, term), ())
        return max(entries, key=attrgetter("order")).section if entries else None

    def year_id(self, school: str, year: str) -> str:
        """Return the source id of a school's year."""
        return source_id(self.districts.get(school, school), year)

    def final_term(self, section: SectionName, item: Item) -> Span:
        """Return the term of a section's final grades: the last grading period of its session, or the session."""
        key = (section.school, section.year, section.term)
        if span := self.last_period.get(key) or self.sessions.get(key):
            return span
        raise ImportRefused(
            item.location, f"{item.kind} names an unknown term: {section.term} of school {section.school}"
        )


def section_name(item: Item, path: str) -> SectionName:
    """Return the section that a reference means; all six values must be there."""
    identity = item.only(f"{path}/SectionIdentity")
    return SectionName(
        identity.need("StateOrganizationId"),
        identity.need("LocalCourseCode"),
        identity.need("SchoolYear"),
        identity.need("Term"),
        identity.need("ClassPeriodName"),
        identity.need("Location"),
    )
