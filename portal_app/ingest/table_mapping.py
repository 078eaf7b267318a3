"""How the records of one type become the rows of one table.

A mapping also says what happens to a row that a complete source no longer names, and which parents a change affects.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Table
from sqlmodel import AutoString, SQLModel

from portal_app.ingest.record import Record
from portal_app.models import Subject

Values = tuple[Any, ...]
"""The values of a row in the order of its mapping's columns, or its primary key, as the driver takes them."""
Key = Any
"""What identifies a row: its source id, or the tuple of its key columns."""


class OnMissing(Enum):
    """What happens to a row that a complete source no longer names."""

    KEEP = "keep"
    DELETE = "delete"
    END = "end"
    """Its last day is today at the latest; it is deleted if it has not begun."""
    WITHHOLD = "withhold"
    """The guardian loses access to the student. The row and its rights stay, so that an export that omits a parent for
    a day can't lift a restriction: only a file that says so, or the staff, gives access back."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TableMapping:
    """How records of one type become rows.

    `links` are the fields that hold source ids of other records; their column is `<field>_id`. `key` names the columns
    that identify a row; `natural` are others that the database keeps unique, so that a row of another origin is adopted
    instead of clashing. `anchors`: a row counts as missing only if this load named one of the rows that these fields
    refer to. `dependents` are tables, with the column that refers to this one, whose rows are deleted with a row of
    this table. `affects` is the column that leads to the parents whom a change affects; of several, the first that has
    a value; where a table has no such column, the row's own id is used. Every mapping has one: parents may see a change
    in any table. `defaults_by_setting` returns defaults of new rows that come before the model's.
    `linked_addresses` are fields with email addresses to which pages link: what is no address is left out.
    """

    name: str
    record: type[Record]
    model: type[SQLModel]
    links: dict[str, type[Record]] = field(default_factory=dict)
    key: tuple[str, ...] = ("source_id",)
    natural: tuple[str, ...] = ()
    on_missing: OnMissing = OnMissing.KEEP
    anchors: tuple[str, ...] = ()
    dependents: tuple[tuple[type[SQLModel], str], ...] = ()
    affects: str
    subject: Subject = Subject.SCHEDULE
    defaults_by_setting: Callable[[], dict[str, Any]] = dict
    linked_addresses: tuple[str, ...] = ()

    @cached_property
    def table(self) -> Table:
        """The table of the rows."""
        table: Table = self.model.__table__  # type: ignore[attr-defined]
        return table

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields of a record that have a column."""
        return tuple(f.name for f in fields(self.record) if f.name != "source_location")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The column of each field."""
        return tuple(f + "_id" if f in self.links else f for f in self.fields)

    @cached_property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the table's primary key."""
        return tuple(column.name for column in self.table.primary_key)

    @cached_property
    def by_source_id(self) -> bool:
        """Whether rows are identified by their source id; the others have only key columns."""
        return self.key == ("source_id",)

    @cached_property
    def key_of(self) -> Callable[[Values], Key]:
        """Returns the key of a row."""
        return self._values_of(self.key)

    @cached_property
    def natural_key_of(self) -> Callable[[Values], Any]:
        """Returns the natural key of a row."""
        return self._values_of(self.natural)

    def _values_of(self, columns: tuple[str, ...]) -> Callable[[Values], Any]:
        return itemgetter(*(self.columns.index(column) for column in columns))

    @cached_property
    def required(self) -> tuple[bool, ...]:
        """For each column, whether it must hold a value."""
        return tuple(not self.table.c[column].nullable for column in self.columns)

    @cached_property
    def limits(self) -> tuple[tuple[int, int], ...]:
        """The position and the longest text of each column that limits it (SQLite itself does not)."""
        types = [(position, self.table.c[column].type) for position, column in enumerate(self.columns)]
        return tuple((position, t.length) for position, t in types if isinstance(t, AutoString) and t.length)

    @cached_property
    def posted_at(self) -> int | None:
        """The position of the time of posting, None if the table has none."""
        return self.columns.index("posted_at") if "posted_at" in self.columns else None

    def defaults(self, moment: datetime) -> dict[str, Any]:
        """Return the model's defaults by column, for what a record does not give."""
        model = self.model.model_fields
        columns = [column.name for column in self.table.c if column.name != "id"]
        defaults = {column: model[column].get_default() for column in columns if not model[column].is_required()}
        return defaults | ({"posted_at": moment} if "posted_at" in columns else {}) | self.defaults_by_setting()
