"""StudentAttendance: what was not plain presence, per student, day and period.

A student whom the schedule seats in two sections at once may be marked in both. A parent sees one mark for that period:
the one with the weaker excuse, and of equals the first.
"""

from collections.abc import Iterator
from datetime import date

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SourceIndex, section_name
from portal_app.ingest.edfi.names import referred_student
from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.names import after_school, source_id
from portal_app.models import AttendanceStatus, Excuse

_CATEGORIES = {
    "Unexcused Absence": ("AU", "Absent, unexcused", AttendanceStatus.ABSENT, Excuse.UNEXCUSED),
    "Excused Absence": ("AE", "Absent, excused", AttendanceStatus.ABSENT, Excuse.EXCUSED),
    "Early departure": ("ED", "Left early", AttendanceStatus.EARLY_RELEASE, Excuse.UNKNOWN),
    "Tardy": ("T", "Tardy", AttendanceStatus.TARDY, Excuse.UNKNOWN),
}
"""Ed-Fi's categories as codes, the weightiest first."""
_WEIGHT = {code: weight for weight, (code, *_) in enumerate(_CATEGORIES.values())}
_PRESENT = "In Attendance"


def read_attendance(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield each school's codes as they first occur, then the marks, once all that share a period are known."""
    marks: dict[tuple[str, date, str], r.AttendanceEntry] = {}
    schools: set[str] = set()
    for item in items(archive, entry):
        if item.kind != "AttendanceEvent" or item.need("AttendanceEventCategory") == _PRESENT:
            continue
        if item.first("SectionReference") is None:
            index.warnings.count("attendance events left out because they name no section")
            continue
        mark, school = _mark(item)
        if school not in schools:
            schools.add(school)
            yield from _codes(item, school)
        _keep(marks, mark, index)
    yield from marks.values()


def _mark(item: Item) -> tuple[r.AttendanceEntry, str]:
    category = item.need("AttendanceEventCategory")
    if category not in _CATEGORIES:
        raise ImportRefused(item.location, f"AttendanceEvent has a category that Ed-Fi doesn't know: {category}")
    section = section_name(item, "SectionReference")
    student, day = referred_student(item), item.need_day("EventDate")
    mark = r.AttendanceEntry(
        source_location=item.location,
        source_id=source_id(section.school, student, day.isoformat(), section.period),
        student=student,
        date=day,
        period=source_id(section.school, section.period),
        section=section.id,
        code=source_id(section.school, _CATEGORIES[category][0]),
        posted_at=after_school(day),
    )
    return mark, section.school


def _codes(item: Item, school: str) -> Iterator[r.AttendanceCode]:
    for code, name, status, excuse in _CATEGORIES.values():
        yield r.AttendanceCode(
            source_location=item.location,
            source_id=source_id(school, code),
            school=school,
            code=code,
            name=name,
            status=status,
            excuse=excuse,
        )


def _keep(marks: dict[tuple[str, date, str], r.AttendanceEntry], mark: r.AttendanceEntry, index: SourceIndex) -> None:
    key = (mark.student, mark.date, mark.period)
    if (first := marks.setdefault(key, mark)) is mark:
        return
    why = "absences merged with another of the same student, day and period (in two sections at once)"
    index.warnings.merge(r.AttendanceEntry, why)
    if _weight(mark) < _weight(first):
        marks[key] = mark


def _weight(mark: r.AttendanceEntry) -> int:
    return _WEIGHT[mark.code.rsplit("|", 1)[-1]]
