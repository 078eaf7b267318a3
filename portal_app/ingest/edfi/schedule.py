"""MasterSchedule: which courses are offered, and the sections with their term, period and room."""

from collections import defaultdict
from collections.abc import Iterator

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import Frame, SectionName
from portal_app.ingest.edfi.names import organization
from portal_app.ingest.names import source_id
from portal_app.ingest.refusal import ImportRefused, Place


def read_schedule(archive: Archive, entry: Entry, frame: Frame) -> Iterator[r.Record]:
    """Yield the sections of a file; they are numbered when all are known."""
    sections: dict[SectionName, Place] = {}
    for item in items(archive, entry):
        if item.kind == "CourseOffering":
            _offer(item, frame)
        elif item.kind == "Section":
            name = _name(item, frame)
            if name in sections:
                first = sections[name].line
                raise ImportRefused(item.place, f"Section {name.id} is given twice; first on line {first}")
            sections[name] = item.place
    numbers = _numbers(sections)
    for name, place in sections.items():
        yield from _records(name, place, numbers[name], frame)


def _offer(item: Item, frame: Frame) -> None:
    school = organization(item, "SchoolReference", frame.organizations)
    session = item.only("SessionReference/SessionIdentity")
    course = item.need("CourseReference/CourseIdentity/CourseCode/ID")
    frame.offerings[school, item.need("LocalCourseCode"), session.need("SchoolYear"), session.need("Term")] = course


def _name(item: Item, frame: Frame) -> SectionName:
    offering = item.only("CourseOfferingReference/CourseOfferingIdentity")
    return SectionName(
        organization(item, "SchoolReference", frame.organizations),
        offering.need("LocalCourseCode"),
        offering.need("SchoolYear"),
        offering.need("Term"),
        item.need("ClassPeriodReference/ClassPeriodIdentity/ClassPeriodName"),
        item.need("LocationReference/LocationIdentity/ClassroomIdentificationCode"),
    )


def _numbers(names: dict[SectionName, Place]) -> dict[SectionName, str]:
    """Return the sections' numbers within their course: 1, 2 ... by period and room, the same in each term.

    The source numbers all of them 1; a class that goes on in the same period and room keeps its number in spring.
    """
    slots: defaultdict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for name in names:
        slots[name.school, name.course, name.year].add((name.period, name.room))
    order = {course: sorted(found) for course, found in slots.items()}
    return {n: str(order[n.school, n.course, n.year].index((n.period, n.room)) + 1) for n in names}


def _records(name: SectionName, place: Place, number: str, frame: Frame) -> Iterator[r.Record]:
    term = source_id(name.school, name.year, name.term)
    yield r.Section(
        place=place,
        source_id=name.id,
        school=name.school,
        course=frame.course_of(name),
        school_year=frame.year_id(name.school, name.year),
        number=number,
    )
    yield r.SectionTerm(place=place, section=name.id, term=term)
    period = source_id(name.school, name.period)
    yield r.SectionMeeting(place=place, section=name.id, term=term, period=period, room=name.room)
