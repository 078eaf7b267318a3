"""StudentAttendance: absences, tardies and early releases, per student, day and period.

A student whom the schedule puts in two sections at once may have an entry in both. A parent sees one entry for that
period: the one with the weaker excuse, and of equals the first.
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
"""Ed-Fi's categories as codes, the most serious first."""
_WEIGHT = {code: weight for weight, (code, *_) in enumerate(_CATEGORIES.values())}
_PRESENT = "In Attendance"


def read_attendance(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield each school's codes as they first occur, then the entries, once all that share a period are known."""
    entries: dict[tuple[str, date, str], r.AttendanceEntry] = {}
    schools: set[str] = set()
    for item in items(archive, entry):
        if item.kind != "AttendanceEvent" or item.need("AttendanceEventCategory") == _PRESENT:
            continue
        if item.first("SectionReference") is None:
            index.warnings.count("attendance events left out because they name no section")
            continue
        attendance, school = _entry(item)
        if school not in schools:
            schools.add(school)
            yield from _codes(item, school)
        _merge(entries, attendance, index)
    yield from entries.values()


def _entry(item: Item) -> tuple[r.AttendanceEntry, str]:
    category = item.need("AttendanceEventCategory")
    if category not in _CATEGORIES:
        raise ImportRefused(item.location, f"AttendanceEvent has a category that Ed-Fi doesn't know: {category}")
    section = section_name(item, "SectionReference")
    student, day = referred_student(item), item.need_day("EventDate")
    attendance = r.AttendanceEntry(
        source_location=item.location,
        source_id=source_id(section.school, student, day.isoformat(), section.period),
        student=student,
        date=day,
        period=source_id(section.school, section.period),
        section=section.id,
        code=source_id(section.school, _CATEGORIES[category][0]),
        posted_at=after_school(day),
    )
    return attendance, section.school


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


def _merge(
    entries: dict[tuple[str, date, str], r.AttendanceEntry], attendance: r.AttendanceEntry, index: SourceIndex
) -> None:
    key = (attendance.student, attendance.date, attendance.period)
    if (first := entries.setdefault(key, attendance)) is attendance:
        return
    why = "absences merged with another of the same student, day and period (in two sections at once)"
    index.warnings.merge(r.AttendanceEntry, why)
    if _weight(attendance) < _weight(first):
        entries[key] = attendance


def _weight(entry: r.AttendanceEntry) -> int:
    return _WEIGHT[entry.code.rsplit("|", 1)[-1]]
