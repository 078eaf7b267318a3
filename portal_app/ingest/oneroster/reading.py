"""One reading of a OneRoster source: its files as sheets, and what the parts of the reader share."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.errors import SourceErrors, SourceLocation
from portal_app.ingest.oneroster.files import SHAPES
from portal_app.ingest.oneroster.index import SourceIndex
from portal_app.ingest.oneroster.row import Row, Unreadable
from portal_app.ingest.oneroster.sheet import Sheet
from portal_app.ingest.oneroster.titles import CategoryTitle
from portal_app.ingest.summary import Warnings

Build = Callable[[Row], Iterable[r.Record]]


@dataclass(slots=True, kw_only=True)
class Reading:
    """What all parts of the reader share.

    `unparsable`: source ids of rows that could not be read; `orgs`: all that orgs.csv names; `district_courses`:
    courses of the district; `periods`: those that classes.csv has named; `scales`: by course; `titles`: of categories;
    `yielded_categories`: the categories of classes whose records were already yielded.
    """

    archive: Archive
    entries: dict[str, Entry]
    modes: dict[str, str]
    index: SourceIndex
    warnings: Warnings
    errors: SourceErrors
    on_file: Callable[[Entry], None]
    connection: Connection
    unparsable: set[str] = field(default_factory=set)
    orgs: set[str] = field(default_factory=set)
    district_courses: dict[str, Row] = field(default_factory=dict)
    periods: set[str] = field(default_factory=set)
    scales: dict[str, str] = field(default_factory=dict)
    titles: dict[str, CategoryTitle] = field(default_factory=dict)
    yielded_categories: set[str] = field(default_factory=set)
    has_letters: bool = False
    _reported: set[str] = field(default_factory=set)

    def has(self, file: str) -> bool:
        """Return whether the source has a file."""
        return file in self.entries

    def is_bulk(self, file: str) -> bool:
        """Return whether the source has a file that is bulk: it names everything."""
        return self.modes.get(file) == "bulk" and self.has(file)

    def sheet(self, file: str) -> Sheet | None:
        """Return a file, None if the source doesn't have it."""
        if not (entry := self.entries.get(file)):
            return None
        self.on_file(entry)
        return Sheet(self.archive, entry, SHAPES[file], self.errors, self.warnings, self.unparsable)

    def records(self, file: str, build: Build) -> Iterator[r.Record]:
        """Yield what `build` makes of a file's rows; nothing if the source doesn't have the file."""
        if sheet := self.sheet(file):
            yield from sheet.records(build)

    def each(self, file: str, read: Callable[[Row], None]) -> None:
        """Let `read` look at every row of a file."""
        if sheet := self.sheet(file):
            sheet.each(read)

    def named(self, file: str, build: Build, kind: type[r.Record]) -> Iterator[r.Record]:
        """Yield the records of a file whose rows have a source id of their own, and refuse the same id twice."""
        unique = UniqueIds()

        def each(row: Row) -> Iterable[r.Record]:
            name = unique.claim(row)
            return (
                (r.Deletion(source_location=row.location, record_type=kind, source_id=name),)
                if row.is_deleted
                else build(row)
            )

        return self.records(file, each)

    def keyed(self, file: str, build: Build) -> Iterator[r.Record]:
        """Yield the records of a file whose rows are identified by what they refer to."""

        def each(row: Row) -> Iterable[r.Record]:
            for record in build(row):
                if row.is_deleted:
                    yield r.Deletion(source_location=row.location, record_type=type(record), row=record)
                else:
                    yield record

        return self.records(file, each)

    def details(self, file: str, column: str) -> dict[str, Row]:
        """Return the rows of a file that adds columns to another file's rows, by those rows' source ids."""
        found: dict[str, Row] = {}

        def remember(row: Row) -> None:
            name = row.need(column)
            if not row.is_deleted and found.setdefault(name, row) is not row:
                raise Unreadable(column, f"{name[:200]} is given twice, first in line {found[name].location.line}")

        self.each(file, remember)
        return found

    def unused(self, file: str, column: str, left: dict[str, Row]) -> None:
        """Report the rows of such a file that match no row of the other file."""
        for name, row in left.items():
            if name not in self.unparsable:
                self.errors.add(row.location, f"{name[:200]} is not in the file that this one adds to", column)

    def new_unparsable(self) -> Iterator[r.Record]:
        """Yield what could not be read since the last call, so that what refers to it causes no error of its own."""
        for name in self.unparsable - self._reported:
            yield r.Unparsable(source_location=SourceLocation(""), source_id=name)
        self._reported |= self.unparsable


class UniqueIds:
    """Source ids of one file, each allowed once."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def claim(self, row: Row) -> str:
        """Return the row's source id.

        Raises:
            Unreadable: it is empty, or an earlier row has it.
        """
        name = row.need("sourcedId")
        if (line := self._lines.setdefault(name, row.location.line)) != row.location.line:
            raise Unreadable("sourcedId", f"{name[:200]} is given twice, first in line {line}")
        return name
