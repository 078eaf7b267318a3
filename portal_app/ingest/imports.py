"""Importing as the office knows it: a path in, a summary out, the database changed as a whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from portal_app.ingest import edfi
from portal_app.ingest.archive import Archive, Entry, Limits, open_archive
from portal_app.ingest.kinds import KINDS
from portal_app.ingest.loader import load
from portal_app.ingest.records import Record
from portal_app.ingest.refusal import ImportRefused
from portal_app.ingest.summary import Counts, ImportSummary, OnProgress, Progress, Remarks

_TELL_EVERY = 1000
_AHEAD = 200_000


def import_path(
    target: Session | Engine,
    path: Path | str,
    *,
    on_progress: OnProgress | None = None,
    limits: Limits | None = None,
) -> ImportSummary:
    """Load a folder or zip into the database and return what became of it.

    With an engine the load is one transaction of its own. With a session it joins the session's transaction, which the
    caller commits; a refusal rolls it back.

    Raises:
        ImportRefused: the source can't be imported; the database is as it was.
    """
    with open_archive(Path(path), limits=limits) as archive:
        if not edfi.recognises(archive):
            raise ImportRefused(Path(path).name, "holds no data in a format that the portal reads (Ed-Fi XML)")
        with _transaction(target) as connection:
            return _import_edfi(connection, archive, on_progress or (lambda _: None))


@contextmanager
def _transaction(target: Session | Engine) -> Iterator[Connection]:
    if isinstance(target, Engine):
        with target.begin() as connection:
            yield connection
        return
    try:
        yield target.connection()
    except BaseException:
        target.rollback()
        raise


def _import_edfi(connection: Connection, archive: Archive, on_progress: OnProgress) -> ImportSummary:
    remarks = Remarks()
    plan = edfi.plan(archive)
    meter = _Meter(archive, plan.size, on_progress)
    records = meter.over(edfi.read(archive, plan, remarks, meter.turn_to))
    counts = load(connection, _read_ahead(records), complete=plan.complete)
    return _summary("Ed-Fi 1.0 XML", counts, remarks, plan.unread)


def _read_ahead(records: Iterator[Record]) -> Iterator[Record]:
    """Yield the records once a good many are read, all of them in most districts.

    SQLite has one writer: while an import writes, no parent can sign in. So what takes long, reading, comes first.
    """
    first = list(islice(records, _AHEAD))
    return chain(first, records)


def _summary(format: str, counts: dict[str, Counts], remarks: Remarks, unread: tuple[str, ...]) -> ImportSummary:
    for kind in KINDS:
        if kind.record in remarks.merged:
            counts[kind.name].merged += remarks.merged[kind.record]
    return ImportSummary(format=format, counts=counts, notes=remarks.lines(), unread=unread)


class _Meter:
    """Tells the caller how far the reading is, now and then."""

    def __init__(self, archive: Archive, total: int, on_progress: OnProgress) -> None:
        self._archive, self._total, self._on_progress = archive, total, on_progress
        self._start, self._file = archive.read, ""

    def turn_to(self, entry: Entry) -> None:
        """Note which file is read next."""
        self._file = entry.name
        self._tell()

    def over(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield the records, telling the progress on the way and at the end."""
        for number, record in enumerate(records):
            if number % _TELL_EVERY == 0:
                self._tell()
            yield record
        self._tell()

    def _tell(self) -> None:
        self._on_progress(Progress(min(self._archive.read - self._start, self._total), self._total, self._file))
