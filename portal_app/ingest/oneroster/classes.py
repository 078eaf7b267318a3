"""courses.csv, classes.csv, enrollments.csv and what the portal adds: teams, meetings of rotating days."""

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace

from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.oneroster.days import period_id
from portal_app.ingest.oneroster.index import ClassInfo
from portal_app.ingest.oneroster.reading import Reading, UniqueIds
from portal_app.ingest.oneroster.row import Row, Unreadable

_SEPARATORS = "-_./ "
_ROLES = {name: name for name in ("student", "teacher", "aide", "proctor", "administrator", "parent", "guardian")}
_TEACHING = ("teacher", "aide", "proctor")


def read_courses(reading: Reading) -> Iterator[r.Record]:
    """Yield the courses."""
    unique = UniqueIds()

    def course(row: Row) -> Iterable[r.Record]:
        name, school = unique.claim(row), row.need("orgSourcedId")
        if row.is_deleted:
            reading.warnings.count("courses marked as deleted, which the portal keeps")
            return
        number = row.text("courseCode") or name[:40]
        reading.index.courses[name] = (school, number)
        if school == reading.index.district:  # each school whose classes use it gets a copy (see _own_course)
            reading.district_courses[name] = row
            return
        yield r.Course(
            source_location=row.location, source_id=name, school=school, number=number, title=row.need("title")
        )

    yield from reading.records("courses", course)


def read_classes(reading: Reading) -> Iterator[r.Record]:
    """Yield the classes, the terms that they run in, and when they meet."""
    details = reading.details("portalClasses", "classSourcedId")
    unique = UniqueIds()
    known = dict(reading.index.classes)
    named: set[str] = set()

    def each(row: Row) -> Iterable[r.Record]:
        name = unique.claim(row)
        if row.is_deleted:
            yield r.Deletion(source_location=row.location, record_type=r.Section, source_id=name)
            yield r.CompleteSet(source_location=row.location, record_type=r.SectionEnrollment, source_id=name)
            return
        named.add(name)
        yield from _class(reading, row, name, details.pop(name, None))

    yield from reading.records("classes", each)
    if reading.is_bulk("classes"):
        yield from _missing_classes(reading, known, named)
    reading.unused("portalClasses", "classSourcedId", details)
    yield from reading.keyed("portalMeetings", lambda row: _meeting(reading, row))


def _missing_classes(reading: Reading, known: dict[str, ClassInfo], named: set[str]) -> Iterator[r.Record]:
    """Yield deletions of the classes that a bulk file no longer names, in the school years that it covers."""
    years = {reading.index.classes[name].year for name in named if name in reading.index.classes}
    for name, info in known.items():
        if name not in named and info.year in years:
            yield r.Deletion(source_location=SourceLocation("classes.csv"), record_type=r.Section, source_id=name)


def _class(reading: Reading, row: Row, name: str, more: Row | None) -> Iterator[r.Record]:
    index = reading.index
    school, course = row.need("schoolSourcedId"), row.need("courseSourcedId")
    if reading.unparsable & {school, course, *row.ids("termSourcedIds")}:
        reading.unparsable.add(name)
        return
    if school not in index.schools:
        raise Unreadable("schoolSourcedId", f"names an unknown school: {school[:200]}")
    terms = _terms(reading, row, school)
    if course in reading.district_courses:
        course = yield from _own_course(reading, course, school)
    elif course not in index.courses:
        raise Unreadable("courseSourcedId", f"names an unknown course: {course[:200]}")
    info = index.classes[name] = ClassInfo(school, course, index.terms[terms[0]].year)
    index.class_terms[name] = terms
    yield r.Section(
        source_location=row.location,
        source_id=name,
        school=school,
        course=course,
        school_year=info.year,
        number=_number(row, index.courses[course][1]),
        team=more.text("team") if more else None,
    )
    for term in terms:
        yield r.SectionTerm(source_location=row.location, section=name, term=term)
    yield r.CompleteSet(source_location=row.location, record_type=r.SectionTerm, source_id=name)
    if not reading.has("portalMeetings") and row.ids("periods"):
        yield from _meetings(reading, row, name, school, terms)
        yield r.CompleteSet(source_location=row.location, record_type=r.SectionMeeting, source_id=name)


def _own_course(reading: Reading, course: str, school: str) -> Generator[r.Record, None, str]:
    """Yield a school's own copy of a course of the district, once; return its source id."""
    own = period_id(school, course)
    if own not in reading.index.courses:
        row, number = reading.district_courses[course], reading.index.courses[course][1]
        reading.index.courses[own] = (school, number)
        yield r.Course(
            source_location=row.location, source_id=own, school=school, number=number, title=row.need("title")
        )
    return own


def _terms(reading: Reading, row: Row, school: str) -> list[str]:
    """Return the terms of a class. One that names a whole year runs in all its terms but a summer session."""
    index, found = reading.index, dict[str, None]()
    for session in row.ids("termSourcedIds"):
        term = index.term_id(session, school)
        if term in index.terms:
            found[term] = None
        elif session in index.years:
            last = index.last_days.get(session, index.years[session][1])
            of_year = (t for t in index.terms.values() if (t.school, t.year, t.parent) == (school, session, None))
            within = [t for t in of_year if t.starts_on <= last]
            found |= dict.fromkeys(t.id for t in sorted(within, key=lambda t: t.starts_on))
        else:
            raise Unreadable("termSourcedIds", f"names an unknown session: {session[:200]}")
    if not found:
        raise Unreadable("termSourcedIds", "names no term, so the class has no dates")
    return index.merged(list(found))


