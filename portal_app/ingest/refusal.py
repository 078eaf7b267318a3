"""Why an import was refused, and where in the source the reason stands."""

from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file of the source; line 0 is the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file


class ImportRefused(Exception):
    """The source can't be imported, and nothing of it was. The text is one line: file, line and reason."""

    def __init__(self, place: Place | str, reason: str) -> None:
        self.place = Place(place) if isinstance(place, str) else place
        self.reason = " ".join(reason.split())
        super().__init__(f"{self.place}: {self.reason}")
