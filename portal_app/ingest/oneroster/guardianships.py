"""Who is whose guardian, and what they may see: by portalRights.csv, or by `agentSourcedIds` of users.csv."""

from collections.abc import Container, Iterable, Iterator

from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.oneroster.files import RIGHTS
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.oneroster.row import Row, Unreadable

Agent = tuple[str, str, SourceLocation]
"""A person, one of the `agentSourcedIds`, and where that stands."""
Ties = dict[tuple[str, str], r.Record]
"""What was said of a guardian and a student."""


def read_ties(reading: Reading, agents: Iterable[Agent], *, former: Container[str]) -> Iterator[r.Record]:
    """Yield who is whose guardian: by portalRights.csv with the rights, by agentSourcedIds without.

    `former` guardians are nobody's, unless portalRights.csv says so.
    """
    index, ties = reading.index, Ties()
    yield from reading.keyed("portalRights", lambda row: _rights(ties, row))
    for name, other, location in agents:
        pairs = [(name, other)] if name in index.guardians and other in index.students else []
        pairs += [(other, name)] if other in index.guardians and name in index.students else []
        known = (index.students, index.guardians, index.staff, reading.unparsable)
        if not pairs and not any(other in people for people in known):
            reading.errors.add(location, f"names an unknown user: {other[:200]}", "agentSourcedIds")
        for pair in pairs:
            guardian, student = pair
            if pair not in ties and guardian not in former:
                ties[pair] = tie = r.Guardianship(source_location=location, guardian=guardian, student=student)
                yield tie


def _rights(ties: Ties, row: Row) -> Iterator[r.Record]:
    pair = row.need("guardianSourcedId"), row.need("studentSourcedId")
    if (first := ties.get(pair)) is not None:
        raise Unreadable(
            "guardianSourcedId", f"and student are given twice, first in line {first.source_location.line}"
        )
    told = {_FIELDS.get(column, column): row.flag(column) for column in RIGHTS}
    guardian, student = pair
    ties[pair] = tie = r.Guardianship(
        source_location=row.location,
        guardian=guardian,
        student=student,
        relationship=row.text("relationship"),
        **told,
    )
    yield tie


_FIELDS = {"portalAccess": "portal_access"}
