"""The one loader of all formats: takes records, and writes operations on rows; nothing where nothing has changed.

Records may come in any order, as long as nothing is referred to before it was named (or exists from an earlier load).
All errors are collected, so that one report has them all; only then the load is refused.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from sqlalchemy import Connection

from portal_app import clock
from portal_app.ingest.context import REJECTED, IdMap, LoadContext
from portal_app.ingest.deletions import end_deleted, end_missing, end_missing_of
from portal_app.ingest.errors import ImportRefused, SourceErrors
from portal_app.ingest.recorded_changes import RecordedChanges
from portal_app.ingest.records import CompleteSet, Deletion, District, Record, Unparsable
from portal_app.ingest.summary import Counts, Warnings
from portal_app.ingest.table_loader import TableLoader
from portal_app.ingest.table_mapping import OnMissing, TableMapping
from portal_app.ingest.table_mappings import TABLE_MAPPINGS
from portal_app.ingest.writing import Write, perform

BATCH = 5000
"""Records per bulk statement: far below either database's limit on the parameters of one query."""
Columns = Mapping[type[Record], Mapping[str, str]]


def load(
    connection: Connection,
    records: Iterable[Record],
    *,
    complete: frozenset[type[Record]],
    write: Write | None = None,
    errors: SourceErrors | None = None,
    warnings: Warnings | None = None,
    columns: Columns | None = None,
    may_shrink: bool = False,
    last_ids: dict[str, int] | None = None,
) -> dict[str, Counts]:
    """Bring the database in line with the records and return the counts by table, in loading order.

    `complete`: the types of records of which the source names every one; only these can miss one. `write` takes the
    operations (by default they are carried out at once, in the caller's transaction). `columns`: what the source calls
    the fields of a record, for errors. `warnings` receives what the operator should know. `may_shrink`: a large part of
    a table may end. `last_ids` receives each table's last id before the load.

    Raises:
        ImportRefused: records can't be loaded. The caller rolls back.
    """
    context = LoadContext(
        connection=connection,
        id_maps={target: IdMap() for mapping in TABLE_MAPPINGS for target in mapping.links.values()},
        errors=errors or SourceErrors(),
        moment=clock.now(),
        write=write or partial(perform, connection),
        columns=columns or {},
        warnings=warnings or Warnings(),
    )
    loader = _RecordLoader(context)
    try:
        for record in records:
            loader.add(record)
    except ImportRefused as refused:  # a file that can't be read any further
        loader.context.errors.include(refused)
        loader.context.errors.refuse()
    counts = loader.finish(complete, may_shrink)
    if last_ids is not None:
        last_ids.update(loader.last_ids())
    loader.context.errors.refuse()
    return counts


class _RecordLoader:
    """Buffers records by type; a table is written after the tables that it refers to."""

    def __init__(self, context: LoadContext) -> None:
        self.context = context
        self._changes = RecordedChanges()
        self._buffers: dict[type[Record], list[Record]] = {mapping.record: [] for mapping in TABLE_MAPPINGS}
        self._loaders: dict[type[Record], TableLoader] = {}
        self._deletions: defaultdict[type[Record], list[Deletion]] = defaultdict(list)
        self._complete_sets: defaultdict[type[Record], set[str]] = defaultdict(set)

    def add(self, record: Record) -> None:
        """Take a record; write its table when there are enough of them."""
        if isinstance(record, Deletion):
            self._deletions[record.record_type].append(record)
            return
        if isinstance(record, CompleteSet):
            self._complete_sets[record.record_type].add(record.source_id)
            return
        if isinstance(record, Unparsable):
            for id_map in self.context.id_maps.values():
                id_map.ids.setdefault(record.source_id, REJECTED)
            return
        buffer = self._buffers[type(record)]
        buffer.append(record)
        if len(buffer) >= BATCH:
            self._flush(type(record))

    def finish(self, complete: frozenset[type[Record]], may_shrink: bool) -> dict[str, Counts]:
        """Write what is left, end what is deleted or missing, and write the change feed."""
        for mapping in TABLE_MAPPINGS:
            self._flush(mapping.record)
        for mapping in TABLE_MAPPINGS:
            self._end_deleted(mapping)
        for mapping in reversed(TABLE_MAPPINGS):  # scores before the assignments that they refer to
            if mapping.record in complete and mapping.on_missing is not OnMissing.KEEP:
                end_missing(self._loader(mapping.record), today=clock.today(), may_shrink=may_shrink)
            elif anchors := self._complete_sets.get(mapping.record):
                end_missing_of(self._loader(mapping.record), anchors, today=clock.today())
        if not self._is_first_load():
            self._changes.write(self.context)
        loaders = self._loaders
        return {m.name: loaders[m.record].counts for m in TABLE_MAPPINGS if m.record in loaders}

    def last_ids(self) -> dict[str, int]:
        """Return the last id of each table to which this load has given ids."""
        loaders = [loader for loader in self._loaders.values() if loader.mapping.by_source_id and loader.counts.added]
        return {loader.mapping.table.name: loader.matcher.last_id for loader in loaders}

    def _end_deleted(self, mapping: TableMapping) -> None:
        """End what the source itself names as deleted. Where rows are kept, what belongs to them counts as named."""
        if not (deletions := self._deletions.get(mapping.record)):
            return
        loader = self._loader(mapping.record)
        if mapping.on_missing is OnMissing.KEEP:
            if id_map := loader.matcher.id_map:
                ids = (id_map.ids.get(deletion.source_id) for deletion in deletions)
                id_map.named.update(row_id for row_id in ids if row_id)
            return
        source_ids = {deletion.source_id for deletion in deletions if deletion.row is None}
        keys = {key for deletion in deletions if deletion.row and (key := loader.builder.key_of(deletion.row))}
        end_deleted(loader, source_ids, keys, today=clock.today())

    def _flush(self, record_type: type[Record]) -> None:
        """Write the buffered records up to this type: everything that it may refer to comes before it."""
        for mapping in TABLE_MAPPINGS:
            if batch := self._buffers[mapping.record]:
                self._buffers[mapping.record] = []
                self._loader(mapping.record).load(batch)
            if mapping.record is record_type:
                return

    def _loader(self, record_type: type[Record]) -> TableLoader:
        """Return a table's loader, made when first needed, after those of the tables that it refers to: they read the
        ids that its records need.
        """
        if record_type not in self._loaders:
            mapping = next(mapping for mapping in TABLE_MAPPINGS if mapping.record is record_type)
            for target in mapping.links.values():
                if target is not record_type:
                    self._loader(target)
            changes = None if self._is_first_load() else self._changes
            self._loaders[record_type] = TableLoader(mapping, self.context, changes)
        return self._loaders[record_type]

    def _is_first_load(self) -> bool:
        """Return whether this load brought the district itself; districts are written before all else."""
        districts = self._loaders.get(District)
        return districts is not None and districts.counts.added > 0
