"""The one loader: records of any format in, operations on rows out; nothing where nothing has changed.

Records may come mixed, as long as nothing is referred to before it was said (or stands in the database from an earlier
load). What is wrong is collected, so that one report tells all of it; only then the load is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from sqlalchemy import Connection

from portal_app import clock
from portal_app.ingest.context import REJECTED, IdMap, LoadContext
from portal_app.ingest.deletions import depart, depart_from, end, named_by_key, named_by_source
from portal_app.ingest.errors import ImportRefused, SourceErrors
from portal_app.ingest.recorded_changes import News
from portal_app.ingest.records import CompleteSet, Deletion, District, Record, Unparsable
from portal_app.ingest.store import Store
from portal_app.ingest.summary import Counts
from portal_app.ingest.table_mappings import KINDS, Gone, Kind
from portal_app.ingest.writing import Write, perform

BATCH = 5000
"""Records per bulk statement: far below either database's limit on parameters of one look-up."""
Columns = Mapping[type[Record], Mapping[str, str]]


def load(
    connection: Connection,
    records: Iterable[Record],
    *,
    complete: frozenset[type[Record]],
    write: Write | None = None,
    errors: SourceErrors | None = None,
    columns: Columns | None = None,
    may_shrink: bool = False,
    seen: dict[str, int] | None = None,
) -> dict[str, Counts]:
    """Bring the database in line with the records and return the counts by kind, in loading order.

    `complete`: the kinds of which the source names every row; only these can miss one. `write` takes the operations
    (without it they are carried out at once, in the caller's transaction). `columns`: what the source calls the fields
    of a record, for errors. `may_shrink`: a large part of a kind may end. `seen` is told each table's last number.

    Raises:
        ImportRefused: records can't be loaded. The caller rolls back.
    """
    loader = _Loader(connection, write or partial(perform, connection), errors or SourceErrors(), columns or {})
    try:
        for record in records:
            loader.add(record)
    except ImportRefused as refused:  # a file that can't be read any further
        loader.context.errors.include(refused)
        loader.context.errors.refuse()
    counts = loader.finish(complete, may_shrink)
    if seen is not None:
        seen.update(loader.seen())
    loader.context.errors.refuse()
    return counts


class _Loader:
    """Buffers records by kind; a kind is written after the kinds that it refers to."""

    def __init__(self, connection: Connection, write: Write, errors: SourceErrors, columns: Columns) -> None:
        id_maps = {target: IdMap() for kind in KINDS for target in kind.links.values()}
        self.context = LoadContext(
            connection=connection, id_maps=id_maps, errors=errors, moment=clock.now(), write=write, columns=columns
        )
        self._news = News()
        self._buffers: dict[type[Record], list[Record]] = {kind.record: [] for kind in KINDS}
        self._stores: dict[type[Record], Store] = {}
        self._departures: defaultdict[type[Record], list[Deletion]] = defaultdict(list)
        self._wholes: defaultdict[type[Record], set[str]] = defaultdict(set)

    def add(self, record: Record) -> None:
        """Take a record; write its kind when there are enough of them."""
        if isinstance(record, Deletion):
            self._departures[record.kind].append(record)
            return
        if isinstance(record, CompleteSet):
            self._wholes[record.kind].add(record.source_id)
            return
        if isinstance(record, Unparsable):
            for known in self.context.id_maps.values():
                known.ids.setdefault(record.source_id, REJECTED)
            return
        buffer = self._buffers[type(record)]
        buffer.append(record)
        if len(buffer) >= BATCH:
            self._flush(type(record))

    def finish(self, complete: frozenset[type[Record]], may_shrink: bool) -> dict[str, Counts]:
        """Write what is left, end what is gone, tell the news."""
        for kind in KINDS:
            self._flush(kind.record)
        for kind in KINDS:
            self._leave(kind)
        for kind in reversed(KINDS):  # scores before their assignments
            if kind.record in complete and kind.gone is not Gone.KEEP:
                depart(self._store(kind.record), today=clock.today(), may_shrink=may_shrink)
            elif names := self._wholes.get(kind.record):
                depart_from(self._store(kind.record), names, today=clock.today())
        if not self._is_first_load():
            self._news.write(self.context, self.context.moment)
        return {kind.name: self._stores[kind.record].counts for kind in KINDS if kind.record in self._stores}

    def seen(self) -> dict[str, int]:
        """Return the last number that stood in each table to which this load gives numbers."""
        return {s.table.name: s.last_id for s in self._stores.values() if s.by_source and s.counts.added}

    def _leave(self, kind: Kind) -> None:
        """End what the source itself names as deleted. Where a kind is kept, what hangs on it counts as spoken of."""
        if not (departures := self._departures.get(kind.record)):
            return
        store = self._store(kind.record)
        if kind.gone is Gone.KEEP:
            if store.own:
                numbers = (store.own.ids.get(departure.source_id) for departure in departures)
                store.own.named.update(number for number in numbers if number)
            return
        by_source = {departure.source_id for departure in departures if departure.row is None}
        rows = named_by_source(store, sorted(by_source), clock.today()) if by_source else []
        if keyed := {key for departure in departures if departure.row and (key := store.key_of(departure.row))}:
            rows += named_by_key(store, keyed, clock.today())
        store.mark_all_named(rows)
        end(store, rows, today=clock.today())

    def _flush(self, record: type[Record]) -> None:
        """Write the buffered records up to this kind: everything that it may refer to comes before it."""
        for kind in KINDS:
            if batch := self._buffers[kind.record]:
                self._buffers[kind.record] = []
                self._store(kind.record).take(batch)
            if kind.record is record:
                return

    def _store(self, record: type[Record]) -> Store:
        """Return the store of a kind, made when first needed: the ones that it refers to look at their tables first."""
        if record not in self._stores:
            kind = next(kind for kind in KINDS if kind.record is record)
            for target in kind.links.values():
                if target is not record:
                    self._store(target)
            news = None if self._is_first_load() else self._news
            self._stores[record] = Store(kind, self.context, news)
        return self._stores[record]

    def _is_first_load(self) -> bool:
        """Return whether this load brought the district itself; districts are written before all else."""
        districts = self._stores.get(District)
        return districts is not None and districts.counts.added > 0
