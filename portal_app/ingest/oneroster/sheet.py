"""One CSV file, row by row: every error is reported with its line and column, and reading goes on.

Files come from many systems, so a byte order mark, CRLF, column names in another case and columns in another order are
accepted. Bytes that are not UTF-8, rows with too many or too few cells, and very long cells are errors.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry, Reader
from portal_app.ingest.errors import SourceErrors, SourceLocation
from portal_app.ingest.oneroster.row import Row, Unreadable
from portal_app.ingest.summary import Warnings

LONGEST_CELL, LONGEST_LINE = 131_072, 1_000_000  # the first is the default limit of Python's csv module
MOST_BROKEN_LINES = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a file. It is refused without the `needed` ones; `read` ones may be absent; others are ignored."""

    needed: tuple[str, ...]
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The known columns by their names in small letters."""
        return {name.lower(): name for name in (*self.needed, *self.read, *self.unread, *_EVERYWHERE)}


_EVERYWHERE = ("sourcedId", "status", "dateLastModified")


@dataclass(slots=True)
class Sheet:
    """A CSV file of a source."""

    archive: Archive
    entry: Entry
    shape: Shape
    errors: SourceErrors
    warnings: Warnings
    unparsable: set[str]
    _undecodable: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        """The name of the file, without folders."""
        return self.entry.name.rsplit("/", 1)[-1]

    def records(self, build: Callable[[Row], Iterable[r.Record]]) -> Iterator[r.Record]:
        """Yield the records that `build` makes of the rows; a row that it can't read is an error."""
        for row in self:
            try:
                yield from build(row)
            except Unreadable as error:
                self.report(row, error)

    def each(self, read: Callable[[Row], None]) -> None:
        """Let `read` look at every row; a row that it can't read is an error."""
        for row in self:
            try:
                read(row)
            except Unreadable as error:
                self.report(row, error)

    def quietly(self) -> Iterator[Row]:
        """Yield the rows without reporting errors: the file is read a second time, which reports them."""
        silent = Sheet(self.archive, self.entry, self.shape, SourceErrors(), Warnings(), set())
        yield from silent

    def report(self, row: Row, error: Unreadable) -> None:
        """Report that a row can't be read; rows that refer to it cause no further errors."""
        self.errors.add(row.location, error.reason, error.column)
        if name := row.text("sourcedId"):
            self.unparsable.add(name)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that have the right number of readable cells."""
        with self.archive.open(self.entry) as reader:
            table = csv.reader(self._lines(reader), strict=True)
            header = self._header(table, 0)
            if header is None:
                return
            if self._undecodable:
                self._report_undecodable(header, [], 1)
                return
            if (at := self._column_positions(header)) is None:
                return
            yield from self._rows(table, at, header)

    def _rows(self, table: Any, at: dict[str, int], header: list[str]) -> Iterator[Row]:
        width, name, broken_lines = len(header), self.name, 0
        while broken_lines < MOST_BROKEN_LINES:
            line = table.line_num + 1
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                self.errors.add(SourceLocation(name, line), _reason(error))
                broken_lines += 1
                continue
            if self._undecodable:
                self._report_undecodable(cells, header, line)
            elif len(cells) == width:
                yield Row(cells, at, SourceLocation(name, line))
            elif cells:
                self.errors.add(SourceLocation(name, line), f"has {len(cells)} cells; the header has {width}")
        self.errors.add(SourceLocation(name, line), "so many lines are broken that the rest was not read")

    def _header(self, table: Any, line: int) -> list[str] | None:
        """Return the header, None where there is none."""
        try:
            header: list[str] = next(table)
            return header
        except StopIteration:
            self.errors.add(SourceLocation(self.name), "is empty; even a file without rows has a header")
        except csv.Error as error:
            self.errors.add(SourceLocation(self.name, line + 1), _reason(error))
        return None

    def _column_positions(self, header: list[str]) -> dict[str, int] | None:
        """Return the position of each known column; None if a required one is missing."""
        at: dict[str, int] = {}
        top, names, found_before = SourceLocation(self.name, 1), self.shape.names, self.errors.total
        for position, cell in enumerate(header):
            column = names.get(cell.strip().lower())
            if column is None:
                self.warnings.add(f"{self.name}, column {cell.strip()[:60]!r}: unknown, so it was not read")
            elif column in at:
                self.errors.add(top, "appears twice in the header", column)
            else:
                at[column] = position
        for column in self.shape.needed:
            if column not in at:
                self.errors.add(top, "is missing from the header", column)
        return at if self.errors.total == found_before else None

    def _lines(self, reader: Reader) -> Iterator[str]:
        """Yield the lines. A very long line is cut, so that it can't exhaust the memory."""
        raw: Any = _RawReader(reader)
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                while (rest := text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
                    pass
            if not line.isascii() or "\0" in line:
                self._undecodable = self._undecodable or not _is_unicode(line)
            yield line

    def _report_undecodable(self, cells: list[str], header: list[str], line: int) -> None:
        self._undecodable = False
        columns = [column for cell, column in zip(cells, header, strict=False) if not _is_unicode(cell)]
        other = "UTF-16" if any("\0" in cell for cell in cells) else "Latin-1 or Windows-1252"
        reason = f"holds bytes that are not UTF-8; save the file as UTF-8 (it looks like {other})"
        self.errors.add(SourceLocation(self.name, line), reason, columns[0].strip() if columns else "")


def _reason(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell holds more than {LONGEST_CELL:,} characters"
    return f"is not valid CSV: {error}"


def _is_unicode(text: str) -> bool:
    """Return whether the database can store a text: PostgreSQL accepts no NUL, of which UTF-16 has many."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


class _RawReader(io.BufferedIOBase):
    """A reader with the interface that `TextIOWrapper` expects."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._reader.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._reader.read(65536 if size < 0 else max(size, 65536))
