"""Why an import was refused: errors, each with its location in the source, and all of them in one refusal."""

from collections.abc import Iterable
from typing import NamedTuple


class SourceLocation(NamedTuple):
    """A line of a file of the source; line 0 is the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file


class SourceError(NamedTuple):
    """An error in the source: its location, and why it can't be imported."""

    location: SourceLocation
    reason: str
    column: str = ""

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.location}{column}: {self.reason}"


class ImportRefused(Exception):
    """The source can't be imported, and nothing of it was. The text is one line: the first finding, and how many more.

    `errors` are the first ones, `total` counts them all.
    """

    def __init__(self, location: SourceLocation | str, reason: str, *, column: str = "") -> None:
        where = SourceLocation(location) if isinstance(location, str) else location
        self._hold((SourceError(where, " ".join(reason.split()), column),), 1)

    def _hold(self, errors: tuple[SourceError, ...], total: int) -> None:
        self.errors, self.total = errors, total
        self.location, self.reason, _ = errors[0]
        more = f" ({total:,} errors in all)" if total > 1 else ""
        super().__init__(f"{errors[0]}{more}")

    @classmethod
    def for_all(cls, errors: Iterable[SourceError], total: int) -> "ImportRefused":
        """Return one refusal for several errors, at least one."""
        refused = cls.__new__(cls)
        refused._hold(tuple(errors), total)
        return refused


class SourceErrors:
    """Collects what is wrong while a source is read, so that one report tells all of it. Only so many are kept."""

    LIMIT = 1000

    def __init__(self) -> None:
        self._kept: list[SourceError] = []
        self.total = 0

    def add(self, location: SourceLocation, reason: str, column: str = "") -> None:
        """Note something that is wrong."""
        self.total += 1
        if len(self._kept) < self.LIMIT:
            self._kept.append(SourceError(location, " ".join(reason.split()), column))

    def include(self, refused: ImportRefused) -> None:
        """Note what another refusal has found."""
        for location, reason, column in refused.errors:
            self.add(location, reason, column)
        self.total += refused.total - len(refused.errors)

    def refuse(self) -> None:
        """Refuse the import if anything was found.

        Raises:
            ImportRefused: with all that was found.
        """
        if self.total:
            raise ImportRefused.for_all(self._kept, self.total)
