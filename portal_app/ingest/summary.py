"""What an import reports while it runs and at the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: bytes of the source read so far, of all that will be read, and the current file."""

    done: int
    total: int
    file: str


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class Counts:
    """How many rows of one type were written. `merged`: records that the source has twice and the portal once."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    merged: int = 0

    @property
    def touched(self) -> int:
        """How many rows the import has written."""
        return self.added + self.changed + self.ended


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """The outcome of an import: counts by kind in loading order, warnings for the operator, files left unread."""

    format: str
    counts: Mapping[str, Counts]
    notes: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def changed_anything(self) -> bool:
        """Whether the database differs from what it was before."""
        return any(counts.touched for counts in self.counts.values())


class Warnings:
    """Collects, while a format is read, what the operator should know about records that were merged or left out."""

    def __init__(self) -> None:
        self.merged: dict[type, int] = {}
        self._counts: dict[str, int] = {}
        self._lines: dict[str, None] = {}

    def merge(self, record: type, why: str) -> None:
        """Count a record of this type that the source has twice; one of the two was kept."""
        self.merged[record] = self.merged.get(record, 0) + 1
        self.count(why)

    def count(self, what: str) -> None:
        """Count a record of which `what` is true; the summary has the number."""
        self._counts[what] = self._counts.get(what, 0) + 1

    def add(self, line: str) -> None:
        """Add a warning about the source as a whole, once."""
        self._lines[line] = None

    def lines(self) -> tuple[str, ...]:
        """Return the warnings, one line each; counted ones end in the number of records."""
        return (*self._lines, *(f"{what}: {number:,}" for what, number in self._counts.items()))
