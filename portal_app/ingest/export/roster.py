"""The roster: orgs, courses, classes, people, enrollments."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from portal_app.ingest.export.table import AT_ONCE, Folder, name_of
from portal_app.ingest.raw import TABLES as m

_ORG = ("sourcedId", "name", "type", "identifier", "parentSourcedId")
_MORE = (
    *("orgSourcedId", "code", "street", "city", "state", "postalCode", "phone", "officeEmail", "accent"),
    *("fullDayMinutes", "halfDayMinutes"),
)
_COURSE = (
    *("sourcedId", "schoolYearSourcedId", "title", "courseCode", "grades", "orgSourcedId", "subjects"),
    "subjectCodes",
)
_CLASS = (
    *("sourcedId", "title", "grades", "courseSourcedId", "classCode", "classType", "location", "schoolSourcedId"),
    *("termSourcedIds", "subjects", "subjectCodes", "periods"),
)
_USER = (
    *("sourcedId", "enabledUser", "username", "userIds", "givenName", "familyName", "middleName", "identifier"),
    *("email", "sms", "phone", "agentSourcedIds", "grades", "password"),
)
_ROLE = ("sourcedId", "userSourcedId", "roleType", "role", "beginDate", "endDate", "orgSourcedId")
_ENROLLMENT = (
    "sourcedId",
    "classSourcedId",
    "schoolSourcedId",
    "userSourcedId",
    "role",
    "primary",
    "beginDate",
    "endDate",
)


def write_orgs(connection: Connection, folder: Folder) -> None:
    """Write the district and its schools."""
    d, s = m.District, m.School
    districts = connection.execute(select(name_of(d), d.name, d.code, d.phone, d.office_email)).all()
    address = (s.street, s.city, s.state, s.postal_code, s.phone, s.office_email)
    schools = connection.execute(
        select(name_of(s), s.name, s.number, name_of(d), *address, s.accent, s.full_day_minutes, s.half_day_minutes)
        .select_from(s)
        .join(d)
        .order_by(s.id)
    ).all()
    orgs: list[Any] = [(name, title, "district", "", "") for name, title, *_ in districts]
    orgs += [(name, title, "school", number, above) for name, title, number, above, *_ in schools]
    folder.write("orgs", _ORG, orgs)
    more: list[Any] = [(name, code, *[""] * 4, phone, mail, "", "", "") for name, _, code, phone, mail in districts]
    more += [(school[0], "", *school[4:]) for school in schools]
    folder.write("portalOrgs", _MORE, more)


def write_classes(connection: Connection, folder: Folder) -> None:
    """Write courses, classes, teams, meetings, and who is in the classes."""
    c, s = m.Course, m.School
    courses = connection.execute(
        select(name_of(c), c.title, c.number, name_of(s)).select_from(c).join(s).order_by(c.id)
    )
    folder.write("courses", _COURSE, ((n, "", title, code, "", school, "", "") for n, title, code, school in courses))
    folder.write("classes", _CLASS, _classes(connection))
    teams = select(name_of(m.Section), m.Section.team).where(m.Section.team != "").order_by(m.Section.id)
    folder.write("portalClasses", ("classSourcedId", "team"), connection.execute(teams))
    folder.write(
        "portalMeetings",
        ("classSourcedId", "termSourcedId", "period", "dayLabel", "room"),
        connection.execute(
            select(
                name_of(m.Section),
                name_of(m.Term),
                m.Period.name,
                m.SectionMeeting.day_label,
                m.SectionMeeting.room,
            )
            .select_from(m.SectionMeeting)
            .join(m.Section)
            .join(m.Term)
            .join(m.Period)
            .order_by(m.SectionMeeting.id)
        ),
    )
    folder.write("enrollments", _ENROLLMENT, _roster_entries(connection))


def _classes(connection: Connection) -> Iterator[tuple[Any, ...]]:
    section, course, school, meeting = m.Section, m.Course, m.School, m.SectionMeeting
    terms: defaultdict[int, list[str]] = defaultdict(list)
    runs = (
        select(m.SectionTerm.section_id, name_of(m.Term))
        .select_from(m.SectionTerm)
        .join(m.Term)
        .order_by(m.Term.starts_on, m.Term.id)
    )
    for row_id, term in connection.execute(runs):
        terms[row_id].append(term)
    times: defaultdict[int, dict[str, None]] = defaultdict(dict)
    rooms: dict[int, str] = {}
    meets = (
        select(meeting.section_id, m.Period.name, meeting.room).select_from(meeting).join(m.Period).order_by(meeting.id)
    )
    for row_id, period, room in connection.execute(meets):
        times[row_id][period] = None
        rooms.setdefault(row_id, room)
    columns = (section.id, name_of(section), course.title, name_of(course), course.number, section.number)
    sections = (
        select(*columns, name_of(school))
        .select_from(section)
        .join(course, course.id == section.course_id)
        .join(school, school.id == section.school_id)
        .order_by(section.id)
    )
    for row_id, name, title, of, code, own, at in connection.execute(sections):
        when = ",".join(terms[row_id]), ",".join(times[row_id])
        yield (
            *(name, title, "", of, f"{code}-{own}", "scheduled", rooms.get(row_id, ""), at),
            *(when[0], "", "", when[1]),
        )


def _roster_entries(connection: Connection) -> Iterator[tuple[Any, ...]]:
    section, school, entry = m.Section, m.School, m.SectionEnrollment
    students = (
        select(name_of(entry), name_of(section), name_of(school), name_of(m.Student), entry.starts_on, entry.ends_on)
        .select_from(entry)
        .join(section)
        .join(school)
        .join(m.Student)
        .order_by(entry.id)
    )
    for name, of, at, student, first, last in connection.execution_options(yield_per=AT_ONCE).execute(students):
        yield name, of, at, student, "student", "", first, last
    teachers = (
        select(
            name_of(section),
            name_of(school),
            name_of(m.Staff),
            m.SectionTeacher.is_primary,
            m.SectionTeacher.starts_on,
            m.SectionTeacher.ends_on,
        )
        .select_from(m.SectionTeacher)
        .join(section)
        .join(school)
        .join(m.Staff)
        .order_by(section.id, m.Staff.id)
    )
    for of, at, person, is_primary, first, last in connection.execute(teachers):
        yield f"{of}|{person}", of, at, person, "teacher", is_primary, first, last


def write_people(connection: Connection, folder: Folder) -> None:
    """Write people, what they are and where, and the students' birth dates."""
    folder.write("users", _USER, _once(_users(connection)))
    folder.write("roles", _ROLE, _roles(connection))
    births = connection.execute(select(name_of(m.Student), m.Student.birth_date).order_by(m.Student.id))
    folder.write("demographics", ("sourcedId", "birthDate", "sex"), ((name, day, "") for name, day in births))
    kept = select(name_of(m.Student), m.Student.parents_keep_access).where(m.Student.parents_keep_access)
    folder.write("portalStudents", ("studentSourcedId", "parentsKeepAccess"), connection.execute(kept))
    enrollment, school, year = m.Enrollment, m.School, m.SchoolYear
    folder.write(
        "portalEnrollments",
        (
            *("sourcedId", "studentSourcedId", "schoolSourcedId", "schoolYearSourcedId", "grade"),
            *("beginDate", "endDate"),
        ),
        connection.execute(
            select(
                *(name_of(enrollment), name_of(m.Student), name_of(school), name_of(year)),
                *(enrollment.grade_level, enrollment.starts_on, enrollment.ends_on),
            )
            .select_from(enrollment)
            .join(m.Student)
            .join(school)
            .join(year)
            .order_by(enrollment.id)
        ),
    )


