"""One kind of record on its way into its table: find what stands, compare, and write only what differs.

A batch costs one look-up by source id (none while the table is empty) and at most one insert and one update, whatever
the size of the table; five million scores keep one byte each in memory, to know which ones the source has named.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

from sqlmodel import AutoString

from portal_app.database import find_rows, last_id, reserve_ids
from portal_app.ingest.context import REJECTED, LoadContext
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.raw import converters, is_one_of, select_raw
from portal_app.ingest.recorded_changes import News
from portal_app.ingest.records import UNSAID, Record
from portal_app.ingest.summary import Counts
from portal_app.ingest.table_mappings import Kind
from portal_app.ingest.writing import Insert, Update

Values = tuple[Any, ...]
Key = Any
"""What finds a row again: its source id, or the tuple of its key columns."""
Changed = tuple[Values, Values, Values, SourceLocation]
"""A row's primary key, the values that stand, those that it should have, and where the source says so."""


class Store:
    """Takes batches of one kind's records and keeps count of what became of them."""

    def __init__(self, kind: Kind, context: LoadContext, news: News | None) -> None:
        self.kind, self.context, self.counts, self.news = kind, context, Counts(), news
        self.table = kind.model.__table__  # type: ignore[attr-defined]
        self._fields = [f.name for f in dataclasses.fields(kind.record) if f.name != "source_location"]
        self.columns = [f + "_id" if f in kind.links else f for f in self._fields]
        self._get = attrgetter(*self._fields)
        self.by_source = kind.key == ("source_id",)
        self._key = itemgetter(*(self.columns.index(column) for column in kind.key))
        self._links = [(self._fields.index(f), f, context.id_maps[target]) for f, target in kind.links.items()]
        self._converters = converters(context.connection, self.table, self.columns)
        self._limits = [(i, size) for i, c in enumerate(self.columns) if (size := _length(self.table.c[c]))]
        self._posted = self.columns.index("posted_at") if "posted_at" in self.columns else None
        self.primary = [column.name for column in self.table.primary_key]
        self.adopted = 0
        self._prepare_defaults()
        self._look()

    def _prepare_defaults(self) -> None:
        """Note what a new row takes for what its record leaves unsaid, and what every row of the table takes."""
        defaults = _defaults(self.kind, self.context.moment)
        self._required = [not self.table.c[column].nullable for column in self.columns]
        self._fill = [(i, self._raw(c, defaults.get(c))) for i, c in enumerate(self.columns)]
        self._must = [i for i, default in self._fill if self._required[i] and default is None]
        self._untold = {c: self._raw(c, value) for c, value in defaults.items() if c not in self.columns}
        self._inserted = (*(("id",) if self.by_source else ()), *self.columns, *self._untold)
        self._rest = tuple(self._untold.values())
        self._now = self._raw("posted_at", self.context.moment) if self._posted is not None else None

    def _raw(self, column: str, value: Any) -> Any:
        for _, convert in converters(self.context.connection, self.table, [column]):
            return convert[value]
        return value

    def _look(self) -> None:
        """See what stands: the source ids if others refer to them, the whole table where it is small and keyed."""
        self.own = self.context.id_maps.get(self.kind.record)
        self.standing: dict[Key, tuple[Values | None, Values]] = {}
        self.named: set[Key] = set()
        if not self.by_source:
            self.standing = {self._key(values): (handle, values) for handle, values in self._rows()}
        connection = self.context.connection
        self.last_id = last_id(connection, self.table) if "id" in self.primary else 0
        self._last_given = self.last_id
        self.named_ids = bytearray(self.last_id + 1 if self.by_source else 0)
        if self.own is not None and self.by_source and self.last_id:
            source = self.table.c.source_id
            named = select_raw(self.table, ["source_id", "id"]).where(source.is_not(None))
            self.own.ids.update(tuple(row) for row in connection.execute(named))

    def take(self, batch: Sequence[Record]) -> None:
        """Bring the rows of a batch in line with its records; what can't be is a finding."""
        for wave in self._waves(batch):
            records = self._distinct(wave)
            standing = self._find(records)
            fresh: list[tuple[Values, SourceLocation]] = []
            changed: list[Changed] = []
            for key, (values, record) in records.items():
                if (row := standing.get(key)) is None:
                    if self._is_whole(values, record):
                        fresh.append((values, record.source_location))
                elif self._is_new_to(key, row, values, record):
                    self._compare(row, values, record.source_location, changed)
            self._add(fresh)
            self._change(changed)

    def _waves(self, batch: Sequence[Record]) -> Iterable[Sequence[Record]]:
        """Yield the batch; where a kind refers to itself, parents before their children, level by level."""
        own = next((f for f, target in self.kind.links.items() if target is self.kind.record), None)
        if own is None:
            yield batch
            return
        parent, waiting = attrgetter(own), list(batch)
        while waiting:
            ours = {record.source_id for record in waiting}  # type: ignore[attr-defined]
            ready = [record for record in waiting if parent(record) not in ours] or waiting
            yield ready
            told = set(map(id, ready))
            waiting = [record for record in waiting if id(record) not in told]

    def _distinct(self, batch: Sequence[Record]) -> dict[Key, tuple[Values, Record]]:
        """Return the batch's values by key. The same said twice counts once; two different things are a finding."""
        found: dict[Key, tuple[Values, Record]] = {}
        for record in batch:
            if (values := self._values(record)) is None:
                self._give_up(record)
                continue
            key = self._key(values)
            first = found.setdefault(key, (values, record))
            if first[1] is not record:
                self.counts.merged += 1
                if first[0] != values:
                    self._contradicts(record, first[1])
        return found

    def _contradicts(self, record: Record, first: Record) -> None:
        where = f"is given twice, and differs from {first.source_location}"
        self._finding(record, f"{self._name(record)} {where}", "source_id")

    def _values(self, record: Record) -> Values | None:
        """Return the record's values by column, as the driver takes them; None where it can't be loaded."""
        values = list(self._get(record))
        for index, name, known in self._links:
            source_id = values[index]
            if source_id is not None and source_id is not UNSAID:
                number = known.ids.get(source_id)
                if number is None:
                    unknown = f"names an unknown {_words(name)}: {source_id[:200]}"
                    self._finding(record, f"{self._name(record)} {unknown}", name)
                    return None
                if number == REJECTED:
                    return None
                known.named.add(number)
                values[index] = number
        for index, limit in self._limits:
            if (text := values[index]) is not None and text is not UNSAID and len(text) > limit:
                reason = f"{self.columns[index]} is longer than {limit} characters"
                self._finding(record, reason, self._fields[index])
                return None
        for index, convert in self._converters:
            values[index] = convert[values[index]]
        return tuple(values)

    def _finding(self, record: Record, reason: str, name: str) -> None:
        column = self.context.columns.get(type(record), {}).get(name, "")
        self.context.errors.add(record.source_location, reason, column)

    def _give_up(self, record: Record) -> None:
        """Let what refers to a refused record pass without a finding: one mistake is told once."""
        if self.own is not None and self.by_source:
            self.own.ids.setdefault(record.source_id, REJECTED)  # type: ignore[attr-defined]

    def _name(self, record: Record) -> str:
        source_id = getattr(record, "source_id", None)
        return f"{_words(type(record).__name__)} {source_id}" if source_id else f"this {_words(type(record).__name__)}"

    def _is_whole(self, values: Values, record: Record) -> bool:
        """Return whether a new row has all that it must have; if not, that is a finding."""
        for index in self._must:
            if values[index] is None or values[index] is UNSAID:
                missing = f"is new here, and its {_words(self._fields[index])} is not given"
                self._finding(record, f"{self._name(record)} {missing}", self._fields[index])
                self._give_up(record)
                return False
        return True

    def _find(self, records: dict[Key, tuple[Values, Record]]) -> Mapping[Key, tuple[Values | None, Values]]:
        """Return the standing rows (primary key, values) of these records, by the records' keys."""
        if not self.by_source:
            return self.standing
        if not self.last_id:
            return {}
        at = self.columns.index("source_id")
        columns = [*self.primary, *self.columns]
        rows = find_rows(self.context.connection, self.table, columns, "source_id", list(records))
        found = {row[at + 1]: (row[:1], row[1:]) for row in rows}
        if self.kind.natural and len(found) < len(records):
            self._adopt({key: values for key, (values, _) in records.items() if key not in found}, found)
        return found

    def _adopt(self, unmatched: dict[Key, Values], found: dict[Key, tuple[Values, Values]]) -> None:
        """Add the rows that stand under another source id, or none, for what the database keeps unique."""
        natural = itemgetter(*(self.columns.index(column) for column in self.kind.natural))
        wanted = {natural(values): key for key, values in unmatched.items()}
        lists = (
            is_one_of(self.table, c, {v[self.columns.index(c)] for v in unmatched.values()}) for c in self.kind.natural
        )
        for handle, values in self._rows(*lists):
            if (key := wanted.get(natural(values))) is not None and handle[0] <= self.last_id:
                found[key] = handle, values
                self.adopted += 1
                if self.own is not None:
                    self.own.ids[key] = handle[0]

    def _rows(self, *conditions: Any) -> Iterable[tuple[Values, Values]]:
        """Yield the primary key and the values of standing rows, as the driver gives them."""
        width = len(self.primary)
        wanted = select_raw(self.table, [*self.primary, *self.columns]).where(*conditions)
        for row in self.context.connection.execute(wanted):
            yield tuple(row[:width]), tuple(row[width:])

    def _is_new_to(self, key: Key, row: tuple[Values | None, Values], values: Values, record: Record) -> bool:
        """Mark a row as named; return False when an earlier batch of this load named it, alike or (a finding) not."""
        handle, old = row
        if self.by_source:
            assert handle
            again = handle[0] > self.last_id or bool(self.named_ids[handle[0]])
            if not again:
                self.named_ids[handle[0]] = 1
        else:
            again = key in self.named
            self.named.add(key)
        if self.own is not None and handle:
            self.own.named.add(handle[0])
        if not again:
            return True
        self.counts.merged += 1
        if self._merge(old, values) != old:
            self._finding(record, f"{self._name(record)} is given twice, and not alike", "source_id")
        return False

    def _merge(self, old: Values, new: Values) -> Values:
        """Return the values that a row should have: what is not said stays. A moment alone is no change."""
        merged = [
            o if n is UNSAID or (n is None and r) else n for o, n, r in zip(old, new, self._required, strict=True)
        ]
        if self._posted is not None:
            merged[self._posted] = old[self._posted]
        return tuple(merged)

    def _compare(
        self, row: tuple[Values | None, Values], values: Values, location: SourceLocation, changed: list[Changed]
    ) -> None:
        handle, old = row
        assert handle
        if old == values or (merged := self._merge(old, values)) == old:
            self.counts.unchanged += 1
            return
        if self._posted is not None:
            told = values[self._posted]
            merged = (*merged[: self._posted], self._now if told is None else told, *merged[self._posted + 1 :])
        changed.append((handle, old, merged, location))

    def was_named(self, row: Mapping[str, Any]) -> bool:
        """Return whether this load spoke of a row that stood before it."""
        if self.by_source:
            return bool(self.named_ids[row["id"]])
        return tuple(row[column] for column in self.kind.key) in self.named

    def key_of(self, record: Record) -> Key | None:
        """Return the key of the row that a record means, None if it means something that is not there."""
        values = list(self._get(record))
        for index, _, known in self._links:
            if values[index] is not None and values[index] is not UNSAID:
                values[index] = known.ids.get(values[index])
                if values[index] in (None, REJECTED):
                    return None
        for index, convert in self._converters:
            values[index] = convert[values[index]]
        return self._key(values)

    def mark_all_named(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Count these rows as named, so that they are not missed as well."""
        for row in rows:
            if self.by_source:
                self.named_ids[row["id"]] = 1
            else:
                self.named.add(tuple(row[column] for column in self.kind.key))

    def _add(self, fresh: list[tuple[Values, SourceLocation]]) -> None:
        if not fresh:
            return
        self.counts.added += len(fresh)
        filled = [self._filled(values) for values, _ in fresh]
        if not self.by_source:
            self.named.update(map(self._key, filled))
            self.standing.update((self._key(values), (None, values)) for values in filled)
            self._tell((), filled)
            rows = [values + self._rest for values in filled]
        else:
            numbers = self._numbered(filled)
            self._tell(numbers, filled)
            rows = [(n, *values, *self._rest) for n, values in zip(numbers, filled, strict=True)]
        locations = [location for _, location in fresh]
        self.context.write(Insert(self.table.name, self._inserted, rows, locations, self.kind.name))

    def _numbered(self, filled: list[Values]) -> Sequence[int]:
        numbers = reserve_ids(self.context.connection, self.table, len(filled), after=self._last_given)
        self._last_given = max(numbers[-1], self._last_given)
        if self.own is not None:
            self.own.ids.update(zip(map(self._key, filled), numbers, strict=True))
            self.own.named.update(numbers)
        return numbers

    def _filled(self, values: Values) -> Values:
        """Return a new row's values: what the source left unsaid takes its column's default."""
        filled = list(values)
        for index, default in self._fill:
            if filled[index] is None or filled[index] is UNSAID:
                filled[index] = default
        return tuple(filled)

    def _change(self, changed: list[Changed]) -> None:
        """Write the columns in which rows differ, and no others: the office may have changed those meanwhile."""
        if not changed:
            return
        self.counts.changed += len(changed)
        differ = {i for _, old, values, _ in changed for i, value in enumerate(values) if value != old[i]}
        written = [(i, c) for i, c in enumerate(self.columns) if i in differ]
        rows = [(*handle, *(values[i] for i, _ in written)) for handle, _, values, _ in changed]
        locations = [location for *_, location in changed]
        names = tuple(c for _, c in written)
        self.context.write(Update(self.table.name, tuple(self.primary), names, rows, locations, self.kind.name))
        if not self.by_source:
            self.standing.update((self._key(values), (handle, values)) for handle, _, values, _ in changed)
        self._tell([handle[0] for handle, *_ in changed], [values for _, _, values, _ in changed])

    def tell(self, row: Mapping[str, Any], number: int | None) -> None:
        """Note whom a row that was written or ended concerns; nobody, in the first load of a district."""
        if self.news is not None:
            self.news.note(self.kind, row, number)

    def _tell(self, numbers: Sequence[int], rows: Sequence[Values]) -> None:
        for at, values in enumerate(rows if self.news is not None else ()):
            self.tell(dict(zip(self.columns, values, strict=True)), numbers[at] if numbers else None)


def _defaults(kind: Kind, moment: datetime) -> dict[str, Any]:
    """Return the model's defaults of the columns that a record may leave unsaid."""
    fields = kind.model.model_fields
    columns = [c.name for c in kind.model.__table__.c if c.name != "id"]  # type: ignore[attr-defined]
    defaults = {c: fields[c].get_default() for c in columns if not fields[c].is_required()}
    return defaults | ({"posted_at": moment} if "posted_at" in columns else {})


def _length(column: Any) -> int | None:
    return column.type.length if isinstance(column.type, AutoString) else None


def _words(name: str) -> str:
    """Return a type's or field's name as words: SectionMeeting -> section meeting."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").strip()
