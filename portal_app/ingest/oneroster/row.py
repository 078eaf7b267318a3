"""One row of a CSV file: its cells by column, as texts, dates, numbers, flags. Parse errors have a reason."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from portal_app import clock
from portal_app.ingest.errors import SourceLocation

_BEYOND = 10**9
"""A limit that no real value reaches, and that fits into the columns of both databases."""
T = TypeVar("T")


class Unreadable(Exception):
    """A cell of a row can't be read, so the row can't either."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(f"{column}: {reason}")


class Row:
    """The cells of a row by column. The value of a column that the file doesn't have is None."""

    __slots__ = ("_at", "_cells", "location")

    def __init__(self, cells: list[str], at: dict[str, int], location: SourceLocation) -> None:
        self._cells, self._at, self.location = cells, at, location

    def text(self, column: str) -> str | None:
        """Return a cell without surrounding space; "" for an empty cell, None without the column."""
        at = self._at.get(column)
        return None if at is None else self._cells[at].strip()

    def texts(self, columns: Iterable[str]) -> list[str | None]:
        """Return several cells at once."""
        at, cells = self._at, self._cells
        return [None if (position := at.get(column)) is None else cells[position].strip() for column in columns]

    def need(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if text := self.text(column):
            return text
        raise Unreadable(column, "is empty")

    @property
    def is_deleted(self) -> bool:
        """Whether the row marks what it names as deleted."""
        return (self.text("status") or "").lower() == "tobedeleted"

    def ids(self, column: str) -> list[str]:
        """Return the names of a list, separated by commas."""
        return [name for part in (self.text(column) or "").split(",") if (name := part.strip())]

    def day(self, column: str) -> date | None:
        """Return a date, written 2026-11-24. With a time and an offset it is the district's date at that moment."""
        return self._read(column, _day, "is not a date such as 2026-11-24")

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
        return self._read(column, _moment, "is not a date and time such as 2026-11-24T15:00:00Z")

    def time(self, column: str) -> time:
        """Return a time of the day, written 08:05."""
        self.need(column)
        found = self._read(column, _time, "is not a time such as 08:05")
        assert found
        return found

    def number(self, column: str) -> Decimal | None:
        """Return a number; the database keeps four decimal places of it."""
        return self._read(column, _decimal, "is not a number such as 87.5")

    def whole(self, column: str) -> int | None:
        """Return a whole number."""
        return self._read(column, _whole, "is not a whole number")

    def flag(self, column: str) -> bool | None:
        """Return true or false; None for an empty cell."""
        return self.word(column, _FLAGS)

    def word(self, column: str, words: dict[str, T]) -> T | None:
        """Return what a word of a fixed list stands for; the case doesn't matter."""
        if not (text := self.text(column)):
            return None
        if (meaning := words.get(text.lower())) is None:
            raise Unreadable(column, f"is not one of {', '.join(words)}: {text[:60]}")
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


def _day(text: str) -> date:
    """Return a date; a time without an offset is the district's, and midnight in UTC is how programs write a date.

    What follows the date and is no time is left out.
    """
    day = date.fromisoformat(text[:10])
    if len(text) == len("2026-11-24"):
        return day
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return day
    if moment.tzinfo is None or (moment.time() == time() and not moment.utcoffset()):
        return day
    return moment.astimezone(clock.zone()).date()


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
