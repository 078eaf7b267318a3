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
    """The source can't be imported, and nothing of it was. The text is one line: the first error, and the total.

    `errors` are the first ones, `total` counts them all.
    """

    def __init__(self, location: SourceLocation | str, reason: str, *, column: str = "") -> None:
        at = SourceLocation(location) if isinstance(location, str) else location
        self._set((SourceError(at, " ".join(reason.split()), column),), 1)

    def _set(self, errors: tuple[SourceError, ...], total: int) -> None:
        self.errors, self.total = errors, total
        self.location, self.reason, _ = errors[0]
        more = f" ({total:,} errors in all)" if total > 1 else ""
        super().__init__(f"{errors[0]}{more}")

    @classmethod
    def for_all(cls, errors: Iterable[SourceError], total: int) -> "ImportRefused":
        """Return one refusal for several errors, at least one."""
        refused = cls.__new__(cls)
        refused._set(tuple(errors), total)
        return refused


class SourceErrors:
    """Collects errors while a source is read, for one report. All are counted, the first `LIMIT` are kept."""

    LIMIT = 1000

    def __init__(self) -> None:
        self._errors: list[SourceError] = []
        self.total = 0

    def add(self, location: SourceLocation, reason: str, column: str = "") -> None:
        """Add an error."""
        self.total += 1
        if len(self._errors) < self.LIMIT:
            self._errors.append(SourceError(location, " ".join(reason.split()), column))

    def include(self, refused: ImportRefused) -> None:
        """Add the errors of a refusal."""
        for location, reason, column in refused.errors:
            self.add(location, reason, column)
        self.total += refused.total - len(refused.errors)

    def refuse(self) -> None:
        """Refuse the import if there are errors.

        Raises:
            ImportRefused: with all errors.
        """
        if self.total:
            raise ImportRefused.for_all(self._errors, self.total)
