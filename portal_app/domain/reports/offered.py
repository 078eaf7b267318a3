"""Which reports there are for a student, and the terms that each can be narrowed to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select, tuple_

from portal_app.domain.access import NotFound, Right
from portal_app.domain.enrollment.placements import Placement, placements_on_record
from portal_app.domain.enrollment.terms import current_term, leaves
from portal_app.infrastructure.translation import gettext_noop
from portal_app.models import Student, Term


class ReportKind(StrEnum):
    """A report, by the word in its address."""

    SCHEDULE = "schedule"
    MISSING = "missing-assignments"
    CARD = "report-card"
    ATTENDANCE = "attendance"
    PROGRESS = "class-progress"


TITLES = {
    ReportKind.SCHEDULE: gettext_noop("Student Schedule"),
    ReportKind.MISSING: gettext_noop("Missing Assignments"),
    ReportKind.CARD: gettext_noop("Report Card"),
    ReportKind.ATTENDANCE: gettext_noop("Attendance Detail"),
    ReportKind.PROGRESS: gettext_noop("Class Progress"),
}
SHOWS: dict[ReportKind, frozenset[Right]] = {
    ReportKind.SCHEDULE: frozenset({Right.SCHEDULE}),
    ReportKind.MISSING: frozenset({Right.GRADES}),
    ReportKind.CARD: frozenset({Right.GRADES, Right.ATTENDANCE}),
    ReportKind.ATTENDANCE: frozenset({Right.ATTENDANCE}),
    ReportKind.PROGRESS: frozenset({Right.GRADES}),
}
"""The rights to the content of each report: without them a document would show what the pages withhold."""

_ABOUT = {
    ReportKind.SCHEDULE: gettext_noop(
        "Every period and term of the year: class, teacher and room, the empty periods too."
    ),
    ReportKind.MISSING: gettext_noop("What is marked missing in any class, with the date it was due and whom to ask."),
    ReportKind.CARD: gettext_noop("The posted grades of the year by term, the teachers' comments, and the attendance."),
    ReportKind.ATTENDANCE: gettext_noop(
        "Each absence, tardy and early release by day, and the totals by term and class."
    ),
    ReportKind.PROGRESS: gettext_noop(
        "Each class's grade in a term so far: every score, and how the grade is calculated."
    ),
}
_WHOLE = {
    ReportKind.SCHEDULE: gettext_noop("The whole year"),
    ReportKind.CARD: gettext_noop("The whole year so far"),
    ReportKind.ATTENDANCE: gettext_noop("The whole year so far"),
    ReportKind.PROGRESS: gettext_noop("The current term"),
}
_WHOLE_OVER = {
    ReportKind.SCHEDULE: gettext_noop("The whole year"),
    ReportKind.CARD: gettext_noop("The whole year"),
    ReportKind.ATTENDANCE: gettext_noop("The whole year"),
    ReportKind.PROGRESS: gettext_noop("The last term"),
}
"""The same once the school year is over."""
_NOW_ONLY = (ReportKind.MISSING,)
"""Reports of what is still to be done: there are none about another year than the one on record, or an earlier one."""
_BY_GRADING_TERM = (ReportKind.CARD, ReportKind.PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTerm:
    """A term that a report can be narrowed to; the school is named where the student attends several."""

    id: int
    name: str
    school: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A report: the word of its address, and English keys of what it is called, holds, and shows without a term."""

    key: str
    title: str
    about: str
    whole: str
    terms: list[OfferedTerm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The reports about a student; `is_enrolled`: there is a school that can issue them."""

    is_enrolled: bool = False
    offers: list[Offer] = field(default_factory=list)


def offered_to(
    session: Session, student: Student, *, rights: Collection[str], as_of: date, year_id: int | None = None
) -> Offers:
    """Return the reports that a viewer with these rights may have about a year (None: the year on record)."""
    places = placements_on_record(session, student, as_of=as_of, year_id=year_id)
    terms = _terms(session, places)
    is_over = all(place.year.ends_on < as_of for place in places)
    is_now = year_id is None and not any(place.year.is_earlier for place in places)
    return Offers(
        is_enrolled=bool(places),
        offers=[
            Offer(
                key=kind,
                title=TITLES[kind],
                about=_ABOUT[kind],
                whole=(_WHOLE_OVER if is_over else _WHOLE).get(kind, ""),
                terms=_offered(_terms_for(kind, terms), places, as_of) if kind in _WHOLE else [],
            )
            for kind in ReportKind
            if SHOWS[kind].issubset(rights) and (is_now or kind not in _NOW_ONLY)
        ],
    )


def report_named(word: str) -> ReportKind:
    """Return the report with this word in its address.

    Raises:
        NotFound: there is none.
    """
    try:
        return ReportKind(word)
    except ValueError:
        raise NotFound from None


def check_year(kind: ReportKind, year_id: int | None) -> None:
    """Check that there is such a report about a year.

    Raises:
        NotFound: it is about what is still to be done, and a year is named.
    """
    if year_id is not None and kind in _NOW_ONLY:
        raise NotFound


def term_of(
    session: Session, student: Student, kind: ReportKind, term_id: int, *, as_of: date, year_id: int | None = None
) -> Term:
    """Return the term that a report is narrowed to.

    Raises:
        NotFound: the report is not offered for such a term.
    """
    places = placements_on_record(session, student, as_of=as_of, year_id=year_id)
    terms = _terms_for(kind, _terms(session, places)) if kind in _WHOLE else []
    for term in terms:
        if term.id == term_id:
            return term
    raise NotFound


def _terms(session: Session, places: list[Placement]) -> list[Term]:
    if not places:
        return []
    here = [(place.school_id, place.year.id) for place in places]
    query = (
        select(Term)
        .where(tuple_(col(Term.school_id), col(Term.school_year_id)).in_(here))
        .order_by(col(Term.ends_on), col(Term.starts_on), col(Term.sequence))
    )
    return list(session.exec(query))


def _terms_for(kind: ReportKind, terms: list[Term]) -> list[Term]:
    """Return the terms by which a report speaks: grades by those without children, the rest by whole ones."""
    if kind in _BY_GRADING_TERM:
        return leaves(terms)
    return [term for term in terms if term.parent_id is None]


def _offered(terms: list[Term], places: list[Placement], as_of: date) -> list[OfferedTerm]:
    schools = {place.school_id: place.school for place in places}
    current = {
        school: current_term([term for term in terms if term.school_id == school], as_of=as_of) for school in schools
    }
    return [
        OfferedTerm(
            id=term.id or 0,
            name=term.name,
            school=schools[term.school_id] if len(schools) > 1 else "",
            is_current=term is current[term.school_id] and term.ends_on >= as_of,
        )
        for term in terms
    ]
