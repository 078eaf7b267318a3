"""Values as the database's driver takes them and gives them back, without a detour per row.

A large import spends its time on rows, so types are converted once per distinct value (dates, decimals and moments
repeat a lot) and rows are compared in the driver's own terms.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Boolean, ColumnElement, Connection, Select, Table, select, type_coerce
from sqlalchemy.types import NullType

from portal_app import models
from portal_app.ingest.record import UNSAID

TABLES: Any = models
"""The models as a query sees them: their attributes are columns, not values."""
_MOST_REMEMBERED = 200_000


class Converter(dict[Any, Any]):
    """Converts by look-up: what was converted once is remembered."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> Any:
        if value is None or value is UNSAID:
            return value
        if len(self) > _MOST_REMEMBERED:
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
