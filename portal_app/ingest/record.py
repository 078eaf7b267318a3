"""What every record has, and the records that say something about others: gone, or not to be read."""

from dataclasses import dataclass
from enum import Enum

from portal_app.ingest.errors import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that a source says, and where it says so."""

    source_location: SourceLocation


class Unsaid(Enum):
    """The type of `UNSAID`."""

    UNSAID = "unsaid"


UNSAID = Unsaid.UNSAID
"""Says nothing of a field whose column may hold None, which says that there is nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion(Record):
    """The source says that something is gone: by its source id, or as a row of a kind that has none."""

    kind: type[Record]
    source_id: str = ""
    row: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteSet(Record):
    """Of the rows of a kind that hang on one thing (the kind's first anchor), the source names every one."""

    kind: type[Record]
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsable(Record):
    """Something that the source names but that could not be read: whatever refers to it is left out quietly."""

    source_id: str
