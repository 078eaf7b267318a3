"""What all parts of one load share: the connection, the ids, the errors, the time, and where writes go."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from portal_app.ingest.errors import SourceErrors
from portal_app.ingest.records import Record
from portal_app.ingest.summary import Warnings
from portal_app.ingest.writing import Write

REJECTED = -1
"""The id of a record that could not be loaded. Whatever refers to it is skipped without another error."""


class IdMap:
    """The ids of our rows by source id, for one type of record, and which of them this load has named."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.named: set[int] = set()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoadContext:
    """What all tables of a load share. `columns`: what the source calls the fields of a record, for errors."""

    connection: Connection
    id_maps: dict[type[Record], IdMap]
    errors: SourceErrors
    moment: datetime
    write: Write
    columns: Mapping[type[Record], Mapping[str, str]]
    warnings: Warnings
