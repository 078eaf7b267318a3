"""Compares the rows of a source with those of the database."""

from typing import NamedTuple

from portal_app.ingest.context import LoadContext
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.raw import to_raw
from portal_app.ingest.record import UNSET
from portal_app.ingest.table_mapping import TableMapping, Values


class Change(NamedTuple):
    """A row that differs: its primary key, its values, those that it should have, and its location in the source."""

    row: Values
    old: Values
    new: Values
    location: SourceLocation


class RowDiff:
    """Compares rows of one table."""

    def __init__(self, mapping: TableMapping, context: LoadContext) -> None:
        self._required, self._posted_at = mapping.required, mapping.posted_at
        if self._posted_at is not None:
            self._now = to_raw(context.connection, mapping.table, "posted_at", context.moment)

    def change(self, row: Values, old: Values, values: Values, location: SourceLocation) -> Change | None:
        """Return how a row has to change, None if it doesn't."""
        if old == values or (new := self._merged(old, values)) == old:
            return None
        if (position := self._posted_at) is not None:
            posted_at = self._now if values[position] is None else values[position]
            new = (*new[:position], posted_at, *new[position + 1 :])
        return Change(row, old, new, location)

    def is_same(self, old: Values, values: Values) -> bool:
        """Return whether a row would stay as it is."""
        return self._merged(old, values) == old

    def _merged(self, old: Values, values: Values) -> Values:
        """Return the values that a row should have: what the source does not give stays as it is.

        The time of posting alone is no change: sources without one would otherwise post everything anew each time.
        """
        merged = [
            o if n is UNSET or (n is None and required) else n
            for o, n, required in zip(old, values, self._required, strict=True)
        ]
        if self._posted_at is not None:
            merged[self._posted_at] = old[self._posted_at]
        return tuple(merged)
