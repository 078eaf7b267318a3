"""The terms in which a class gives grades: those without children, of the terms that the class runs in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from portal_app.domain.enrollment.terms import leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingTerm:
    """A term with its dates; `within` is the name of the term it is a part of, or empty."""

    id: int
    name: str
    within: str
    sequence: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTerms:
    """All terms by id, each one's parent, and the terms that each section is scheduled in."""

    terms: dict[int, GradingTerm]
    parents: dict[int, int | None]
    scheduled: dict[int, set[int]]
    leaves: frozenset[int]
    """The terms in which grades are given."""

    @classmethod
    def of_rows(cls, rows: Collection[Row[*tuple[Any, ...]]]) -> "SectionTerms":
        """Return what the rows of `rows.term_rows` say."""
        names = {row.id: row.name for row in rows}
        scheduled: dict[int, set[int]] = {}
        for row in rows:
            if row.section_id is not None:
                scheduled.setdefault(row.section_id, set()).add(row.id)
        terms = {
            row.id: GradingTerm(
                id=row.id,
                name=row.name,
                within=names.get(row.parent_id, ""),
                sequence=row.sequence,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
            for row in rows
        }
        return cls(
            terms=terms,
            parents={row.id: row.parent_id for row in rows},
            scheduled=scheduled,
            leaves=frozenset(row.id for row in leaves(rows)),
        )

    def of(self, section_id: int, also: Collection[int]) -> list[GradingTerm]:
        """Return a section's grading terms in order, and with them the terms `also`, which have assignments or a grade.

        A section that is scheduled nowhere (an import without terms) gives grades in every term of its year.
        """
        runs_in = self.scheduled.get(section_id, set())
        own = {leaf for leaf in self.leaves if not runs_in or runs_in & self._line(leaf)}
        found = [term for id, term in self.terms.items() if id in own or id in also]
        return sorted(found, key=lambda term: (term.ends_on, term.starts_on, term.sequence))

    def _line(self, term: int) -> set[int]:
        """Return the term and all terms that it lies in."""
        line: set[int] = set()
        at: int | None = term
        while at is not None and at not in line:
            line.add(at)
            at = self.parents.get(at)
        return line
