"""Divides a batch of records where some of them refer to others of it."""

from collections.abc import Iterator, Sequence
from operator import attrgetter

from portal_app.ingest.record import Record
from portal_app.ingest.table_mapping import TableMapping


def parents_first(mapping: TableMapping, batch: Sequence[Record]) -> Iterator[Sequence[Record]]:
    """Yield the batch; where its records refer to each other (terms), parents before their children, level by level."""
    field = next((f for f, target in mapping.links.items() if target is mapping.record), None)
    if field is None:
        yield batch
        return
    parent_of, waiting = attrgetter(field), list(batch)
    while waiting:
        ids = {record.source_id for record in waiting}  # type: ignore[attr-defined]
        # in a cycle of parents none comes first: then yield all, and the loader reports the unknown parents
        ready = [record for record in waiting if parent_of(record) not in ids] or waiting
        yield ready
        done = set(map(id, ready))
        waiting = [record for record in waiting if id(record) not in done]
