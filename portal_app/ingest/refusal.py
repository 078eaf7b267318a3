"""Why an import was refused: findings, each with its place in the source, and all of them in one refusal."""

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file of the source; line 0 is the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file


class Finding(NamedTuple):
    """Something wrong with the source: where it stands, and why it can't be imported."""

    place: Place
    reason: str
    column: str = ""

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.place}{column}: {self.reason}"


class ImportRefused(Exception):
    """The source can't be imported, and nothing of it was. The text is one line: the first finding, and how many more.

    `findings` are the first ones, `total` counts them all.
    """

    def __init__(self, place: Place | str, reason: str, *, column: str = "") -> None:
        where = Place(place) if isinstance(place, str) else place
        self._hold((Finding(where, " ".join(reason.split()), column),), 1)

    def _hold(self, findings: tuple[Finding, ...], total: int) -> None:
        self.findings, self.total = findings, total
        self.place, self.reason, _ = findings[0]
        more = f" ({total:,} findings in all)" if total > 1 else ""
        super().__init__(f"{findings[0]}{more}")

    @classmethod
    def for_all(cls, findings: Iterable[Finding], total: int) -> "ImportRefused":
        """Return one refusal for several findings, at least one."""
        refused = cls.__new__(cls)
        refused._hold(tuple(findings), total)
        return refused


class Findings:
    """Collects what is wrong while a source is read, so that one report tells all of it. Only so many are kept."""

    LIMIT = 1000

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self.total = 0

    def add(self, place: Place, reason: str, column: str = "") -> None:
        """Note something that is wrong."""
        self.total += 1
        if len(self._kept) < self.LIMIT:
            self._kept.append(Finding(place, " ".join(reason.split()), column))

    def include(self, refused: ImportRefused) -> None:
        """Note what another refusal has found."""
        for place, reason, column in refused.findings:
            self.add(place, reason, column)
        self.total += refused.total - len(refused.findings)

    def refuse(self) -> None:
        """Refuse the import if anything was found.

        Raises:
            ImportRefused: with all that was found.
        """
        if self.total:
            raise ImportRefused.for_all(self._kept, self.total)
