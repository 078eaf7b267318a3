"""The academic sessions of a source as a tree; where it names only changes, those of earlier imports complete it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.names import source_id
from portal_app.ingest.oneroster.reading import Reading, UniqueIds
from portal_app.ingest.oneroster.row import Row
from portal_app.ingest.raw import TABLES as m

YEAR = "schoolyear"
_TYPES = {name: name for name in (YEAR, "semester", "term", "gradingperiod")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An academic session of the source."""

    id: str
    location: SourceLocation
    type: str
    title: str
    starts_on: date
    ends_on: date
    parent: str | None
    school_year: str


@dataclass(slots=True)
class Sessions:
    """Sessions, which of them are `in_source` (not only in the database), and the children (`below`) of each."""

    by_id: dict[str, Session] = field(default_factory=dict)
    in_source: set[str] = field(default_factory=set)
    below: defaultdict[str, list[Session]] = field(default_factory=lambda: defaultdict(list))

    def tops_of(self, name: str) -> list[Session]:
        """Return the terms that a session means for a schedule: the one it lies within, or all of a school year."""
        session = self.by_id[name]
        if session.type == YEAR:
            return self.below[name] or [session]
        while session.parent and self.by_id[session.parent].type != YEAR:
            session = self.by_id[session.parent]
        return [session]

    def year_of(self, session: Session) -> str:
        """Return the school year's source id; where the source has no such session, one made of the year's number."""
        while session.type != YEAR and session.parent:
            session = self.by_id[session.parent]
        return session.id if session.type == YEAR else source_id("year", session.school_year or session.title)


def sessions_of(reading: Reading) -> Sessions:
    """Return the sessions; one without a valid parent is reported and left out."""
    sessions, unique = Sessions(), UniqueIds()

    def remember(row: Row) -> None:
        name = unique.claim(row)
        if row.is_deleted:
            reading.warnings.count("academic sessions marked as deleted, which the portal keeps")
            return
        row.need("type")
        row.span("startDate", "endDate")
        session = Session(
            id=name,
            location=row.location,
            type=row.word("type", _TYPES) or "",
            title=row.need("title"),
            starts_on=row.need_day("startDate"),
            ends_on=row.need_day("endDate"),
            parent=row.text("parentSourcedId") or None,
            school_year=row.text("schoolYear") or "",
        )
        sessions.by_id[name] = session

    reading.each("academicSessions", remember)
    sessions.in_source = set(sessions.by_id)
    if not reading.is_bulk("academicSessions"):
        for session in _earlier(reading, sessions.in_source):
            sessions.by_id.setdefault(session.id, session)
    _reject_cycles(reading, sessions)
    return sessions


def _earlier(reading: Reading, in_source: set[str]) -> Iterator[Session]:
    """Yield the sessions that the database's years and terms were: a delta names only what has changed."""
    location, parent = SourceLocation("the database"), aliased(m.Term)
    years = select(m.SchoolYear.source_id, m.SchoolYear.name, m.SchoolYear.starts_on, m.SchoolYear.ends_on)
    for name, title, first, last in reading.connection.execute(years):
        if name:
            yield Session(
                id=name,
                location=location,
                type=YEAR,
                title=title,
                starts_on=first,
                ends_on=last,
                parent=None,
                school_year="",
            )
    terms = (
        select(m.Term.source_id, m.School.source_id, parent.source_id, m.SchoolYear.source_id, m.Term.name)
        .add_columns(m.Term.starts_on, m.Term.ends_on)
        .select_from(m.Term)
        .join(m.School, m.School.id == m.Term.school_id)
        .join(m.SchoolYear, m.SchoolYear.id == m.Term.school_year_id)
        .outerjoin(parent, parent.id == m.Term.parent_id)
    )
    for name, school, above, year, title, first, last in reading.connection.execute(terms):
        if name and school and year:
            # an export names sessions as the terms are named
            own, over = (
                each if each in in_source else each and each.removesuffix(f"|{school}") for each in (name, above)
            )
            yield Session(
                id=own,
                location=location,
                type="term",
                title=title,
                starts_on=first,
                ends_on=last,
                parent=over or year,
                school_year="",
            )


def _reject_cycles(reading: Reading, sessions: Sessions) -> None:
    """Remove the sessions without a valid parent, and collect the children of the others."""
    by_id = sessions.by_id
    for name in reading.unparsable & set(by_id):
        del by_id[name]
    for session in list(by_id.values()):
        above, seen = session.parent, {session.id}
        while above in by_id and above not in seen:
            seen.add(above)
            above = by_id[above].parent
        if above in seen:
            reason = "is its own ancestor: the parents form a cycle"
        elif above is not None and above not in reading.unparsable:
            reason = f"names an unknown session: {above[:200]}"
        elif above is None:
            continue
        else:
            reason = ""
        if reason:
            reading.errors.add(session.location, reason, "parentSourcedId")
        reading.unparsable |= seen
    for name in reading.unparsable & set(by_id):
        del by_id[name]
    sessions.in_source -= reading.unparsable
    for session in sorted(by_id.values(), key=lambda each: (each.starts_on, each.id)):
        if session.parent:
            sessions.below[session.parent].append(session)
