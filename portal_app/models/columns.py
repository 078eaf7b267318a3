"""Column types and shapes that every table shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, DateTime, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Named constraints can be changed by a later migration on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC without an offset, so that both databases compare it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal with up to four places, kept as an integer of ten-thousandths: no database rounds it."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        return None if value is None else int((Decimal(value) * 10000).to_integral_value())

    def result_processor(self, dialect: Any, coltype: Any) -> Callable[[Any], Decimal | None]:
        return _from_ten_thousandths


@lru_cache(maxsize=4096)  # a gradebook repeats few numbers many times, and each division would cost more than the row
def _from_ten_thousandths(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 10000


E = TypeVar("E", bound=StrEnum)


class Word(TypeDecorator[E], Generic[E]):
    """A member of a `StrEnum`, kept as its value: readable in the database, and a new member needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__(length=20)
        self.kind = kind

    def process_bind_param(self, value: E | str | None, dialect: Any) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Any) -> E | None:
        return None if value is None else self.kind(value)


def key() -> Any:
    """Return the primary key column of a table: our own number, never the school's."""
    return Field(default=None, primary_key=True)


def source() -> Any:
    """Return the column of the row's name in the school's own system; an import finds the row again by it."""
    return Field(default=None, unique=True, max_length=120)


OFFICE = "office:"
"""How the names begin that the office itself gives to rows: no import knows them, and none ends them."""


def link(target: str, *, index: bool = True, **options: Any) -> Any:
    """Return a foreign key column to `target` (`table.column`)."""
    return Field(foreign_key=target, index=index, **options)
