"""StudentEnrollment: enrollments at schools and in sections, with their dates."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SourceIndex, section_name
from portal_app.ingest.edfi.names import grade_level, organization, referred_student
from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.names import source_id


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
    entered = item.need_day("EntryDate")
    year = item.text("SchoolYear") or _year_of(item, school, entered, index)
    return r.Enrollment(
        source_location=item.location,
        source_id=_enrollment_id(enrollments, school, year, student),
        school=school,
        student=student,
        school_year=index.year_id(school, year),
        grade_level=grade_level(item, "EntryGradeLevel"),
        starts_on=entered,
        ends_on=item.day("ExitWithdrawDate"),
    )


def _year_of(item: Item, school: str, day: date, index: SourceIndex) -> str:
    """Return the school year that a day falls in; one that began earlier goes on in the latest."""
    spans = [(span, year) for (owner, year, _), span in index.sessions.items() if owner == school]
    if not spans:
        raise ImportRefused(item.location, f"{item.kind} names a school without any session: {school}")
    within = [year for span, year in spans if day <= span.ends_on]
    first = min(span.starts_on for span, _ in spans)
    return min(within) if within and day >= first else max(year for _, year in spans)


def _in_section(item: Item, index: SourceIndex, enrollments: Counter[str]) -> r.SectionEnrollment:
    section = section_name(item, "SectionReference")
    student = referred_student(item)
    index.rosters[student, section.school, index.course_of(section), section.year, section.term] = section
    return r.SectionEnrollment(
        source_location=item.location,
        source_id=_enrollment_id(enrollments, section.id, student),
        section=section.id,
        student=student,
        starts_on=item.need_day("BeginDate"),
        ends_on=item.day("EndDate"),
    )


def _enrollment_id(enrollments: Counter[str], *parts: str) -> str:
    first = source_id(*parts)
    enrollments[first] += 1
    return first if enrollments[first] == 1 else source_id(*parts, str(enrollments[first]))
