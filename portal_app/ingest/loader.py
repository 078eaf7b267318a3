"""The one loader: records of any format in, rows out; all or nothing, and nothing where nothing has changed.

The caller owns the transaction. Records may come mixed, as long as nothing is referred to before it was said (or stands
in the database from an earlier load).
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from portal_app import clock
from portal_app.ingest.departures import depart
from portal_app.ingest.kinds import KINDS, Gone
from portal_app.ingest.news import News
from portal_app.ingest.records import District, Record
from portal_app.ingest.store import Known, Store
from portal_app.ingest.summary import Counts

BATCH = 5000
"""Records per bulk statement: far below either database's limit on parameters of one look-up."""


def load(connection: Connection, records: Iterable[Record], *, complete: frozenset[type[Record]]) -> dict[str, Counts]:
    """Bring the database in line with the records and return the counts by kind, in loading order.

    `complete`: the kinds of which the source names every row; only these can miss one.

    Raises:
        ImportRefused: a record can't be loaded. The caller rolls back.
    """
    loader = _Loader(connection)
    for record in records:
        loader.add(record)
    return loader.finish(complete)


class _Loader:
    """Buffers records by kind; a kind is written after the kinds that it refers to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = {target: Known() for kind in KINDS for target in kind.links.values()}
        self._moment = clock.now()
        self._news = News()
        self._buffers: dict[type[Record], list[Record]] = {kind.record: [] for kind in KINDS}
        self._stores: dict[type[Record], Store] = {}

    def add(self, record: Record) -> None:
        """Take a record; write its kind when there are enough of them."""
        buffer = self._buffers[type(record)]
        buffer.append(record)
        if len(buffer) >= BATCH:
            self._flush(type(record))

    def finish(self, complete: frozenset[type[Record]]) -> dict[str, Counts]:
        """Write what is left, end what is gone, tell the news."""
        for kind in KINDS:
            self._flush(kind.record)
        for kind in KINDS:
            if kind.record in complete and kind.gone is not Gone.KEEP:
                depart(self._connection, self._store(kind.record), today=clock.today())
        self._news.write(self._connection, self._moment)
        return {kind.name: self._stores[kind.record].counts for kind in KINDS if kind.record in self._stores}

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
            self._stores[record] = Store(self._connection, kind, self._known, news, self._moment)
        return self._stores[record]

    def _is_first_load(self) -> bool:
        """Return whether this load brought the district itself; districts are written before all else."""
        districts = self._stores.get(District)
        return districts is not None and districts.counts.added > 0
