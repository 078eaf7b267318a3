"""Loads the records of one type into their table: finds the existing rows, compares, and writes only what differs.

A batch costs at most one insert and one update, whatever the size of the table.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from portal_app.database import reserve_ids
from portal_app.ingest.batches import parents_first
from portal_app.ingest.context import LoadContext
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.record import Record
from portal_app.ingest.record_errors import RecordErrors
from portal_app.ingest.recorded_changes import RecordedChanges
from portal_app.ingest.row_builder import NewRows, RowBuilder
from portal_app.ingest.row_diff import Change, RowDiff
from portal_app.ingest.row_matcher import Existing, RowMatcher
from portal_app.ingest.summary import Counts
from portal_app.ingest.table_mapping import Key, TableMapping, Values
from portal_app.ingest.writing import Insert, Update


class TableLoader:
    """Loads batches of one type's records, and counts the rows that it adds, changes and so on."""

    def __init__(self, mapping: TableMapping, context: LoadContext, changes: RecordedChanges | None) -> None:
        self.mapping, self.context, self.counts, self._changes = mapping, context, Counts(), changes
        self._errors = RecordErrors(mapping, context)
        self.builder = RowBuilder(mapping, context, self._errors)
        self.matcher = RowMatcher(mapping, context)
        self._diff = RowDiff(mapping, context)
        self._new_rows = NewRows(mapping, context, self._errors)
        self._table, self._last_given = mapping.table.name, self.matcher.last_id

    def load(self, batch: Sequence[Record]) -> None:
        """Bring the rows of a batch in line with its records; report those that can't be loaded."""
        for part in parents_first(self.mapping, batch):
            rows, records = self._distinct(part)
            existing = self.matcher.find(rows)
            new: list[tuple[Values, SourceLocation]] = []
            changes: list[Change] = []
            for key, values in rows.items():
                if (row := existing.get(key)) is not None:
                    if (change := self._compare(key, row, values, records[key])) is not None:
                        changes.append(change)
                elif self._new_rows.is_complete(values, records[key]):
                    new.append((values, records[key].source_location))
            self._insert(new)
            self._update(changes)

    def _distinct(self, batch: Sequence[Record]) -> tuple[dict[Key, Values], dict[Key, Record]]:
        """Return rows and records by key. The same record twice counts once; two different ones are an error."""
        rows: dict[Key, Values] = {}
        records: dict[Key, Record] = {}
        for record in batch:
            if (values := self.builder.values(record)) is None:
                self._errors.reject(record)
                continue
            key = self.mapping.key_of(values)
            if (first := records.setdefault(key, record)) is record:
                rows[key] = values
                continue
            self.counts.merged += 1
            if rows[key] != values:
                self._errors.add(record, f"is given twice, and differs from {first.source_location}", "source_id")
        return rows, records

    def _compare(self, key: Key, existing: Existing, values: Values, record: Record) -> Change | None:
        """Return how an existing row has to change, if it has to."""
        primary, old = existing
        if not self.matcher.claim(key, primary):  # an earlier batch has named it
            self.counts.merged += 1
            if not self._diff.is_same(old, values):
                self._errors.add(record, "is given twice, with different values", "source_id")
            return None
        assert primary
        change = self._diff.change(primary, old, values, record.source_location)
        if change is None:
            self.counts.unchanged += 1
        return change

    def _insert(self, new: list[tuple[Values, SourceLocation]]) -> None:
        if not new:
            return
        self.counts.added += len(new)
        filled = [self._new_rows.fill(values) for values, _ in new]
        ids = self._reserve_ids(len(filled)) if self.mapping.by_source_id else ()
        self.matcher.remember_new(ids, filled)
        rows = self._new_rows.rows(ids, filled)
        locations = [location for _, location in new]
        self.context.write(Insert(self._table, self._new_rows.columns, rows, locations, self.mapping.name))
        self._record_changes(ids, filled)

    def _reserve_ids(self, count: int) -> Sequence[int]:
        """Return ids for new rows before they are written: the records that follow may refer to them."""
        ids = reserve_ids(self.context.connection, self.mapping.table, count, after=self._last_given)
        self._last_given = max(ids[-1], self._last_given)
        return ids

    def _update(self, changes: list[Change]) -> None:
        """Write the columns in which rows differ, and no others: the staff may have changed those meanwhile."""
        if not changes:
            return
        self.counts.changed += len(changes)
        positions = sorted({i for _, old, new, _ in changes for i, value in enumerate(new) if value != old[i]})
        columns = tuple(self.mapping.columns[i] for i in positions)
        rows = [(*change.row, *(change.new[i] for i in positions)) for change in changes]
        locations = [change.location for change in changes]
        key = self.mapping.primary_key
        self.context.write(Update(self._table, key, columns, rows, locations, self.mapping.name))
        self.matcher.remember_changed(changes)
        self._record_changes([change.row[0] for change in changes], [change.new for change in changes])

    def _record_changes(self, ids: Sequence[int], rows: Sequence[Values]) -> None:
        for position, values in enumerate(rows if self._changes is not None else ()):
            row = dict(zip(self.mapping.columns, values, strict=True))
            self.record_change(row, ids[position] if ids else None)

    def record_change(self, row: Mapping[str, Any], row_id: int | None) -> None:
        """Record whom a row that was written or ended affects; nobody, in the first load of a district."""
        if self._changes is not None:
            self._changes.note(self.mapping, row, row_id)