def _once(users: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield every person once: a teacher may be a parent too, which roles.csv tells."""
    seen: set[str] = set()
    for user in users:
        if user[0] not in seen:
            seen.add(user[0])
            yield user


def _users(connection: Connection) -> Iterator[tuple[Any, ...]]:
    agents: defaultdict[int, list[str]] = defaultdict(list)
    guardianships = (
        select(m.Guardianship.student_id, name_of(m.Guardian))
        .select_from(m.Guardianship)
        .join(m.Guardian)
        .order_by(m.Guardian.id)
    )
    for student, guardian in connection.execute(guardianships):
        agents[student].append(guardian)
    student, staff, guardian = m.Student, m.Staff, m.Guardian
    names = (student.first_name, student.last_name, student.middle_name)
    for row_id, name, first, last, middle, own in connection.execute(
        select(student.id, name_of(student), *names, student.number).order_by(student.id)
    ):
        yield name, True, "", "", first, last, middle, own, "", "", "", ",".join(agents[row_id]), "", ""
    for name, *rest in connection.execute(
        select(
            *(name_of(guardian), guardian.first_name, guardian.last_name, guardian.email),
            *(guardian.mobile_phone, guardian.work_phone),
        ).order_by(guardian.id)
    ):
        first, last, mail, mobile, work = rest
        yield name, True, "", "", first, last, "", "", mail, mobile, work, "", "", ""
    for name, first, last, mail in connection.execute(
        select(name_of(staff), staff.first_name, staff.last_name, staff.email).order_by(staff.id)
    ):
        yield name, True, "", "", first, last, "", "", mail, "", "", "", "", ""


def _roles(connection: Connection) -> Iterator[tuple[Any, ...]]:
    enrollment, school = m.Enrollment, m.School
    students = (
        select(name_of(enrollment), name_of(m.Student), enrollment.starts_on, enrollment.ends_on, name_of(school))
        .select_from(enrollment)
        .join(m.Student)
        .join(school)
        .order_by(enrollment.id)
    )
    for name, person, first, last, at in connection.execute(students):
        yield f"{name}|role", person, "primary", "student", first, last, at
    teaches = aliased(m.Section)
    teachers = (
        select(name_of(m.Staff), name_of(school))
        .select_from(m.SectionTeacher)
        .join(m.Staff)
        .join(teaches, teaches.id == m.SectionTeacher.section_id)
        .join(school, school.id == teaches.school_id)
        .distinct()
    )
    for person, at in connection.execute(teachers):
        yield f"{person}|{at}|role", person, "primary", "teacher", "", "", at
    guardians = (
        select(name_of(m.Guardian), name_of(m.District))
        .select_from(m.Guardian)
        .join(m.District)
        .order_by(m.Guardian.id)
    )
    for person, at in connection.execute(guardians):
        yield f"{person}|parent|role", person, "primary", "parent", "", "", at
