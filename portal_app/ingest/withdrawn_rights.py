"""Rights that staff have withdrawn: no import gives them back, whatever the source says; only staff do."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, exists, false, select, update

from portal_app.ingest.raw import TABLES as m
from portal_app.ingest.records import Guardianship, Record
from portal_app.ingest.summary import Warnings
from portal_app.settings import ALL_RIGHTS

_HELD = "rights that staff have withdrawn stay withdrawn, although the source gives them (portal rights withdrawn)"


def without_withdrawn(records: Iterator[Record], connection: Connection, warnings: Warnings) -> Iterator[Record]:
    """Return the records; of those of guardianships none says anything of a right that staff have withdrawn."""
    withdrawn = _by_pair(connection)
    return _filtered(records, withdrawn, warnings) if withdrawn else records


def _filtered(
    records: Iterator[Record], withdrawn: dict[tuple[str, str], list[str]], warnings: Warnings
) -> Iterator[Record]:
    for record in records:
        if isinstance(record, Guardianship):
            names = withdrawn.get((record.guardian, record.student), ())
            given: dict[str, Any] = {name: None for name in names if getattr(record, name)}
            if given:
                warnings.count(_HELD)
                yield replace(record, **given)
                continue
        yield record


def withhold_withdrawn(connection: Connection) -> None:
    """Take away what staff have withdrawn while an import was being planned."""
    row, withdrawn = m.Guardianship, m.WithdrawnRight
    pair = and_(withdrawn.guardian_id == row.guardian_id, withdrawn.student_id == row.student_id)
    for name in ("portal_access", *ALL_RIGHTS):
        column = getattr(row, name)
        is_withdrawn = exists().where(pair, withdrawn.name == name)
        connection.execute(update(row).where(column, is_withdrawn).values({name: false()}))


def _by_pair(connection: Connection) -> dict[tuple[str, str], list[str]]:
    """Return the names of the rights withdrawn, by the source ids of guardian and student."""
    row, guardian, student = m.WithdrawnRight, m.Guardian, m.Student
    query = (
        select(guardian.source_id, student.source_id, row.name)
        .join(guardian, guardian.id == row.guardian_id)
        .join(student, student.id == row.student_id)
    )
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for guardian_id, student_id, name in connection.execute(query):
        found[guardian_id, student_id].append(name)
    return found
