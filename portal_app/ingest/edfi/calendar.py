"""EducationOrgCalendar: school years, terms (sessions and the grading periods within), days with and without school."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SourceIndex, Span
from portal_app.ingest.edfi.names import organization
from portal_app.ingest.errors import ImportRefused, SourceLocation
from portal_app.ingest.names import source_id

_SCHOOL_IS_ON = {"Instructional day", "Make-up day", "Student late arrival/early dismissal"}
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    location: SourceLocation
    school: str
    year: str
    name: str
    starts_on: date
    ends_on: date
    grading_periods: list[str]

    @property
    def key(self) -> tuple[str, str, str]:
        return self.school, self.year, self.name

    @property
    def year_of_school(self) -> tuple[str, str]:
        return self.school, self.year


@dataclass(frozen=True, slots=True, kw_only=True)
class _GradingPeriod:
    location: SourceLocation
    name: str
    starts_on: date
    ends_on: date


@dataclass(slots=True)
class _Calendar:
    sessions: list[_Session] = field(default_factory=list)
    grading_periods: dict[str, _GradingPeriod] = field(default_factory=dict)
    days: dict[date, tuple[SourceLocation, list[str]]] = field(default_factory=dict)


def read_calendar(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield school years, terms and calendar days, once the small file is read: its parts refer to each other."""
    calendar = _Calendar()
    for item in items(archive, entry):
        match item.kind:
            case "Session":
                calendar.sessions.append(_session(item, index))
            case "GradingPeriod":
                calendar.grading_periods[item.attribute("id")] = _grading_period(item)
            case "CalendarDate":
                _, events = calendar.days.setdefault(item.need_day("Date"), (item.location, []))
                events.append(item.need("CalendarEvent"))
    yield from _years(calendar, index)
    yield from _terms(calendar, index)
    yield from _days(calendar)


def _session(item: Item, index: SourceIndex) -> _Session:
    return _Session(
        location=item.location,
        school=organization(item, "EducationOrganizationReference", index.organizations),
        year=item.need("SchoolYear"),
        name=item.need("Term"),
        starts_on=item.need_day("BeginDate"),
        ends_on=item.need_day("EndDate"),
        grading_periods=[ref.attribute("ref") for ref in item.all("GradingPeriodReference")],
    )


def _grading_period(item: Item) -> _GradingPeriod:
    return _GradingPeriod(
        location=item.location,
        name=item.need("GradingPeriod"),
        starts_on=item.need_day("BeginDate"),
        ends_on=item.need_day("EndDate"),
    )


def _years(calendar: _Calendar, index: SourceIndex) -> Iterator[r.SchoolYear]:
    """Yield a year per district, from its schools' first day to their last."""
    years: defaultdict[tuple[str, str], list[_Session]] = defaultdict(list)
    for session in calendar.sessions:
        years[index.districts.get(session.school, session.school), session.year].append(session)
    for (district, year), sessions in years.items():
        yield r.SchoolYear(
            source_location=sessions[0].location,
            source_id=source_id(district, year),
            district=district,
            name=short_year(year),
            starts_on=min(session.starts_on for session in sessions),
            ends_on=max(session.ends_on for session in sessions),
        )


def short_year(year: str) -> str:
    """Return a school year as people write it: 2010-2011 -> 2010-11."""
    first, dash, last = year.partition("-")
    return f"{first}-{last[2:]}" if dash and len(last) == 4 else year


def _terms(calendar: _Calendar, index: SourceIndex) -> Iterator[r.Term]:
    """Yield each school's sessions, numbered by date, then the grading periods within, numbered through the year."""
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    periods: defaultdict[tuple[str, str], int] = defaultdict(int)
    children: list[r.Term] = []
    for session in sorted(calendar.sessions, key=attrgetter("school", "year", "starts_on")):
        numbers[session.year_of_school] += 1
        term = _term(session, session, numbers[session.year_of_school], index, parent=None)
        index.sessions[session.key] = Span(term.source_id, term.starts_on, term.ends_on)
        yield term
        children += _within(calendar, session, index, parent=term.source_id, after=periods[session.year_of_school])
        periods[session.year_of_school] += len(session.grading_periods)
    yield from children


def _within(calendar: _Calendar, session: _Session, index: SourceIndex, *, parent: str, after: int) -> Iterator[r.Term]:
    for ref in session.grading_periods:
        if ref not in calendar.grading_periods:
            raise ImportRefused(session.location, f"Session names an unknown grading period: {ref}")
    periods = sorted((calendar.grading_periods[ref] for ref in session.grading_periods), key=attrgetter("starts_on"))
    for sequence, period in enumerate(periods, after + 1):
        term = _term(period, session, sequence, index, parent=parent)
        span = Span(term.source_id, term.starts_on, term.ends_on)
        index.grading_periods[session.school, session.year, period.name] = index.last_period[session.key] = span
        yield term


def _term(
    what: _Session | _GradingPeriod, session: _Session, sequence: int, index: SourceIndex, *, parent: str | None
) -> r.Term:
    return r.Term(
        source_location=what.location,
        source_id=source_id(session.school, session.year, what.name),
        school=session.school,
        school_year=index.year_id(session.school, session.year),
        parent=parent,
        name=what.name,
        sequence=sequence,
        starts_on=what.starts_on,
        ends_on=what.ends_on,
    )


def _days(calendar: _Calendar) -> Iterator[r.CalendarDay]:
    """Yield every date for every school: Ed-Fi 1.0 keeps one calendar for all schools of a file."""
    for school in dict.fromkeys(session.school for session in calendar.sessions):
        for day, (location, events) in calendar.days.items():
            is_on = any(event in _SCHOOL_IS_ON for event in events)
            reason = ", ".join(dict.fromkeys(e for e in events if e != "Instructional day"))
            is_weekend = not is_on and day.weekday() >= _SATURDAY
            yield r.CalendarDay(
                source_location=location,
                school=school,
                date=day,
                is_instructional=is_on,
                reason="" if is_weekend else reason,
            )
