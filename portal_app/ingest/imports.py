"""Imports a folder or zip and returns a summary; a failed import changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlmodel import Session, select

from portal_app.ingest import edfi, oneroster
from portal_app.ingest.archive import Archive, Entry, Limits, open_archive
from portal_app.ingest.errors import ImportRefused, SourceErrors
from portal_app.ingest.loader import Columns, load
from portal_app.ingest.records import Record
from portal_app.ingest.summary import Counts, ImportSummary, OnProgress, Progress, Warnings
from portal_app.ingest.table_mappings import TABLE_MAPPINGS
from portal_app.ingest.withdrawn_rights import withhold_withdrawn, without_withdrawn
from portal_app.ingest.writing import Spool, TablesChanged, Write
from portal_app.models import District

_REPORT_EVERY = 1000
TRIES = 3


class Format(Protocol):
    """A format that was recognized in a source: what will be read, and how."""

    @property
    def name(self) -> str:
        """What the format is called."""

    @property
    def complete(self) -> frozenset[type[Record]]:
        """The kinds of records of which the source names every one."""

    @property
    def size(self) -> int:
        """How many bytes will be read."""

    @property
    def unread(self) -> tuple[str, ...]:
        """The files that stay unread."""

    @property
    def columns(self) -> Columns:
        """What the source calls the fields of records."""

    def read(
        self, connection: Connection, warnings: Warnings, errors: SourceErrors, on_file: "OnFile"
    ) -> Iterator[Record]:
        """Yield the records; `on_file` is called with each file before it is read."""


OnFile = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """One import: how it is read, what the operator allows, and where progress is reported."""

    archive: Archive
    format: Format
    may_shrink: bool
    on_progress: OnProgress

    def run(
        self, connection: Connection, *, write: Write | None = None, last_ids: dict[str, int] | None = None
    ) -> ImportSummary:
        """Load the source with this writer and return the summary."""
        warnings, errors = Warnings(), SourceErrors()
        meter = _ProgressMeter(self.archive, self.format.size, self.on_progress)
        records = self.format.read(connection, warnings, errors, meter.start_file)
        records = without_withdrawn(records, connection, warnings)
        counts = load(
            connection,
            meter.count(records),
            complete=self.format.complete,
            write=write,
            errors=errors,
            warnings=warnings,
            columns=self.format.columns,
            may_shrink=self.may_shrink,
            last_ids=last_ids,
        )
        return _summary(self.format, counts, warnings)


def import_path(
    target: Session | Engine,
    path: Path | str,
    *,
    on_progress: OnProgress | None = None,
    limits: Limits | None = None,
    dry_run: bool = False,
    may_shrink: bool = False,
) -> ImportSummary:
    """Load a folder or zip into the database and return a summary.

    With an engine the load is planned first and then written in one short transaction of its own. With a session it
    joins the session's transaction, which the caller commits; a refusal rolls it back. `dry_run`: nothing is written at
    all, and the summary says what would. `may_shrink`: a large part of the existing rows may end.

    Raises:
        ImportRefused: the source can't be imported; the database is as it was.
    """
    with open_archive(Path(path), limits=limits) as archive:
        job = _Job(archive, _format_of(archive, Path(path)), may_shrink, on_progress or (lambda _: None))
        if isinstance(target, Session):
            return _within(target, job, dry_run)
        if dry_run:
            with target.connect() as connection:
                return job.run(connection, write=lambda _: None)
        if _is_empty(target):
            with target.begin() as connection:
                return job.run(connection)
        return _planned(target, job)


def _format_of(archive: Archive, path: Path) -> Format:
    if oneroster.recognizes(archive):
        return oneroster.plan(archive)
    if edfi.recognizes(archive):
        return edfi.plan(archive)
    raise ImportRefused(path.name, "holds no data in a format that the portal reads (OneRoster CSV, Ed-Fi XML)")


def _within(session: Session, job: _Job, dry_run: bool) -> ImportSummary:
    try:
        return job.run(session.connection(), write=(lambda _: None) if dry_run else None)
    except BaseException:
        session.rollback()
        raise


def _is_empty(engine: Engine) -> bool:
    """Return whether there is no district yet: then no user could wait for a long load."""
    with Session(engine) as session:
        return session.exec(select(District.id)).first() is None


def _planned(engine: Engine, job: _Job) -> ImportSummary:
    """Plan without a lock, then write in one transaction; plan again if someone else has written in between."""
    for _ in range(TRIES):
        spool = Spool()
        with engine.connect() as connection:
            summary = job.run(connection, write=spool.add, last_ids=spool.last_ids)
        try:
            with engine.connect() as connection:
                spool.carry_out(connection)
                withhold_withdrawn(connection)
                connection.commit()
                return summary
        except TablesChanged:
            continue
    # others write all the time: load while holding the lock, which takes longer but can't be overtaken
    with engine.begin() as connection:
        return job.run(connection)


def _summary(format: Format, counts: dict[str, Counts], warnings: Warnings) -> ImportSummary:
    for mapping in TABLE_MAPPINGS:
        if mapping.record in warnings.merged:
            counts[mapping.name].merged += warnings.merged[mapping.record]
    return ImportSummary(format=format.name, counts=counts, notes=warnings.lines(), unread=format.unread)


@dataclass(slots=True)
class _ProgressMeter:
    """Reports the progress of reading to the caller, from time to time."""

    archive: Archive
    total: int
    on_progress: OnProgress
    start: int = field(init=False)
    file: str = ""

    def __post_init__(self) -> None:
        """Remember how much was read before, when the format was recognized."""
        self.start = self.archive.read

    def start_file(self, entry: Entry) -> None:
        """Note which file is read next."""
        self.file = entry.name
        self._report()

    def count(self, records: Iterator[Record]) -> Iterator[Record]:
        """Yield the records, and report progress on the way and at the end."""
        for number, record in enumerate(records):
            if number % _REPORT_EVERY == 0:
                self._report()
            yield record
        self._report()

    def _report(self) -> None:
        self.on_progress(Progress(min(self.archive.read - self.start, self.total), self.total, self.file))
