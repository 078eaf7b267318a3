"""Ends the rows that a complete source no longer names, or that any source names as deleted.

The mapping says how: they are deleted, they end today, or access is withheld. Only rows that came from an import can
end (they have a source id, or belong to a row that has one), and only where this load named what they belong to: next
year's file says nothing about this year's classes.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.raw import TABLES as m
from portal_app.ingest.raw import chunks, is_one_of, select_raw, to_raw
from portal_app.ingest.table_loader import TableLoader
from portal_app.ingest.table_mapping import Key, OnMissing
from portal_app.ingest.table_mappings import MADE_BY_STAFF
from portal_app.ingest.writing import CHUNK, Delete, Update
from portal_app.models.columns import OFFICE

Row = dict[str, Any]
SHRINK_SHARE, SHRINK_FLOOR = 0.1, 20
"""One import never ends more than this share of a table's rows (and more rows than this) unless the operator allows it:
otherwise a truncated export would delete a whole school's data."""


def end_missing(loader: TableLoader, *, today: date, may_shrink: bool) -> None:
    """End the rows of a table that a complete source no longer names; if they are too many, that is an error."""
    mapping, context = loader.mapping, loader.context
    total = context.connection.scalar(_may_end(select(func.count()), loader, today)) or 0
    if mapping.on_missing is not OnMissing.END and loader.matcher.named.are_all(total):
        return  # nothing is missing, so that no row of five million has to be read
    missing = list(_missing(loader, today))
    if len(missing) > max(SHRINK_FLOOR, SHRINK_SHARE * total) and not may_shrink:
        how_many = f"{len(missing):,} of {total:,} {mapping.name} would end, because the source no longer names them"
        reason = f"{how_many}; if that is right, run it again with --allow-shrink"
        context.errors.add(SourceLocation("the source as a whole"), reason)
        return
    end_rows(loader, missing, today=today)


def end_missing_of(loader: TableLoader, anchors: set[str], *, today: date) -> None:
    """End the rows that belong to these (source ids of the mapping's first anchor) and were not named by this load."""
    field = loader.mapping.anchors[0]
    ids = loader.context.id_maps[loader.mapping.links[field]].ids
    missing: list[Row] = []
    for chunk in chunks(sorted(anchor for name in anchors if (anchor := ids.get(name))), CHUNK):
        condition = is_one_of(loader.mapping.table, f"{field}_id", chunk)
        missing += [dict(row) for row in _rows(loader, today, condition) if row not in loader.matcher.named]
    end_rows(loader, missing, today=today)


def end_deleted(loader: TableLoader, source_ids: Iterable[str], keys: set[Key], *, today: date) -> None:
    """End the rows that the source itself names as deleted, by source id or by key."""
    table, named = loader.mapping.table, loader.matcher.named
    rows: list[Row] = []
    for chunk in chunks(sorted(source_ids), CHUNK):
        rows += map(dict, _rows(loader, today, is_one_of(table, "source_id", chunk)))
    if keys:  # such tables are small
        key = loader.mapping.key
        rows += [dict(row) for row in _rows(loader, today) if tuple(row[column] for column in key) in keys]
    named.mark(rows)
    end_rows(loader, rows, today=today)


def end_rows(loader: TableLoader, rows: list[Row], *, today: date) -> None:
    """End these rows: delete them, let today be their last day, or withhold access."""
    mapping = loader.mapping
    loader.counts.ended += len(rows)
    for row in rows:
        loader.record_change(row, row.get("id"))
    day = _raw(loader, "ends_on", today) if "ends_on" in mapping.table.c else None
    deleted = [row for row in rows if _is_deleted(loader, row, day)]
    others = [row for row in rows if not _is_deleted(loader, row, day)]
    _delete(loader, deleted)
    column, value = ("portal_access", False) if mapping.on_missing is OnMissing.WITHHOLD else ("ends_on", day)
    for chunk in chunks(others, CHUNK):
        values = [(*(row[name] for name in mapping.primary_key), value) for row in chunk]
        loader.context.write(Update(mapping.table.name, mapping.primary_key, (column,), values))


def _delete(loader: TableLoader, rows: list[Row]) -> None:
    """Delete rows, and before them those that refer to them: the database refuses to leave references open."""
    mapping, write = loader.mapping, loader.context.write
    for chunk in chunks(rows, CHUNK):
        for model, column in mapping.dependents:
            write(Delete(str(model.__tablename__), (column,), [(row["id"],) for row in chunk]))
        keys = [tuple(row[name] for name in mapping.primary_key) for row in chunk]
        write(Delete(mapping.table.name, mapping.primary_key, keys))


def _raw(loader: TableLoader, column: str, value: Any) -> Any:
    return to_raw(loader.context.connection, loader.mapping.table, column, value)


def _is_deleted(loader: TableLoader, row: Row, day: Any) -> bool:
    on_missing = loader.mapping.on_missing
    return on_missing is OnMissing.DELETE or (on_missing is OnMissing.END and row["starts_on"] > day)


def _missing(loader: TableLoader, today: date) -> Iterator[Row]:
    """Yield the rows that belong to something that this load named, but were not named themselves."""
    mapping, id_maps, named = loader.mapping, loader.context.id_maps, loader.matcher.named
    anchors = [(field + "_id", id_maps[mapping.links[field]].named) for field in mapping.anchors]
    for row in _rows(loader, today):
        if row not in named and any(row[column] in ids for column, ids in anchors):
            yield dict(row)


def _rows(loader: TableLoader, today: date, *conditions: Any) -> Iterator[Any]:
    """Yield the rows that an import may end, with the columns that are needed for it."""
    mapping = loader.mapping
    wanted = {"id", "starts_on", "ends_on", *mapping.affects.split(), *mapping.primary_key, *mapping.key}
    wanted |= {field + "_id" for field in mapping.anchors}
    query = select_raw(mapping.table, [column.name for column in mapping.table.c if column.name in wanted])
    yield from loader.context.connection.execute(_may_end(query, loader, today).where(*conditions)).mappings()


def _open_years(today: date) -> Select[Any]:
    return select(m.SchoolYear.id).where(m.SchoolYear.ends_on >= today)


def _may_end(query: Select[Any], loader: TableLoader, today: date) -> Select[Any]:
    """Restrict a query to the rows that an import may end."""
    mapping, columns = loader.mapping, loader.mapping.table.c
    query = query.select_from(mapping.table)
    if "source_id" in columns:
        query = query.where(columns.source_id.is_not(None))
    if mapping.record in MADE_BY_STAFF:
        query = query.where(~columns.source_id.startswith(OFFICE))
    if "id" in columns:
        query = query.where(columns.id <= loader.matcher.last_id)
    if mapping.on_missing is OnMissing.END:
        if "school_year_id" in columns:  # an enrollment without a last day has ended with its year
            query = query.where(columns.school_year_id.in_(_open_years(today)))
        return query.where(columns.ends_on.is_(None) | (columns.ends_on > today))
    return query.where(columns.portal_access) if mapping.on_missing is OnMissing.WITHHOLD else query
