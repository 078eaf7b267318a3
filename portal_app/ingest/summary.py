"""What an import tells afterwards, and while it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: bytes of the source read so far, of all that will be read, and the file at hand."""

    done: int
    total: int
    file: str


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class Counts:
    """What became of the records of one kind. `merged`: said twice by the source, kept once."""

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
        self._counted: dict[str, int] = {}
        self._said: dict[str, None] = {}

    def merge(self, record: type, why: str) -> None:
        """Note that the source said a record of this kind twice and that one was kept."""
        self.merged[record] = self.merged.get(record, 0) + 1
        self.count(why)

    def count(self, what: str) -> None:
        """Note one more record of which `what` is true; the summary says how many."""
        self._counted[what] = self._counted.get(what, 0) + 1

    def say(self, line: str) -> None:
        """Note something about the source as a whole, once."""
        self._said[line] = None

    def lines(self) -> tuple[str, ...]:
        """Return a line per remark that ends in how many records it concerns."""
        return (*self._said, *(f"{what}: {number:,}" for what, number in self._counted.items()))
