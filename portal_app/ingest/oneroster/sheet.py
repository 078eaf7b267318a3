"""One CSV file, row by row: what is wrong with it becomes a finding with its line and column, and reading goes on.

Files come from many systems, so a byte order mark, CRLF, other cases and another order of the columns are no mistakes.
Bytes that are not UTF-8, rows that are too long or too short, and cells longer than any text of a school are.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from portal_app import clock
from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry, Reader
from portal_app.ingest.refusal import Findings, Place
from portal_app.ingest.summary import Remarks

LONGEST_CELL, LONGEST_LINE = 131_072, 1_000_000
MOST_BROKEN_LINES = 20
_BEYOND = 10**9
"""No number of a school is so large, and both databases have room for smaller ones."""
T = TypeVar("T")


class Unreadable(Exception):
    """A cell of a row can't be read, so the row can't either."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(f"{column}: {reason}")


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a file: without the needed ones it is refused; the known others may be absent or stay unread."""

    needed: tuple[str, ...]
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The known columns by their names in small letters."""
        return {name.lower(): name for name in (*self.needed, *self.read, *self.unread, *_EVERYWHERE)}


_EVERYWHERE = ("sourcedId", "status", "dateLastModified")


class Row:
    """The cells of a row by column. A column that the file doesn't have says nothing: None."""

    __slots__ = ("_at", "_cells", "place")

    def __init__(self, cells: list[str], at: dict[str, int], place: Place) -> None:
        self._cells, self._at, self.place = cells, at, place

    def text(self, column: str) -> str | None:
        """Return a cell without space around it; empty where nothing stands in it."""
        at = self._at.get(column)
        return None if at is None else self._cells[at].strip()

    def texts(self, columns: Iterable[str]) -> list[str | None]:
        """Return several cells at once."""
        at, cells = self._at, self._cells
        return [None if (place := at.get(column)) is None else cells[place].strip() for column in columns]

    def need(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if text := self.text(column):
            return text
        raise Unreadable(column, "is empty")

    @property
    def is_deleted(self) -> bool:
        """Whether the row says that what it names is gone."""
        return (self.text("status") or "").lower() == "tobedeleted"

    def ids(self, column: str) -> list[str]:
        """Return the names of a list, separated by commas."""
        return [name for part in (self.text(column) or "").split(",") if (name := part.strip())]

    def day(self, column: str) -> date | None:
        """Return a date, written 2026-11-24 (a time after it is left out)."""
        return self._read(column, lambda text: date.fromisoformat(text[:10]), "is no date such as 2026-11-24")

    def need_day(self, column: str) -> date:
        """Return a date that must be given."""
        self.need(column)
        day = self.day(column)
        assert day
        return day

    def span(self, first: str, last: str) -> tuple[date | None, date | None]:
        """Return the dates of two columns, of which the second must not be before the first."""
        begins, ends = self.day(first), self.day(last)
        if begins and ends and ends < begins:
            raise Unreadable(last, f"is before the {first}")
        return begins, ends

    def moment(self, column: str) -> datetime | None:
        """Return a moment: 2026-11-24T15:00:00Z, or without an offset by the district's wall clock."""
        return self._read(column, _moment, "is no moment such as 2026-11-24T15:00:00Z")

    def time(self, column: str) -> time:
        """Return a time of the day, written 08:05."""
        self.need(column)
        found = self._read(column, _time, "is no time such as 08:05")
        assert found
        return found

    def number(self, column: str) -> Decimal | None:
        """Return a number; the database keeps four places of it."""
        return self._read(column, _decimal, "is no number such as 87.5")

    def whole(self, column: str) -> int | None:
        """Return a whole number."""
        return self._read(column, _whole, "is no whole number")

    def flag(self, column: str) -> bool | None:
        """Return true or false; an empty cell says nothing."""
        return self.word(column, _FLAGS)

    def word(self, column: str, words: dict[str, T]) -> T | None:
        """Return what a word of a fixed list means; the case doesn't matter."""
        if not (text := self.text(column)):
            return None
        if (meaning := words.get(text.lower())) is None:
            raise Unreadable(column, f"is none of {', '.join(words)}: {text[:60]}")
        return meaning

    def _read(self, column: str, read: Callable[[str], T], otherwise: str) -> T | None:
        if not (text := self.text(column)):
            return None
        try:
            return read(text)
        except (ValueError, OverflowError, InvalidOperation):
            raise Unreadable(column, f"{otherwise}: {text[:60]}") from None


_FLAGS: dict[str, Any] = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def _time(text: str) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo:
        raise ValueError(text)
    return found


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=clock.zone())).astimezone(UTC)


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= _BEYOND:
        raise ValueError(text)
    return number


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) >= _BEYOND:
        raise ValueError(text)
    return number


