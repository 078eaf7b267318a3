"""StudentEnrollment: who is at which school, and in which sections, from when to when."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import Frame, section_name
from portal_app.ingest.edfi.names import grade_level, organization, referred_student
from portal_app.ingest.names import source_id
from portal_app.ingest.refusal import ImportRefused


def read_enrollment(archive: Archive, entry: Entry, frame: Frame) -> Iterator[r.Record]:
    """Yield enrollments at schools and in sections. A second stay at the same place is numbered 2."""
    stays: Counter[str] = Counter()
    for item in items(archive, entry):
        if item.kind == "StudentSchoolAssociation":
            yield _at_school(item, frame, stays)
        elif item.kind == "StudentSectionAssociation":
            yield _in_section(item, frame, stays)


def _at_school(item: Item, frame: Frame, stays: Counter[str]) -> r.Enrollment:
    school = organization(item, "SchoolReference", frame.organizations)
    student = referred_student(item)
    entered = item.need_day("EntryDate")
    year = item.text("SchoolYear") or _year_of(item, school, entered, frame)
    return r.Enrollment(
        place=item.place,
        source_id=_stay(stays, school, year, student),
        school=school,
        student=student,
        school_year=frame.year_id(school, year),
        grade_level=grade_level(item, "EntryGradeLevel"),
        starts_on=entered,
        ends_on=item.day("ExitWithdrawDate"),
    )


def _year_of(item: Item, school: str, day: date, frame: Frame) -> str:
    """Return the school year that a day falls in; a stay that began in an earlier year goes on in the latest one."""
    spans = [(span, year) for (owner, year, _), span in frame.sessions.items() if owner == school]
    if not spans:
        raise ImportRefused(item.place, f"{item.kind} names a school without any session: {school}")
    within = [year for span, year in spans if day <= span.ends_on]
    first = min(span.starts_on for span, _ in spans)
    return min(within) if within and day >= first else max(year for _, year in spans)


def _in_section(item: Item, frame: Frame, stays: Counter[str]) -> r.SectionEnrollment:
    section = section_name(item, "SectionReference")
    student = referred_student(item)
    frame.seats[student, section.school, frame.course_of(section), section.year, section.term] = section
    return r.SectionEnrollment(
        place=item.place,
        source_id=_stay(stays, section.id, student),
        section=section.id,
        student=student,
        starts_on=item.need_day("BeginDate"),
        ends_on=item.day("EndDate"),
    )


def _stay(stays: Counter[str], *parts: str) -> str:
    first = source_id(*parts)
    stays[first] += 1
    return first if stays[first] == 1 else source_id(*parts, str(stays[first]))
