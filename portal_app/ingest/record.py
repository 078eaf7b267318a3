"""What every record has, and the records about other records: deletions, complete sets, rows that can't be read."""

from dataclasses import dataclass
from enum import Enum

from portal_app.ingest.errors import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of data from a source, and its location there."""

    source_location: SourceLocation


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET = Unset.UNSET
"""The value of a field that the source does not mention, where the column may hold None: None says that it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion(Record):
    """The source names a row as deleted: by its source id, or by a record where the table has none."""

    record_type: type[Record]
    source_id: str = ""
    row: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteSet(Record):
    """The source names all rows of a type that belong to one row, that of the mapping's first anchor."""

    record_type: type[Record]
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsable(Record):
    """A row of the source that could not be read: whatever refers to it is skipped without another error."""

    source_id: str
