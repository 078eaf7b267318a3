"""academicSessions.csv: school years and terms.

OneRoster's sessions belong to no school, the portal's terms do: a session becomes a term of every school whose classes
run in it, with all sessions below it as its grading periods. `portalTerms.csv` links a session to one school instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from portal_app.ingest import records as r
from portal_app.ingest.oneroster.index import SourceIndex, TermInfo
from portal_app.ingest.oneroster.orgs import school_of
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row, Unreadable
from portal_app.ingest.oneroster.session_tree import YEAR, Session, Sessions, sessions_of

_LONGEST_YEAR = 20


def read_sessions(reading: Reading) -> Iterator[r.Record]:
    """Yield the school years, and the terms of every school that has classes in them."""
    others = set(reading.unparsable)
    sessions = sessions_of(reading)
    for name in reading.unparsable - others:  # a reference to such a term causes no second error
        reading.unparsable |= {reading.index.term_id(name, school) for school in reading.index.schools}
    reading.each("portalTerms", lambda row: _link_to_school(reading, row))
    yield from _years(reading, sessions)
    yield from _terms(reading, sessions)


def _link_to_school(reading: Reading, row: Row) -> None:
    school = school_of(reading, row, "schoolSourcedId")
    if school is None:
        raise Unreadable("schoolSourcedId", "names the district; a term belongs to a school")
    reading.index.session_schools[row.need("academicSessionSourcedId")] = school


def _years(reading: Reading, sessions: Sessions) -> Iterator[r.SchoolYear]:
    index = reading.index
    spans: dict[str, list[Session]] = {}
    for session in sessions.by_id.values():
        if session.id in sessions.in_source:
            spans.setdefault(sessions.year_of(session), []).append(session)
    for name, within in spans.items():
        own = sessions.by_id.get(name)
        if own and name not in sessions.in_source:
            continue
        # a summer session may begin after the year's own last day
        first = min(session.starts_on for session in within)
        last = max(session.ends_on for session in within)
        index.years[name] = (first, last)
        index.last_days[name] = own.ends_on if own else last
        if index.district:
            title = own.title if own and len(own.title) <= _LONGEST_YEAR else _name_of(first, last)
            location = own.location if own else within[0].location
            yield r.SchoolYear(
                source_location=location,
                source_id=name,
                district=index.district,
                name=title,
                starts_on=first,
                ends_on=last,
            )


def _name_of(first: date, last: date) -> str:
    return str(first.year) if first.year == last.year else f"{first.year}-{last.year % 100:02d}"


def _terms(reading: Reading, sessions: Sessions) -> Iterator[r.Term]:
    """Yield the terms of each school, parents first, numbered by when they begin."""
    wanted: defaultdict[str, dict[str, Session]] = defaultdict(dict)
    index = reading.index
    used = {*_used(reading), *((school, session) for session, school in index.session_schools.items())}
    named = sessions.in_source | {session for _, session in used}
    for school, session in (*_existing(index, sessions, named), *sorted(used)):
        if session in sessions.by_id and index.session_schools.get(session, school) == school:
            wanted[school] |= {top.id: top for top in sessions.tops_of(session)}
    for school, session in used:
        if session in sessions.by_id:
            index.class_years[school].add(sessions.year_of(sessions.by_id[session]))
    for school, tops in wanted.items():
        if school in index.schools:
            in_order = sorted(tops.values(), key=lambda top: (top.starts_on, top.id))
            numbers: defaultdict[str, int] = defaultdict(int)
            for top in in_order:
                numbers[sessions.year_of(top)] += 1
                yield from _tree(index, sessions, school, top, None, numbers[sessions.year_of(top)])


def _existing(index: SourceIndex, sessions: Sessions, named: set[str]) -> Iterator[tuple[str, str]]:
    """Yield which sessions are terms of which schools since an earlier import, in the years of those that are named."""
    years = {sessions.year_of(sessions.by_id[name]) for name in named & set(sessions.by_id)}
    for session in sessions.by_id.values():
        if sessions.year_of(session) in years:
            for school in index.schools:
                term = index.terms.get(index.term_id(session.id, school))
                if term and term.school == school:
                    yield school, session.id


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
    index: SourceIndex, sessions: Sessions, school: str, session: Session, parent: str | None, sequence: int
) -> Iterator[r.Term]:
    if index.session_schools.get(session.id, school) != school:
        return
    name = index.term_id(session.id, school)
    info = TermInfo(
        id=name,
        school=school,
        year=sessions.year_of(session),
        parent=parent,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
    )
    index.add_term(info)
    yield r.Term(
        source_location=session.location,
        source_id=name,
        school=school,
        school_year=info.year,
        parent=parent,
        name=session.title,
        sequence=sequence,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
    )
    children = () if session.type == YEAR else sessions.below[session.id]
    for number, child in enumerate(children, 1):
        yield from _tree(index, sessions, school, child, name, number)
