"""academicSessions.csv and what belongs to a school's days: school years, terms, periods, bells, calendar.

OneRoster's sessions belong to no school, the portal's terms do: a session becomes a term of every school whose classes
run in it, with all sessions below it as its grading periods. `portalTerms.csv` ties a session to one school instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from portal_app.ingest import records as r
from portal_app.ingest.names import source_id
from portal_app.ingest.oneroster.frame import Frame, TermInfo
from portal_app.ingest.oneroster.orgs import school_of
from portal_app.ingest.oneroster.reading import Once, Reading
from portal_app.ingest.oneroster.sheet import Row, Unreadable
from portal_app.ingest.refusal import Place

_YEAR = "schoolyear"
_TYPES = {name: name for name in (_YEAR, "semester", "term", "gradingperiod")}
_LONGEST_YEAR = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An academic session of the source."""

    id: str
    place: Place
    type: str
    title: str
    starts_on: date
    ends_on: date
    parent: str | None
    school_year: str


@dataclass(slots=True)
class Sessions:
    """The sessions of a source, and what lies below each."""

    by_id: dict[str, Session] = field(default_factory=dict)
    below: defaultdict[str, list[Session]] = field(default_factory=lambda: defaultdict(list))

    def tops_of(self, name: str) -> list[Session]:
        """Return the terms that a session means for a schedule: the one it lies within, or all of a school year."""
        session = self.by_id[name]
        if session.type == _YEAR:
            return self.below[name] or [session]
        while session.parent and self.by_id[session.parent].type != _YEAR:
            session = self.by_id[session.parent]
        return [session]

    def year_of(self, session: Session) -> str:
        """Return the school year's source id; where the source has no such session, one made of the year's number."""
        while session.type != _YEAR and session.parent:
            session = self.by_id[session.parent]
        return session.id if session.type == _YEAR else source_id("year", session.school_year or session.title)


def read_sessions(reading: Reading) -> Iterator[r.Record]:
    """Yield the school years, and the terms of every school that has classes in them."""
    sessions = _sessions(reading)
    _refuse_circles(reading, sessions)
    reading.each("portalTerms", lambda row: _tie(reading, row))
    yield from _years(reading, sessions)
    yield from _terms(reading, sessions)


def _sessions(reading: Reading) -> Sessions:
    sessions, once = Sessions(), Once()

    def remember(row: Row) -> None:
        name = once.more(row)
        if row.is_deleted:
            reading.remarks.count("academic sessions marked as deleted, which the portal keeps")
            return
        row.need("type")
        session = Session(
            id=name,
            place=row.place,
            type=row.word("type", _TYPES) or "",
            title=row.need("title"),
            starts_on=row.need_day("startDate"),
            ends_on=row.need_day("endDate"),
            parent=row.text("parentSourcedId") or None,
            school_year=row.text("schoolYear") or "",
        )
        if session.ends_on < session.starts_on:
            raise Unreadable("endDate", "is before the startDate")
        sessions.by_id[name] = session

    reading.each("academicSessions", remember)
    return sessions


def _refuse_circles(reading: Reading, sessions: Sessions) -> None:
    """Take out the sessions that can't be placed, and note what lies below each of the others."""
    by_id = sessions.by_id
    for session in list(by_id.values()):
        above, seen = session.parent, {session.id}
        while above in by_id and above not in seen:
            seen.add(above)
            above = by_id[above].parent
        if above in seen:
            where = "is above itself: the parents go round in a circle"
        elif above is not None and above not in reading.broken:
            where = f"names an unknown session: {above[:200]}"
        elif above is None:
            continue
        else:
            where = ""
        if where:
            reading.findings.add(session.place, where, "parentSourcedId")
        reading.broken |= seen
    for name in reading.broken & set(by_id):
        del by_id[name]
    for session in sorted(by_id.values(), key=lambda each: (each.starts_on, each.id)):
        if session.parent:
            sessions.below[session.parent].append(session)


def _tie(reading: Reading, row: Row) -> None:
    school = school_of(reading, row, "schoolSourcedId")
    if school is None:
        raise Unreadable("schoolSourcedId", "names the district; a term belongs to a school")
    reading.frame.tied[row.need("academicSessionSourcedId")] = school


def _years(reading: Reading, sessions: Sessions) -> Iterator[r.SchoolYear]:
    frame = reading.frame
    spans: dict[str, list[Session]] = {}
    for session in sessions.by_id.values():
        spans.setdefault(sessions.year_of(session), []).append(session)
    for name, within in spans.items():
        own = sessions.by_id.get(name)
        first = own.starts_on if own else min(session.starts_on for session in within)
        last = own.ends_on if own else max(session.ends_on for session in within)
        frame.years[name] = (first, last)
        if frame.district:
            title = own.title if own and len(own.title) <= _LONGEST_YEAR else _name_of(first, last)
            place = own.place if own else within[0].place
            yield r.SchoolYear(
                place=place, source_id=name, district=frame.district, name=title, starts_on=first, ends_on=last
            )


