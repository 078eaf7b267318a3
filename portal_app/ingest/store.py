"""One kind of record on its way into its table: find what stands, compare, write only what differs.

Plain SQLAlchemy Core that both databases understand. A batch costs one look-up by source id (none while the table is
empty) and at most one bulk insert and one bulk update, whatever the size of the table; five million scores keep one bit
each in memory, to know at the end which ones the source no longer named.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import AutoString

from portal_app.ingest.kinds import ITEMS, Kind
from portal_app.ingest.news import News
from portal_app.ingest.records import Record
from portal_app.ingest.refusal import ImportRefused, Place
from portal_app.ingest.summary import Counts

Values = tuple[Any, ...]
Key = Any
"""What finds a row again: its source id, or the tuple of its key columns."""


class Known:
    """Our numbers for the source ids of one kind, and which of them this load has spoken of."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.touched: set[int] = set()


class Store:
    """Takes batches of one kind's records and keeps count of what became of them."""

    def __init__(
        self,
        connection: Connection,
        kind: Kind,
        known: dict[type[Record], Known],
        news: News | None,
        moment: datetime,
    ) -> None:
        self.kind, self.counts, self.table = kind, Counts(), kind.model.__table__  # type: ignore[attr-defined]
        self._connection, self.known, self._news, self._moment = connection, known, news, moment
        self._fields = [f.name for f in dataclasses.fields(kind.record) if f.name != "place"]
        self.columns = [f + "_id" if f in kind.links else f for f in self._fields]
        self._get = attrgetter(*self._fields)
        self._by_source = kind.key == ("source_id",)
        self._key = itemgetter(*(self.columns.index(column) for column in kind.key))
        self._links = [(self._fields.index(f), f, known[target]) for f, target in kind.links.items()]
        self._required = [not self.table.c[column].nullable for column in self.columns]
        self._limits = [(i, size) for i, c in enumerate(self.columns) if (size := _length(self.table.c[c]))]
        defaults = _defaults(kind, moment)
        self._untold = {column: value for column, value in defaults.items() if column not in self.columns}
        filled = zip(range(len(self.columns)), self.columns, self._required, strict=True)
        self._fillable = [(i, c, defaults[c]) for i, c, required in filled if required and c in defaults]
        self._insert = insert(self.table)
        self._primary = [column.name for column in self.table.primary_key]
        self._look()

    def _look(self) -> None:
        """See what stands: the source ids if others refer to them, the whole table where it is small and keyed."""
        self.own = self.known.get(self.kind.record)
        self.standing: dict[Key, tuple[Values, Values]] = {}
        self.named: set[Key] = set()
        if not self._by_source:
            self.standing = {self._key(values): (handle, values) for handle, values in self._rows()}
        self.last_id = self._connection.scalar(select(func.max(self.table.c.id))) or 0 if "id" in self._primary else 0
        self.named_ids = bytearray(self.last_id + 1 if self._by_source else 0)
        if self.own is not None and self._by_source and self.last_id:
            source = self.table.c.source_id
            named = select(source, self.table.c.id).where(source.is_not(None))
            self.own.ids.update(tuple(row) for row in self._connection.execute(named))

    def take(self, batch: Sequence[Record]) -> None:
        """Bring the rows of a batch in line with its records.

        Raises:
            ImportRefused: a record refers to nothing, contradicts another, or doesn't fit its column.
        """
        for wave in self._waves(batch):
            records = self._distinct(wave)
            standing = self._find(records)
            fresh: list[Values] = []
            changed: list[tuple[Values, Values]] = []
            for key, (values, _) in records.items():
                if (row := standing.get(key)) is None:
                    fresh.append(values)
                else:
                    self._compare(key, row, values, changed)
            place = wave[0].place if wave else Place("")
            self._add(fresh, place)
            self._change(changed, place)

    def _waves(self, batch: Sequence[Record]) -> Iterable[Sequence[Record]]:
        """Yield the batch; where a kind refers to itself, the parents first, so that the children find them."""
        own = next((f for f, target in self.kind.links.items() if target is self.kind.record), None)
        if own is None:
            return (batch,)
        parent = attrgetter(own)
        return tuple(w for w in ([r for r in batch if parent(r) is None], [r for r in batch if parent(r)]) if w)

    def _distinct(self, batch: Sequence[Record]) -> dict[Key, tuple[Values, Record]]:
        """Return the batch's values by key. The same said twice counts once; two different things are refused."""
        found: dict[Key, tuple[Values, Record]] = {}
        for record in batch:
            values = self._values(record)
            key = self._key(values)
            first = found.setdefault(key, (values, record))
            if first[1] is not record:
                self.counts.merged += 1
                if first[0] != values:
                    other = f"is given twice, and differs from {first[1].place}"
                    raise ImportRefused(record.place, f"{self._name(record)} {other}")
        return found

    def _values(self, record: Record) -> Values:
        """Return the record's values by column, with our own numbers for what it refers to."""
        values = list(self._get(record))
        for index, field, known in self._links:
            if (source_id := values[index]) is not None:
                number = known.ids.get(source_id)
                if number is None:
                    unknown = f"names an unknown {_words(field)}: {source_id}"
                    raise ImportRefused(record.place, f"{self._name(record)} {unknown}")
                known.touched.add(number)
                values[index] = number
        for index, limit in self._limits:
            if values[index] is not None and len(values[index]) > limit:
                raise ImportRefused(record.place, f"{self.columns[index]} is longer than {limit} characters")
        return tuple(values)

    def _name(self, record: Record) -> str:
        source_id = getattr(record, "source_id", None)
        return f"{_words(type(record).__name__)} {source_id}" if source_id else f"this {_words(type(record).__name__)}"

    def _find(self, records: dict[Key, tuple[Values, Record]]) -> dict[Key, tuple[Values, Values]]:
        """Return the standing rows (primary key, values) of these records, by the records' keys."""
        if not self._by_source:
            return self.standing
        if not self.last_id:
            return {}
        found = {v[self.columns.index("source_id")]: (h, v) for h, v in self._rows(self.table.c.source_id.in_(records))}
        if self.kind.natural and len(found) < len(records):
            self._adopt({key: values for key, (values, _) in records.items() if key not in found}, found)
        return found

    def _adopt(self, unmatched: dict[Key, Values], found: dict[Key, tuple[Values, Values]]) -> None:
        """Add the rows that stand under another source id, or none, for what the database keeps unique."""
        natural = itemgetter(*(self.columns.index(column) for column in self.kind.natural))
        wanted = {natural(values): key for key, values in unmatched.items()}
        lists = (self.table.c[c].in_({v[self.columns.index(c)] for v in unmatched.values()}) for c in self.kind.natural)
        for handle, values in self._rows(*lists):
            if (key := wanted.get(natural(values))) is not None:
                found[key] = handle, values

    def _rows(self, *conditions: Any) -> Iterable[tuple[Values, Values]]:
        """Yield the primary key and the values of standing rows."""
        width = len(self._primary)
        wanted = select(*(self.table.c[c] for c in (*self._primary, *self.columns))).where(*conditions)
        for row in self._connection.execute(wanted):
            yield tuple(row[:width]), tuple(row[width:])

    def _compare(self, key: Key, row: tuple[Values, Values], values: Values, changed: list) -> None:
        handle, old = row
        self._mark_named(key, handle)
        if old == values:
            self.counts.unchanged += 1
            return
        merged = tuple(o if n is None and r else n for o, n, r in zip(old, values, self._required, strict=True))
        if merged == old:
            self.counts.unchanged += 1
        else:
            changed.append((handle, self._stamped(values, merged)))

    def _stamped(self, values: Values, merged: Values) -> Values:
        """Return the new values; a change whose moment the source doesn't tell was posted now."""
        if "posted_at" not in self.columns or values[(at := self.columns.index("posted_at"))] is not None:
            return merged
        return (*merged[:at], self._moment, *merged[at + 1 :])

    def was_named(self, row: Mapping[str, Any]) -> bool:
        """Return whether this load spoke of a row that stood before it."""
        if self._by_source:
            return bool(self.named_ids[row["id"]])
        return tuple(row[column] for column in self.kind.key) in self.named

    def _mark_named(self, key: Key, handle: Values) -> None:
        if not self._by_source:
            self.named.add(key)
        elif handle[0] <= self.last_id:
            self.named_ids[handle[0]] = 1
        if self.own is not None:
            self.own.touched.add(handle[0])

    def _add(self, fresh: list[Values], place: Place) -> None:
        if not fresh:
            return
        self.counts.added += len(fresh)
        if not self._by_source:
            self.named.update(map(self._key, fresh))
        rows = [self._complete(values) for values in fresh]
        if self.own is None and not self._names_items():
            self._execute(self._insert, rows, place)
            self._tell((), fresh)
            return
        source = self.table.c.source_id
        numbers = {s: i for i, s in self._execute(self._insert.returning(self.table.c.id, source), rows, place)}
        if self.own is not None:
            self.own.ids |= numbers
            self.own.touched.update(numbers.values())
        self._tell([(numbers[self._key(values)],) for values in fresh], fresh)

    def _names_items(self) -> bool:
        """Whether news of a new row tell which one it is: not worth its time for the very first rows of a table."""
        return bool(self._news and self.last_id) and self.kind.subject in ITEMS and self.kind.concerns == "student_id"

    def _complete(self, values: Values) -> dict[str, Any]:
        """Return a whole row: what the source left unsaid takes its column's default."""
        row = self._untold | dict(zip(self.columns, values, strict=True))
        for index, column, default in self._fillable:
            if values[index] is None:
                row[column] = default
        return row

    def _change(self, changed: list[tuple[Values, Values]], place: Place) -> None:
        if not changed:
            return
        self.counts.changed += len(changed)
        written = [c for c in self.columns if c not in self._primary]
        statement = update(self.table).values({c: bindparam(f"new_{c}") for c in written})
        for name in self._primary:
            statement = statement.where(self.table.c[name] == bindparam(f"old_{name}"))
        parameters = [
            {f"old_{n}": v for n, v in zip(self._primary, handle, strict=True)}
            | {f"new_{c}": v for c, v in zip(self.columns, values, strict=True) if c not in self._primary}
            for handle, values in changed
        ]
        self._execute(statement, parameters, place)
        self._tell([handle for handle, _ in changed], [values for _, values in changed])

    def _execute(self, statement: Any, rows: list[dict[str, Any]], place: Place) -> Iterable[Row]:
        try:
            result = self._connection.execute(statement, rows)
            return result.all() if result.returns_rows else ()
        except DBAPIError as error:
            reason = str(error.orig).splitlines()[0]
            raise ImportRefused(place, f"the {self.kind.name} from here on do not fit together: {reason}") from None

    def tell(self, row: Mapping[str, Any], number: int | None) -> None:
        """Note whom a row that was written or ended concerns; nobody, in the first load of a district."""
        if self._news is not None and self.kind.subject:
            self._news.note(self.kind, row, number)

    def _tell(self, handles: Sequence[Values], rows: Sequence[Values]) -> None:
        for at, values in enumerate(rows if self._news is not None else ()):
            self.tell(dict(zip(self.columns, values, strict=True)), handles[at][0] if handles else None)


def _defaults(kind: Kind, moment: datetime) -> dict[str, Any]:
    """Return the model's defaults of the columns that must hold a value."""
    fields = kind.model.model_fields
    columns = [c.name for c in kind.model.__table__.c if c.name != "id"]  # type: ignore[attr-defined]
    defaults = {c: fields[c].get_default() for c in columns if not fields[c].is_required()}
    return defaults | ({"posted_at": moment} if "posted_at" in columns else {})


def _length(column: Any) -> int | None:
    return column.type.length if isinstance(column.type, AutoString) else None


def _words(name: str) -> str:
    """Return a type's or field's name as words: SectionMeeting -> section meeting."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").strip()
