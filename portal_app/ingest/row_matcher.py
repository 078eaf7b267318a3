"""Finds the rows that records mean.

A batch costs one look-up by source id, none while the table is empty. Tables without source ids are small, so their
rows are kept in memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal_app.database import find_rows, last_id
from portal_app.ingest.context import LoadContext
from portal_app.ingest.named_rows import NamedRows
from portal_app.ingest.raw import is_one_of, select_raw
from portal_app.ingest.row_diff import Change
from portal_app.ingest.table_mapping import Key, TableMapping, Values

Existing = tuple[Values | None, Values]
"""A row's primary key (None for a new row that the database numbers) and its values."""


class RowMatcher:
    """The rows of one table during a load."""

    def __init__(self, mapping: TableMapping, context: LoadContext) -> None:
        self.mapping, self._connection = mapping, context.connection
        self.id_map = context.id_maps.get(mapping.record)
        self.last_id = last_id(self._connection, mapping.table) if "id" in mapping.primary_key else 0
        self.named = NamedRows(mapping, self.last_id)
        self._rows: dict[Key, Existing] = {}
        if not mapping.by_source_id:
            self._rows = {mapping.key_of(values): (primary, values) for primary, values in self._select()}
        elif self.id_map is not None and self.last_id:
            source_id = mapping.table.c.source_id
            known = select_raw(mapping.table, ["source_id", "id"]).where(source_id.is_not(None))
            self.id_map.ids.update(tuple(row) for row in self._connection.execute(known))

    def find(self, wanted: Mapping[Key, Values]) -> Mapping[Key, Existing]:
        """Return the existing rows of these keys."""
        mapping = self.mapping
        if not mapping.by_source_id:
            return self._rows
        if not self.last_id:
            return {}
        position, columns = mapping.columns.index("source_id"), [*mapping.primary_key, *mapping.columns]
        rows = find_rows(self._connection, mapping.table, columns, "source_id", list(wanted))
        found: dict[Key, Existing] = {row[position + 1]: (row[:1], row[1:]) for row in rows}
        if mapping.natural and len(found) < len(wanted):
            self._adopt({key: values for key, values in wanted.items() if key not in found}, found)
        return found

    def _adopt(self, unmatched: Mapping[Key, Values], found: dict[Key, Existing]) -> None:
        """Add the rows that have another source id, or none, but the same natural key, which must stay unique."""
        mapping, natural_key_of = self.mapping, self.mapping.natural_key_of
        wanted = {natural_key_of(values): key for key, values in unmatched.items()}
        positions = {column: mapping.columns.index(column) for column in mapping.natural}
        lists = (is_one_of(mapping.table, c, {v[i] for v in unmatched.values()}) for c, i in positions.items())
        for primary, values in self._select(*lists):
            # rows above the last id were inserted by this load: the source names something twice
            if (key := wanted.get(natural_key_of(values))) is not None and primary[0] <= self.last_id:
                found[key] = primary, values
                self.named.adopted += 1
                if self.id_map is not None:
                    self.id_map.ids[key] = primary[0]

    def _select(self, *conditions: Any) -> Iterable[tuple[Values, Values]]:
        """Yield the primary key and the values of existing rows, as the driver gives them."""
        width = len(self.mapping.primary_key)
        columns = [*self.mapping.primary_key, *self.mapping.columns]
        for row in self._connection.execute(select_raw(self.mapping.table, columns).where(*conditions)):
            yield tuple(row[:width]), tuple(row[width:])

    def claim(self, key: Key, primary: Values | None) -> bool:
        """Mark a row as named; return False if an earlier batch of this load has named it."""
        if self.id_map is not None and primary:
            self.id_map.named.add(primary[0])
        return self.named.claim(key, primary)

    def remember_new(self, ids: Sequence[int], rows: list[Values]) -> None:
        """Note rows that this load adds: the source has named them, and later records may refer to them."""
        keys = list(map(self.mapping.key_of, rows))
        if not self.mapping.by_source_id:
            self.named.add_keys(keys)
            self._rows.update(zip(keys, ((None, values) for values in rows), strict=True))
        elif self.id_map is not None:
            self.id_map.ids.update(zip(keys, ids, strict=True))
            self.id_map.named.update(ids)

    def remember_changed(self, changes: Iterable[Change]) -> None:
        """Note the new values of rows of a table that is kept in memory."""
        if not self.mapping.by_source_id:
            self._rows.update((self.mapping.key_of(change.new), (change.row, change.new)) for change in changes)