def _name_of(first: date, last: date) -> str:
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year % 100:02d}"


def _terms(reading: Reading, sessions: Sessions) -> Iterator[r.Term]:
    """Yield the terms of each school, parents first, numbered by when they begin."""
    wanted: defaultdict[str, dict[str, Session]] = defaultdict(dict)
    for session, school in reading.frame.tied.items():
        if session in sessions.by_id:
            for top in sessions.tops_of(session):
                wanted[school][top.id] = top
    for school, session in _used(reading):
        if session in sessions.by_id and session not in reading.frame.tied:
            for top in sessions.tops_of(session):
                wanted[school][top.id] = top
    for school, tops in wanted.items():
        if school in reading.frame.schools:
            in_order = sorted(tops.values(), key=lambda top: (top.starts_on, top.id))
            numbers: defaultdict[str, int] = defaultdict(int)
            for top in in_order:
                numbers[sessions.year_of(top)] += 1
                yield from _tree(reading.frame, sessions, school, top, None, numbers[sessions.year_of(top)])


def _used(reading: Reading) -> Iterable[tuple[str, str]]:
    """Return which schools have classes in which sessions, looked up ahead: terms come before classes."""
    found: dict[tuple[str, str], None] = {}

    def remember(row: Row) -> None:
        for session in row.ids("termSourcedIds"):
            if not row.is_deleted:
                found[row.text("schoolSourcedId") or "", session] = None

    if sheet := reading.sheet("classes"):
        for row in sheet.quietly():
            remember(row)
    return found


def _tree(
    frame: Frame, sessions: Sessions, school: str, session: Session, parent: str | None, sequence: int
) -> Iterator[r.Term]:
    if frame.tied.get(session.id, school) != school:
        return
    name = frame.term_id(session.id, school)
    info = TermInfo(
        id=name,
        school=school,
        year=sessions.year_of(session),
        parent=parent,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
    )
    frame.add_term(info)
    yield r.Term(
        place=session.place,
        source_id=name,
        school=school,
        school_year=info.year,
        parent=parent,
        name=session.title,
        sequence=sequence,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
    )
    children = () if session.type == _YEAR else sessions.below[session.id]
    for number, child in enumerate(children, 1):
        yield from _tree(frame, sessions, school, child, name, number)


def read_days(reading: Reading) -> Iterator[r.Record]:
    """Yield the schools' periods, bell schedules and calendar days."""
    yield from reading.keyed("portalPeriods", lambda row: _period(reading, row))
    yield from reading.named("portalBellSchedules", lambda row: _bells(reading, row), r.BellSchedule)
    yield from reading.keyed("portalBellTimes", lambda row: _bell(reading, row))
    yield from reading.keyed("portalCalendar", lambda row: _day(reading, row))


def period_id(school: str, name: str) -> str:
    """Return the source id of a school's period: people know periods by their names."""
    return source_id(school, name)


def _period(reading: Reading, row: Row) -> Iterator[r.Record]:
    school, name = row.need("schoolSourcedId"), row.need("name")
    row.need("sequence")
    if not row.is_deleted:
        yield r.Period(
            place=row.place,
            source_id=period_id(school, name),
            school=school,
            name=name,
            sequence=row.whole("sequence") or 0,
        )


def _bells(reading: Reading, row: Row) -> Iterator[r.Record]:
    school, name = row.need("schoolSourcedId"), row.need("sourcedId")
    reading.frame.bells[name] = school
    yield r.BellSchedule(
        place=row.place,
        source_id=name,
        school=school,
        name=row.need("name"),
        is_default=row.flag("default") or False,
    )


def _bell(reading: Reading, row: Row) -> Iterator[r.Record]:
    schedule, period = row.need("bellScheduleSourcedId"), row.need("period")
    if schedule in reading.broken:
        return
    if (school := reading.frame.bells.get(schedule)) is None:
        raise Unreadable("bellScheduleSourcedId", f"names an unknown bell schedule: {schedule[:200]}")
    yield r.BellTime(
        place=row.place,
        bell_schedule=schedule,
        period=period_id(school, period),
        starts_at=row.time("startTime"),
        ends_at=row.time("endTime"),
    )


def _day(reading: Reading, row: Row) -> Iterator[r.Record]:
    row.need("instructional")
    bells = row.text("bellScheduleSourcedId")
    yield r.CalendarDay(
        place=row.place,
        school=row.need("schoolSourcedId"),
        date=row.need_day("date"),
        is_instructional=bool(row.flag("instructional")),
        reason=row.text("reason") or "",
        day_label=row.text("dayLabel"),
        bell_schedule=r.UNSAID if bells is None else bells or None,
    )
