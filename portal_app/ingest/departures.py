"""What a complete source no longer names: ended, withheld or deleted, as the kind says.

Only rows that came from an import (they have a source id, or hang on something that has), and only where this load
spoke of what they hang on: next year's file says nothing about this year's classes.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from portal_app.ingest.kinds import Gone
from portal_app.ingest.news import chunks
from portal_app.ingest.store import Store

_CHUNK = 5000


def depart(connection: Connection, store: Store, *, today: date) -> None:
    """End what the source no longer names of this kind."""
    gone = list(_gone(connection, store, today))
    store.counts.ended += len(gone)
    own = [store.table.c[name] == bindparam(f"old_{name}") for name in _primary(store)]
    for row in gone:
        store.tell(row, row.get("id"))
    deleted = [row for row in gone if _is_deleted(store, row, today)]
    others = [row for row in gone if not _is_deleted(store, row, today)]
    change = {"portal_access": False} if store.kind.gone is Gone.WITHHOLD else {"ends_on": today}
    for statement, rows in ((delete(store.table), deleted), (update(store.table).values(change), others)):
        for chunk in chunks(rows, _CHUNK):
            keys = [{f"old_{name}": row[name] for name in _primary(store)} for row in chunk]
            connection.execute(statement.where(and_(*own)), keys)


def _is_deleted(store: Store, row: dict[str, Any], today: date) -> bool:
    return store.kind.gone is Gone.DELETE or (store.kind.gone is Gone.END and row["starts_on"] > today)


def _gone(connection: Connection, store: Store, today: date) -> Iterator[dict[str, Any]]:
    """Yield the standing rows that hang on something that this load named, but were not named themselves."""
    anchors = [(field + "_id", store.known[store.kind.links[field]].touched) for field in store.kind.anchors]
    for row in connection.execute(_candidates(store, today)).mappings():
        if any(row[column] in touched for column, touched in anchors) and not store.was_named(dict(row)):
            yield dict(row)


def _candidates(store: Store, today: date) -> Any:
    columns = store.table.c
    wanted = {"id", "starts_on", "ends_on", store.kind.concerns, *_primary(store), *store.kind.key}
    wanted |= {field + "_id" for field in store.kind.anchors}
    rows = select(*(column for column in columns if column.name in wanted))
    if "source_id" in columns:
        rows = rows.where(columns.source_id.is_not(None))
    if "id" in columns:
        rows = rows.where(columns.id <= store.last_id)
    if store.kind.gone is Gone.END:
        return rows.where(columns.ends_on.is_(None) | (columns.ends_on > today))
    return rows.where(columns.portal_access) if store.kind.gone is Gone.WITHHOLD else rows


def _primary(store: Store) -> list[str]:
    return [column.name for column in store.table.primary_key]
