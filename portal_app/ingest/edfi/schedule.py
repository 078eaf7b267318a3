"""MasterSchedule: which courses are offered, and the sections with their term, period and room."""

from collections import defaultdict
from collections.abc import Iterator

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SectionName, SourceIndex
from portal_app.ingest.edfi.names import organization
from portal_app.ingest.errors import ImportRefused, SourceLocation
from portal_app.ingest.names import source_id


def read_schedule(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield the sections of a file; they are numbered when all are known."""
    sections: dict[SectionName, SourceLocation] = {}
    for item in items(archive, entry):
        if item.kind == "CourseOffering":
            _offer(item, index)
        elif item.kind == "Section":
            name = _name(item, index)
            if name in sections:
                first = sections[name].line
                raise ImportRefused(item.location, f"Section {name.id} is given twice; first on line {first}")
            sections[name] = item.location
    numbers = _numbers(sections)
    for name, location in sections.items():
        yield from _records(name, location, numbers[name], index)


def _offer(item: Item, index: SourceIndex) -> None:
    school = organization(item, "SchoolReference", index.organizations)
    session = item.only("SessionReference/SessionIdentity")
    course = item.need("CourseReference/CourseIdentity/CourseCode/ID")
    index.offerings[school, item.need("LocalCourseCode"), session.need("SchoolYear"), session.need("Term")] = course


def _name(item: Item, index: SourceIndex) -> SectionName:
    offering = item.only("CourseOfferingReference/CourseOfferingIdentity")
    return SectionName(
        organization(item, "SchoolReference", index.organizations),
        offering.need("LocalCourseCode"),
        offering.need("SchoolYear"),
        offering.need("Term"),
        item.need("ClassPeriodReference/ClassPeriodIdentity/ClassPeriodName"),
        item.need("LocationReference/LocationIdentity/ClassroomIdentificationCode"),
    )


def _numbers(names: dict[SectionName, SourceLocation]) -> dict[SectionName, str]:
    """Return the sections' numbers within their course: 1, 2 ... by period and room, the same in each term.

    The source numbers all of them 1; a class that goes on in the same period and room keeps its number in spring.
    """
    slots: defaultdict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for name in names:
        slots[name.school, name.course, name.year].add((name.period, name.room))
    order = {course: sorted(found) for course, found in slots.items()}
    return {n: str(order[n.school, n.course, n.year].index((n.period, n.room)) + 1) for n in names}


def _records(name: SectionName, location: SourceLocation, number: str, index: SourceIndex) -> Iterator[r.Record]:
    term = source_id(name.school, name.year, name.term)
    yield r.Section(
        source_location=location,
        source_id=name.id,
        school=name.school,
        course=index.course_of(name),
        school_year=index.year_id(name.school, name.year),
        number=number,
    )
    yield r.SectionTerm(source_location=location, section=name.id, term=term)
    period = source_id(name.school, name.period)
    yield r.SectionMeeting(source_location=location, section=name.id, term=term, period=period, room=name.room)
