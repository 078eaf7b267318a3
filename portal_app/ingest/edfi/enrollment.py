"""StudentEnrollment: enrollments at schools and in sections, with their dates."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import RosterEntry, SourceIndex, section_name
from portal_app.ingest.edfi.names import grade_level, organization, referred_student
from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.names import source_id

_A_YEAR = timedelta(days=365)


def read_enrollment(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield enrollments at schools and in sections. A second enrollment at the same school or section is numbered 2."""
    enrollments: Counter[str] = Counter()
    for item in items(archive, entry):
        if item.kind == "StudentSchoolAssociation":
            yield _at_school(item, index, enrollments)
        elif item.kind == "StudentSectionAssociation":
            yield _in_section(item, index, enrollments)


def _at_school(item: Item, index: SourceIndex, enrollments: Counter[str]) -> r.Enrollment:
    school = organization(item, "SchoolReference", index.organizations)
    student = referred_student(item)
    entered, left = item.need_day("EntryDate"), item.day("ExitWithdrawDate")
    year = item.text("SchoolYear") or _year_of(item, school, entered, left, index)
    return r.Enrollment(
        source_location=item.location,
        source_id=_enrollment_id(enrollments, school, year, student),
        school=school,
        student=student,
        school_year=index.year_id(school, year),
        grade_level=grade_level(item, "EntryGradeLevel"),
        starts_on=entered,
        ends_on=left,
    )


def _year_of(item: Item, school: str, entered: date, left: date | None, index: SourceIndex) -> str:
    """Return the school year of an enrollment that names none: the first one that has not ended on its first day.

    An enrollment from before the source's first year is of the last year that it reaches.
    """
    ends: dict[str, date] = {}
    for (owner, year, _), span in index.sessions.items():
        if owner == school:
            ends[year] = max(span.ends_on, ends.get(year, span.ends_on))
    if not ends:
        raise ImportRefused(item.location, f"{item.kind} names a school without any session: {school}")
    # The sessions don't say when the year before ended. A student who enrolls in summer enrolls for the coming year.
    is_older = entered <= min(ends.values()) - _A_YEAR
    day = (left or date.max) if is_older else entered
    coming = [(end, year) for year, end in ends.items() if day <= end]
    return min(coming)[1] if coming else max(ends, key=ends.__getitem__)


def _in_section(item: Item, index: SourceIndex, enrollments: Counter[str]) -> r.SectionEnrollment:
    section = section_name(item, "SectionReference")
    student = referred_student(item)
    starts_on, ends_on = item.need_day("BeginDate"), item.day("EndDate")
    of_course = index.rosters[student, section.school, index.course_of(section), section.year, section.term]
    of_course.append(RosterEntry(starts_on, ends_on, section))
    return r.SectionEnrollment(
        source_location=item.location,
        source_id=_enrollment_id(enrollments, section.id, student),
        section=section.id,
        student=student,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def _enrollment_id(enrollments: Counter[str], *parts: str) -> str:
    first = source_id(*parts)
    enrollments[first] += 1
    return first if enrollments[first] == 1 else source_id(*parts, str(enrollments[first]))