def _number(row: Row, course: str) -> str:
    """Return the class's number within its course: a code that repeats the course's (MATH-1) loses that part.

    A code in which the course's is a part of a word (ALGEBRA-2 of course ALG) is kept whole.
    """
    code = row.text("classCode") or row.need("title")
    rest = code.removeprefix(course)
    return rest.lstrip(_SEPARATORS) if rest.startswith(tuple(_SEPARATORS)) and rest.strip(_SEPARATORS) else code


def _meetings(reading: Reading, row: Row, name: str, school: str, terms: list[str]) -> Iterator[r.Record]:
    """Yield the periods and meetings that classes.csv itself gives: the same every day, in one room."""
    for period in row.ids("periods"):
        if period_id(school, period) not in reading.periods:
            reading.periods.add(period_id(school, period))
            number = re.search(r"\d+", period)
            sequence = int(number.group()[:6]) if number else len(reading.periods)
            yield r.Period(
                source_location=row.location,
                source_id=period_id(school, period),
                school=school,
                name=period,
                sequence=sequence,
            )
        for term in terms:
            yield r.SectionMeeting(
                source_location=row.location,
                section=name,
                term=term,
                period=period_id(school, period),
                room=row.text("location") or "",
            )


def _meeting(reading: Reading, row: Row) -> Iterator[r.Record]:
    info = class_of(reading, row)
    if info is None:
        return
    section = row.need("classSourcedId")
    term = term_of(reading, row, "termSourcedId", info.school)
    # a meeting of a whole term, of a class that runs in a part of it, takes place in that part
    parts = [part for part in reading.index.class_terms.get(section, ()) if term in reading.index.line_of(part)]
    for each in parts or [term]:
        yield r.SectionMeeting(
            source_location=row.location,
            section=section,
            term=each,
            period=period_id(info.school, row.need("period")),
            day_label=row.text("dayLabel") or "",
            room=row.text("room") or "",
        )


def class_of(reading: Reading, row: Row) -> ClassInfo | None:
    """Return the class that a row names; None if its row could not be read.

    Raises:
        Unreadable: there is no such class.
    """
    name = row.need("classSourcedId")
    if name in reading.unparsable:
        return None
    if (info := reading.index.classes.get(name)) is None:
        raise Unreadable("classSourcedId", f"names an unknown class: {name[:200]}")
    return info


def term_of(reading: Reading, row: Row, column: str, school: str) -> str:
    """Return the source id of a school's term.

    Raises:
        Unreadable: the school has no such term.
    """
    session = row.need(column)
    term = reading.index.term_id(session, school)
    if term not in reading.index.terms and session not in reading.unparsable:
        raise Unreadable(column, f"names an unknown session of this school: {session[:200]}")
    return term


def read_enrollments(reading: Reading) -> Iterator[r.Record]:
    """Yield the rosters and teachers of classes. A teacher named twice for a class counts once, for all of the days."""
    unique, teaching = UniqueIds(), dict[tuple[str, str], r.SectionTeacher]()

    def each(row: Row) -> Iterable[r.Record]:
        name, role = unique.claim(row), row.word("role", _ROLES)
        section, person = row.need("classSourcedId"), row.need("userSourcedId")
        if role in _TEACHING:
            teacher = _teacher(row, section, person, is_primary=role == "teacher" and row.flag("primary") is not False)
            if row.is_deleted:
                yield r.Deletion(source_location=row.location, record_type=r.SectionTeacher, row=teacher)
            else:
                known = teaching.get((section, person))
                teaching[section, person] = _both(known, teacher) if known else teacher
        elif role == "student" and row.is_deleted:
            yield r.Deletion(source_location=row.location, record_type=r.SectionEnrollment, source_id=name)
        elif role == "student":
            yield from _roster_entry(reading, row, name, section, person)

    yield from reading.records("enrollments", each)
    yield from teaching.values()


def _teacher(row: Row, section: str, person: str, *, is_primary: bool) -> r.SectionTeacher:
    first, last = (None, None) if row.is_deleted else row.span("beginDate", "endDate")
    return r.SectionTeacher(
        source_location=row.location,
        section=section,
        staff=person,
        is_primary=is_primary,
        starts_on=first,
        ends_on=last,
    )


def _both(one: r.SectionTeacher, other: r.SectionTeacher) -> r.SectionTeacher:
    """Return two entries of a teacher in a class as one, from the first day of either to the last."""
    return replace(
        one,
        is_primary=one.is_primary or other.is_primary,
        starts_on=min(one.starts_on, other.starts_on) if one.starts_on and other.starts_on else None,
        ends_on=max(one.ends_on, other.ends_on) if one.ends_on and other.ends_on else None,
    )


def _roster_entry(reading: Reading, row: Row, name: str, section: str, person: str) -> Iterator[r.Record]:
    index = reading.index
    first, last = row.span("beginDate", "endDate")
    if section in reading.unparsable or person in reading.unparsable:
        return
    if section not in index.classes:
        raise Unreadable("classSourcedId", f"names an unknown class: {section[:200]}")
    if first is None:
        begins = [index.terms[term].starts_on for term in index.class_terms.get(section, ())]
        first = min(begins, default=index.years[index.classes[section].year][0])
    if last and last < first:
        raise Unreadable("endDate", "is before the class begins")
    yield r.SectionEnrollment(
        source_location=row.location, source_id=name, section=section, student=person, starts_on=first, ends_on=last
    )
