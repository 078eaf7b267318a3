"""Posted grades, attendance, notices and events."""

from sqlalchemy import Connection, select

from portal_app.ingest.export.table import AT_ONCE, Folder, name_of
from portal_app.ingest.raw import TABLES as m


def write_records(connection: Connection, folder: Folder) -> None:
    """Write posted grades, attendance codes and entries."""
    grade, section, school = m.PostedGrade, m.Section, m.School
    grades = (
        select(
            *(name_of(grade), name_of(m.Student), name_of(section), name_of(m.GradingTask), name_of(m.Term)),
            *(grade.letter_grade, grade.percent, grade.comment, grade.posted_at),
        )
        .select_from(grade)
        .join(m.Student)
        .join(section)
        .join(m.GradingTask)
        .join(m.Term)
        .order_by(grade.id)
    )
    columns: tuple[str, ...] = (
        *("sourcedId", "studentSourcedId", "classSourcedId", "gradingTaskSourcedId", "termSourcedId"),
        *("mark", "percent", "comment", "postedAt"),
    )
    stream = connection.execution_options(yield_per=AT_ONCE)
    folder.write("portalPostedGrades", columns, stream.execute(grades))
    code, entry, period = m.AttendanceCode, m.AttendanceEntry, m.Period
    codes = select(name_of(school), code.code, code.name, code.status, code.excuse).join(school).order_by(code.id)
    columns = ("schoolSourcedId", "code", "title", "kind", "excuse")
    rows = ((*row[:3], row.status.value.replace("_", ""), row.excuse) for row in connection.execute(codes))
    folder.write("portalAttendanceCodes", columns, rows)
    entries = (
        select(
            *(name_of(entry), name_of(m.Student), name_of(school), entry.date, period.name, code.code),
            *(section.id, name_of(section), entry.minutes, entry.comment, entry.posted_at),
        )
        .select_from(entry)
        .join(m.Student)
        .join(period, period.id == entry.period_id)
        .join(school, school.id == period.school_id)
        .join(code, code.id == entry.code_id)
        .outerjoin(section, section.id == entry.section_id)
        .order_by(entry.id)
    )
    columns = (
        *("sourcedId", "studentSourcedId", "schoolSourcedId", "date", "period", "code", "classSourcedId"),
        *("minutes", "comment", "postedAt"),
    )
    found = stream.execute(entries)
    folder.write("portalAttendance", columns, ((*r[:6], r[7] if r[6] else "", *r[8:]) for r in found))


def write_messages(connection: Connection, folder: Folder) -> None:
    """Write notices and events."""
    notice, event, district, school, section = m.Notice, m.Event, m.District, m.School, m.Section
    notices = (
        select(
            *(name_of(notice), school.id, name_of(school), name_of(district), notice.title, notice.body),
            *(notice.publish_from, notice.publish_until),
        )
        .select_from(notice)
        .join(district, district.id == notice.district_id)
        .outerjoin(school, school.id == notice.school_id)
        .order_by(notice.id)
    )
    columns: tuple[str, ...] = ("sourcedId", "orgSourcedId", "title", "body", "publishFrom", "publishUntil")
    found = connection.execute(notices)
    folder.write("portalNotices", columns, ((r[0], r[2] if r[1] else r[3], *r[4:]) for r in found))
    events = (
        select(
            *(name_of(event), school.id, name_of(school), name_of(district), section.id, name_of(section)),
            *(event.title, event.description, event.location, event.starts_at, event.ends_at, event.is_all_day),
        )
        .select_from(event)
        .join(district, district.id == event.district_id)
        .outerjoin(school, school.id == event.school_id)
        .outerjoin(section, section.id == event.section_id)
        .order_by(event.id)
    )
    columns = (
        *("sourcedId", "orgSourcedId", "classSourcedId", "title", "description", "location"),
        *("startsAt", "endsAt", "allDay"),
    )
    found = connection.execute(events)
    rows = ((r[0], r[2] if r[1] else r[3], r[5] if r[4] else "", *r[6:]) for r in found)
    folder.write("portalEvents", columns, rows)
