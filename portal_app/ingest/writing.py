"""What an import writes: operations that are carried out at once, spooled for later, or only counted.

SQLite has one writer, and a sign-in must not wait long for it. So an import into a portal in use first plans: it reads,
checks and compares without any lock, and spools its operations to a temporary file. Then one short transaction
carries them out. The first load of an empty portal writes at once: there are no users yet.
"""

import pickle
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Connection, UniqueConstraint, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from portal_app.database import delete_rows, insert_rows, last_id, lock_for_writing, update_rows
from portal_app.ingest.errors import ImportRefused, SourceLocation

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Insert:
    """New rows of a table, as the driver takes them. `locations`: where the source names each row (or none)."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    locations: Sequence[SourceLocation] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """New values of existing rows: a row holds the values of the columns `key`, then those of `columns`."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    locations: Sequence[SourceLocation] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Delete:
    """Rows to delete, by the values of the columns of `key`."""

    table: str
    key: tuple[str, ...]
    rows: list[tuple[Any, ...]]


Operation: TypeAlias = Insert | Update | Delete
Write = Callable[[Operation], None]


class TablesChanged(Exception):
    """The tables have changed since the import was planned; it has to be planned again."""


def perform(connection: Connection, operation: Operation) -> None:
    """Carry out an operation.

    Raises:
        ImportRefused: the database finds that rows don't fit together.
    """
    table = SQLModel.metadata.tables[operation.table]
    try:
        match operation:
            case Insert(_, columns, rows):
                insert_rows(connection, table, columns, rows)
            case Update(_, key, columns, rows):
                update_rows(connection, table, key, columns, rows)
            case Delete(_, key, rows):
                delete_rows(connection, table, key, rows)
    except DBAPIError as error:
        raise _refusal(connection, operation, error) from None


def _refusal(connection: Connection, operation: Operation, error: DBAPIError) -> ImportRefused:
    """Return why the database refused: a duplicate row, if there is one, otherwise the database's own message."""
    if isinstance(operation, Insert) and (refused := _same_source_id(connection, operation) or _same_values(operation)):
        return refused
    location = (
        operation.locations[0]
        if not isinstance(operation, Delete) and operation.locations
        else SourceLocation(operation.table)
    )
    kind = "" if isinstance(operation, Delete) else operation.kind
    reason = str(error.orig).splitlines()[0]
    return ImportRefused(location, f"the {kind or operation.table} from here on do not fit together: {reason}")


def _same_source_id(connection: Connection, operation: Insert) -> ImportRefused | None:
    """Return a refusal that names the row whose source id another row has.

    Only SQLite: PostgreSQL accepts no further query in a transaction that has failed.
    """
    named = {"id", "source_id"} <= set(operation.columns) and bool(operation.locations)
    if connection.dialect.name != "sqlite" or not named:
        return None
    columns = SQLModel.metadata.tables[operation.table].c
    id_position, source_position = operation.columns.index("id"), operation.columns.index("source_id")
    for row, location in zip(operation.rows, operation.locations, strict=True):
        existing = connection.scalar(select(columns.id).where(columns.source_id == row[source_position]))
        if existing not in (None, row[id_position]):
            return ImportRefused(location, f"{row[source_position]} is given twice", column="sourcedId")
    return None


def _same_values(operation: Insert) -> ImportRefused | None:
    """Return a refusal that names two new rows with the same unique value, such as two students with one number."""
    table = SQLModel.metadata.tables[operation.table]
    uniques = [c.columns for c in table.constraints if isinstance(c, UniqueConstraint)]
    uniques += [index.columns for index in table.indexes if index.unique]
    for columns in uniques:
        names = [column.name for column in columns]
        if set(names) <= set(operation.columns):
            first: dict[tuple[Any, ...], SourceLocation] = {}
            for row, location in zip(
                operation.rows, operation.locations, strict=False
            ):  # the change feed has no locations
                key = tuple(row[operation.columns.index(name)] for name in names)
                if None not in key and (other := first.setdefault(key, location)) is not location:
                    shown = " and ".join(name.removesuffix("_id").replace("_", " ") for name in names)
                    return ImportRefused(location, f"has the same {shown} as {other}")
    return None


@dataclass(slots=True)
class Spool:
    """Keeps operations in a temporary file until they are carried out. `last_ids`: the tables' last ids at planning."""

    last_ids: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    _file: Any = field(default_factory=lambda: tempfile.TemporaryFile(prefix="portal-import-"))  # noqa: SIM115

    def add(self, operation: Operation) -> None:
        """Keep an operation."""
        # pickle keeps the types of raw values, dates and decimals too; no other process reads the file
        pickle.dump(operation, self._file, pickle.HIGHEST_PROTOCOL)
        self.rows += len(operation.rows)

    def carry_out(self, connection: Connection, on_rows: Callable[[int], None] = lambda _: None) -> None:
        """Carry out all operations, in the transaction that this begins.

        Raises:
            TablesChanged: the tables are not as they were when the operations were planned.
            ImportRefused: the database finds that rows don't fit together.
        """
        if not self.rows:
            return
        lock_for_writing(connection)
        for table, row_id in self.last_ids.items():
            if last_id(connection, SQLModel.metadata.tables[table]) != row_id:
                raise TablesChanged(table)
        self._file.seek(0)
        while True:
            try:
                operation = pickle.load(self._file)  # noqa: S301 - written by this process to an unnamed file
            except EOFError:
                return
            perform(connection, operation)
            on_rows(len(operation.rows))
