"""Terms: the columns of a schedule, the terms that grades are given in, and the one on which a page opens."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, tuple_

from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.models import Term


class Dated(Protocol):
    """Anything with a first and a last day: a term, a school year."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


class TermNode(Protocol):
    """Anything that names a term and the term that it is a part of."""

    @property
    def id(self) -> int | None: ...

    @property
    def parent_id(self) -> int | None: ...


D = TypeVar("D", bound=Dated)
N = TypeVar("N", bound=TermNode)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTerm(DateSpan):
    """A term that is a column of a school's schedule."""

    id: int
    school_id: int
    name: str
    ends_on: date


# Built once, because building a statement takes longer than running it. Columns, not objects: nearly every page asks.
_TERMS = (
    select_columns(col(Term.id), col(Term.school_id), col(Term.name), col(Term.starts_on), col(Term.ends_on))
    .where(tuple_(col(Term.school_id), col(Term.school_year_id)).in_(bindparam("of", expanding=True)))
    .where(col(Term.parent_id).is_(None))
    .order_by(col(Term.sequence), col(Term.starts_on))
)


def schedule_terms(session: Session, schools_and_years: Collection[tuple[int, int]]) -> list[ScheduleTerm]:
    """Return the terms that are columns of a schedule (those without a parent) of these schools' years, in order."""
    rows = session.connection().execute(_TERMS, {"of": list(schools_and_years)})
    return [
        ScheduleTerm(id=term_id or 0, school_id=school_id, name=name, starts_on=starts_on, ends_on=ends_on)
        for term_id, school_id, name, starts_on, ends_on in rows
    ]


def leaves(terms: Collection[N]) -> list[N]:
    """Return the terms that no other one is a part of, in the given order: grades are given by these."""
    parents = {term.parent_id for term in terms}
    return [term for term in terms if term.id not in parents]


def current_term(terms: Iterable[D], *, as_of: date) -> D | None:
    """Return the term on which a page opens.

    The one that the day is in (where terms overlap, such as a whole year and its semester, the one that began last);
    between two terms the next one; after the last one the last. None only without terms.
    """
    ordered = sorted(terms, key=lambda term: term.starts_on)
    running = [term for term in ordered if DateSpan(term.starts_on, term.ends_on).includes(as_of)]
    coming = [term for term in ordered if term.starts_on > as_of]
    return next(iter(running[-1:] or coming[:1] or ordered[-1:]), None)
