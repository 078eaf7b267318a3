"""Tracks which rows of a table a load has named. Of five million scores, one byte each is kept in memory."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal_app.ingest.table_mapping import Key, TableMapping, Values


class NamedRows:
    """The rows of one table that a load has named: by id up to the `last_id` before the load, or by key."""

    def __init__(self, mapping: TableMapping, last_id: int) -> None:
        self._mapping, self._last_id = mapping, last_id
        self._ids = bytearray(last_id + 1 if mapping.by_source_id else 0)
        self._keys: set[Key] = set()
        self.adopted = 0
        """How many of them staff had created, not an import."""

    def claim(self, key: Key, primary: Values | None) -> bool:
        """Mark a row as named; return False if an earlier batch of this load has named it."""
        if not self._mapping.by_source_id:
            is_first = key not in self._keys
            self._keys.add(key)
            return is_first
        assert primary
        if primary[0] > self._last_id or self._ids[primary[0]]:
            return False
        self._ids[primary[0]] = 1
        return True

    def add_keys(self, keys: Iterable[Key]) -> None:
        """Mark rows that this load has added."""
        self._keys.update(keys)

    def mark(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count rows as named, so that they do not count as missing as well."""
        for row in rows:
            if self._mapping.by_source_id:
                self._ids[row["id"]] = 1
            else:
                self._keys.add(self._key(row))

    def __contains__(self, row: Mapping[str, Any]) -> bool:
        """Return whether this load has named a row that existed before it."""
        if self._mapping.by_source_id:
            return bool(self._ids[row["id"]])
        return self._key(row) in self._keys

    def _key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[column] for column in self._mapping.key)

    def are_all(self, total: int) -> bool:
        """Return whether these are all of the `total` rows that came from imports, as far as ids tell."""
        return self._mapping.by_source_id and sum(self._ids) - self.adopted >= total
