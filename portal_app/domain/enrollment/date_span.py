"""Whether a date lies between a first and a last day, both included: one rule, for values and for queries.

A span without a last day runs on. A span that ends before it begins holds no day: that is how schools record a student
who was enrolled but never came.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from portal_app.models import Enrollment, SchoolYear, SectionEnrollment, Term

Spanning = type[Enrollment] | type[SectionEnrollment] | type[SchoolYear] | type[Term]
"""The tables whose rows have a first and a last day."""
_OPEN_ENDED = (Enrollment, SectionEnrollment)
"""Of these, the ones whose last day may be empty: the others' queries need no condition for that."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days from `starts_on` to `ends_on` (None: no last day)."""

    starts_on: date
    ends_on: date | None

    @property
    def is_empty(self) -> bool:
        """Whether the span ends before it begins."""
        return self.ends_on is not None and self.ends_on < self.starts_on

    def includes(self, day: date) -> bool:
        """Return whether a day is in the span."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, first: date, last: date) -> bool:
        """Return whether any day from `first` to `last` is in the span."""
        return self.starts_on <= last and (self.ends_on is None or first <= self.ends_on)


def span_includes(table: Spanning, day: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether a row's span includes a day: a date, a column or a bound parameter."""
    return span_overlaps(table, day, day)


def span_overlaps(table: Spanning, first: Any, last: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether any day from `first` to `last` is in a row's span."""
    return and_(col(table.starts_on) <= last, _ends_from(table, first))


def span_is_not_empty(table: Spanning) -> ColumnElement[bool]:
    """Return, as SQL, whether a row's span holds any day."""
    return _ends_from(table, col(table.starts_on))


def span_is_not_over(table: Spanning, day: Any) -> ColumnElement[bool]:
    """Return, as SQL, whether a row's span holds the day or a later one."""
    return and_(_ends_from(table, day), span_is_not_empty(table))


def _ends_from(table: Spanning, day: Any) -> ColumnElement[bool]:
    ends_on: Any = col(table.ends_on)
    return or_(ends_on.is_(None), ends_on >= day) if table in _OPEN_ENDED else ends_on >= day
