"""What a complete source no longer names, or any source names as deleted: ended, withheld or deleted, as the kind says.

Only rows that came from an import (they have a source id, or hang on something that has), and only where this load
spoke of what they hang on: next year's file says nothing about this year's classes.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import SQLModel

from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.raw import chunks, converters, is_one_of, select_raw
from portal_app.ingest.store import Store
from portal_app.ingest.table_mappings import MADE_BY_STAFF, Gone
from portal_app.ingest.writing import CHUNK, Delete, Update
from portal_app.models.columns import OFFICE

Row = dict[str, Any]
SHRINK_SHARE, SHRINK_FLOOR = 0.1, 20
"""More than this share of a kind (and more rows than this) never ends by one import unless the operator says so."""


def depart(store: Store, *, today: date, may_shrink: bool) -> None:
    """End what the source no longer names of this kind; if that is suspiciously much, it is a finding instead."""
    total = store.context.connection.scalar(_of(select(func.count()), store, today)) or 0
    # adopted rows are named, but came from the office and so are not in the total
    if store.by_source and store.kind.gone is not Gone.END and sum(store.named_ids) - store.adopted >= total:
        return  # nothing is missing, and no row of five million has to be looked at
    gone = list(_gone(store, today))
    if len(gone) > max(SHRINK_FLOOR, SHRINK_SHARE * total) and not may_shrink:
        how_many = f"{len(gone):,} of {total:,} {store.kind.name} would end, because the source no longer names them"
        store.context.errors.add(
            SourceLocation("the source as a whole"), f"{how_many}; if that is right, allow it to shrink"
        )
        return
    end(store, gone, today=today)


def depart_from(store: Store, anchors: set[str], *, today: date) -> None:
    """End what hangs on these things (source ids of the kind's first anchor) and was not named by this load."""
    anchor = store.kind.anchors[0]
    known = store.context.id_maps[store.kind.links[anchor]].ids
    column, gone = f"{anchor}_id", list[Row]()
    for chunk in chunks(sorted(number for name in anchors if (number := known.get(name))), CHUNK):
        wanted = _of(_rows(store), store, today).where(is_one_of(store.table, column, chunk))
        rows = map(dict, store.context.connection.execute(wanted).mappings())
        gone += [row for row in rows if not store.was_named(row)]
    end(store, gone, today=today)


def end(store: Store, gone: list[Row], *, today: date) -> None:
    """End these rows: delete them, let today be their last day, or withhold access."""
    store.counts.ended += len(gone)
    for row in gone:
        store.tell(row, row.get("id"))
    day = _raw(store, "ends_on", today) if "ends_on" in store.table.c else None
    deleted = [row for row in gone if _is_deleted(store, row, day)]
    others = [row for row in gone if not _is_deleted(store, row, day)]
    _delete(store, deleted)
    column, value = ("portal_access", False) if store.kind.gone is Gone.WITHHOLD else ("ends_on", day)
    for chunk in chunks(others, CHUNK):
        rows = [(*(row[name] for name in store.primary), value) for row in chunk]
        store.context.write(Update(store.table.name, tuple(store.primary), (column,), rows))


def _delete(store: Store, rows: list[Row]) -> None:
    """Delete rows, and before them what can't be without them."""
    for chunk in chunks(rows, CHUNK):
        for model, column in store.kind.dependents:
            keys = [(row["id"],) for row in chunk]
            store.context.write(Delete(_name(model), (column,), keys))
        keys = [tuple(row[name] for name in store.primary) for row in chunk]
        store.context.write(Delete(store.table.name, tuple(store.primary), keys))


def _name(model: type[SQLModel]) -> str:
    return str(model.__tablename__)


def _raw(store: Store, column: str, value: Any) -> Any:
    for _, convert in converters(store.context.connection, store.table, [column]):
        return convert[value]
    return value


def _is_deleted(store: Store, row: Row, day: Any) -> bool:
    return store.kind.gone is Gone.DELETE or (store.kind.gone is Gone.END and row["starts_on"] > day)


def _gone(store: Store, today: date) -> Iterator[Row]:
    """Yield the standing rows that hang on something that this load named, but were not named themselves."""
    anchors = [(field + "_id", store.context.id_maps[store.kind.links[field]].named) for field in store.kind.anchors]
    for found in store.context.connection.execute(_of(_rows(store), store, today)).mappings():
        row: Any = found
        if not store.was_named(row) and any(row[column] in touched for column, touched in anchors):
            yield dict(row)


def named_by_source(store: Store, source_ids: Iterable[str], today: date) -> list[Row]:
    """Return the rows of these source ids that have not ended."""
    found: list[Row] = []
    for chunk in chunks(source_ids, CHUNK):
        wanted = _of(_rows(store), store, today).where(is_one_of(store.table, "source_id", chunk))
        found += map(dict, store.context.connection.execute(wanted).mappings())
    return found


def named_by_key(store: Store, keys: set[Any], today: date) -> list[Row]:
    """Return the rows of these keys that have not ended."""
    rows = map(dict, store.context.connection.execute(_of(_rows(store), store, today)).mappings())
    return [row for row in rows if tuple(row[column] for column in store.kind.key) in keys]


def _rows(store: Store) -> Select:
    wanted = {"id", "starts_on", "ends_on", *store.kind.concerns.split(), *store.primary, *store.kind.key}
    wanted |= {field + "_id" for field in store.kind.anchors}
    return select_raw(store.table, [column.name for column in store.table.c if column.name in wanted])


def _of(query: Select, store: Store, today: date) -> Select:
    """Restrict a query to the rows that an import may end."""
    columns, query = store.table.c, query.select_from(store.table)
    if "source_id" in columns:
        query = query.where(columns.source_id.is_not(None))
    if store.kind.record in MADE_BY_STAFF:
        query = query.where(~columns.source_id.startswith(OFFICE))
    if "id" in columns:
        query = query.where(columns.id <= store.last_id)
    if store.kind.gone is Gone.END:
        return query.where(columns.ends_on.is_(None) | (columns.ends_on > today))
    return query.where(columns.portal_access) if store.kind.gone is Gone.WITHHOLD else query
