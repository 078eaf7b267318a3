"""Guardianships and their rights: from portalRights.csv, or by `agentSourcedIds` of users.csv."""

from collections.abc import Container, Iterable, Iterator

from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.oneroster.files import RIGHTS
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row, Unreadable
from portal_app.ingest.table_mappings.people import without_rights

Agent = tuple[str, str, SourceLocation]
"""A person, one of the `agentSourcedIds`, and the location of that."""
Guardianships = dict[tuple[str, str], r.Record]
"""The record of a guardian and a student."""


def read_guardianships(reading: Reading, agents: Iterable[Agent], *, former: Container[str]) -> Iterator[r.Record]:
    """Yield guardianships: from portalRights.csv with the rights, from agentSourcedIds without.

    `former` guardians have none, unless portalRights.csv gives them one.
    """
    index, guardianships = reading.index, Guardianships()
    yield from reading.keyed("portalRights", lambda row: _rights(guardianships, row))
    for name, other, location in agents:
        pairs = [(name, other)] if name in index.guardians and other in index.students else []
        pairs += [(other, name)] if other in index.guardians and name in index.students else []
        known = (index.students, index.guardians, index.staff, reading.unparsable)
        if not pairs and not any(other in people for people in known):
            reading.errors.add(location, f"names an unknown user: {other[:200]}", "agentSourcedIds")
        for pair in pairs:
            guardian, student = pair
            if pair not in guardianships and guardian not in former:
                reading.warnings.count(without_rights())
                guardianships[pair] = r.Guardianship(source_location=location, guardian=guardian, student=student)
                yield guardianships[pair]


def _rights(guardianships: Guardianships, row: Row) -> Iterator[r.Record]:
    pair = row.need("guardianSourcedId"), row.need("studentSourcedId")
    if (first := guardianships.get(pair)) is not None:
        raise Unreadable(
            "guardianSourcedId", f"and student are given twice, first in line {first.source_location.line}"
        )
    granted = {_FIELDS.get(column, column): row.flag(column) for column in RIGHTS}
    guardian, student = pair
    guardianships[pair] = r.Guardianship(
        source_location=row.location,
        guardian=guardian,
        student=student,
        relationship=row.text("relationship"),
        by_default=None if all(given is None for given in granted.values()) else False,
        **granted,
    )
    yield guardianships[pair]


_FIELDS = {"portalAccess": "portal_access"}