@dataclass(slots=True)
class Sheet:
    """A CSV file of a source."""

    archive: Archive
    entry: Entry
    shape: Shape
    findings: Findings
    remarks: Remarks
    broken: set[str]
    _undecodable: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        """The name of the file, without folders."""
        return self.entry.name.rsplit("/", 1)[-1]

    def records(self, build: Callable[[Row], Iterable[r.Record]]) -> Iterator[r.Record]:
        """Yield the records that `build` makes of the rows; a row that it can't read is a finding."""
        for row in self:
            try:
                yield from build(row)
            except Unreadable as wrong:
                self.note(row, wrong)

    def each(self, read: Callable[[Row], None]) -> None:
        """Let `read` look at every row; a row that it can't read is a finding."""
        for row in self:
            try:
                read(row)
            except Unreadable as wrong:
                self.note(row, wrong)

    def quietly(self) -> Iterator[Row]:
        """Yield the rows without reporting anything: another reading of the file does."""
        silent = Sheet(self.archive, self.entry, self.shape, Findings(), Remarks(), set())
        yield from silent

    def note(self, row: Row, wrong: Unreadable) -> None:
        """Note that a row can't be read; what refers to it is not held against the source a second time."""
        self.findings.add(row.place, wrong.reason, wrong.column)
        if name := row.text("sourcedId"):
            self.broken.add(name)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that have the right number of readable cells."""
        with self.archive.open(self.entry) as reader:
            table = csv.reader(self._lines(reader), strict=True)
            header = self._next(table, 0)
            if header is None:
                return
            if self._undecodable:
                self._tell_undecodable(header, [], 1)
                return
            if (at := self._places(header)) is None:
                return
            yield from self._rows(table, at, header)

    def _rows(self, table: Any, at: dict[str, int], header: list[str]) -> Iterator[Row]:
        width, name, misfits = len(header), self.name, 0
        while misfits < MOST_BROKEN_LINES:
            line = table.line_num + 1
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                self.findings.add(Place(name, line), _plain(error))
                misfits += 1
                continue
            if self._undecodable:
                self._tell_undecodable(cells, header, line)
            elif len(cells) == width:
                yield Row(cells, at, Place(name, line))
            elif cells:
                self.findings.add(Place(name, line), f"has {len(cells)} cells; the header has {width}")
        self.findings.add(Place(name, line), "so many lines are broken that the rest was not read")

    def _next(self, table: Any, line: int) -> list[str] | None:
        """Return the header, None where there is none."""
        try:
            return next(table)
        except StopIteration:
            self.findings.add(Place(self.name), "is empty; even a file without rows has a header")
        except csv.Error as error:
            self.findings.add(Place(self.name, line + 1), _plain(error))
        return None

    def _places(self, header: list[str]) -> dict[str, int] | None:
        """Return where each known column stands; None if one that is needed is missing."""
        at: dict[str, int] = {}
        top, names, found_before = Place(self.name, 1), self.shape.names, self.findings.total
        for place, written in enumerate(header):
            column = names.get(written.strip().lower())
            if column is None:
                self.remarks.say(f"{self.name}, column {written.strip()[:60]!r}: not known, so it was not read")
            elif column in at:
                self.findings.add(top, "stands in the header twice", column)
            else:
                at[column] = place
        for column in self.shape.needed:
            if column not in at:
                self.findings.add(top, "is missing from the header", column)
        return at if self.findings.total == found_before else None

    def _lines(self, reader: Reader) -> Iterator[str]:
        """Yield the lines. One that is longer than any row of a school is cut, so that it can't fill the memory."""
        raw: Any = _Raw(reader)
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                while (rest := text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
                    pass
            if not line.isascii() or "\0" in line:
                self._undecodable = self._undecodable or not _is_unicode(line)
            yield line

    def _tell_undecodable(self, cells: list[str], header: list[str], line: int) -> None:
        self._undecodable = False
        columns = [column for cell, column in zip(cells, header, strict=False) if not _is_unicode(cell)]
        other = "UTF-16" if any("\0" in cell for cell in cells) else "Latin-1 or Windows-1252"
        reason = f"holds bytes that are not UTF-8; save the file as UTF-8 (it looks like {other})"
        self.findings.add(Place(self.name, line), reason, columns[0].strip() if columns else "")


def _plain(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell holds more than {LONGEST_CELL:,} characters"
    return f"is no CSV: {error}"


def _is_unicode(text: str) -> bool:
    """Return whether a text can be kept: PostgreSQL takes no NUL, which UTF-16 is full of."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


class _Raw(io.BufferedIOBase):
    """A reader as Python's text layer wants it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._reader.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._reader.read(65536 if size < 0 else max(size, 65536))
