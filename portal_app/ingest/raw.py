"""Raw values: as the database's driver accepts and returns them.

A large import spends its time on rows, so a value is converted once for all rows that have it (dates, decimals and
moments repeat often), and rows are compared as raw values.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Boolean, ColumnElement, Connection, Select, Table, select, type_coerce
from sqlalchemy.types import NullType

from portal_app import models
from portal_app.ingest.record import UNSET

TABLES: Any = models
"""The models as a query sees them: their attributes are columns, not values."""
_CACHE_LIMIT = 200_000
"""How many distinct values a converter keeps, so that a column whose values never repeat can't fill the memory."""


class Converter(dict[Any, Any]):
    """Converts by look-up: each distinct value is converted once."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        if len(self) > _CACHE_LIMIT:
            self.clear()
        self[value] = converted = self._convert(value)
        return converted


def converters(connection: Connection, table: Table, columns: Sequence[str]) -> list[tuple[int, Converter]]:
    """Return the converters that these columns need, by position. Drivers take all other types as they are."""
    found = []
    for position, column in enumerate(columns):
        kind = table.c[column].type
        convert = None if isinstance(kind, Boolean) else _processor(connection, kind)
        if convert:
            found.append((position, Converter(convert)))
    return found


def to_raw(connection: Connection, table: Table, column: str, value: Any) -> Any:
    """Return one value of a column as the driver takes it."""
    for _, convert in converters(connection, table, [column]):
        return convert[value]
    return value


def _processor(connection: Connection, kind: Any) -> Callable[[Any], Any] | None:
    processor: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return processor


def select_raw(table: Table, columns: Sequence[str]) -> Select[Any]:
    """Return a query for rows as the driver gives them."""
    found = select(*(type_coerce(table.c[column], NullType()).label(column) for column in columns))
    return cast("Select[Any]", found)


def is_one_of(table: Table, column: str, values: Iterable[Any]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these values, given as the driver takes them."""
    return type_coerce(table.c[column], NullType()).in_(values)


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of `size` rows, the last one shorter."""
    rows = list(rows)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
