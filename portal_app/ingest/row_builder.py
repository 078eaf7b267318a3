"""Turns records into rows as the driver takes them, and fills new rows with defaults."""

from operator import attrgetter
from typing import Any

from portal_app.infrastructure.mail import is_address
from portal_app.ingest.clean_text import LONG_TEXT, clean
from portal_app.ingest.context import REJECTED, LoadContext
from portal_app.ingest.raw import converters, to_raw
from portal_app.ingest.record import UNSET, Record
from portal_app.ingest.record_errors import RecordErrors, as_words
from portal_app.ingest.table_mapping import Key, TableMapping, Values

_CLEANED = "texts with line breaks, control characters or marks of direction, which were removed"
_NO_ADDRESS = "email addresses of staff that are none, which were left out"


class RowBuilder:
    """Builds the rows of one table from records: ids instead of source ids, raw values instead of Python's.

    Rows are tuples in the order of the mapping's columns, and what each position needs is worked out once per table:
    a district has millions of scores.
    """

    def __init__(self, mapping: TableMapping, context: LoadContext, errors: RecordErrors) -> None:
        self._mapping, self._errors, self._warnings = mapping, errors, context.warnings
        self._get = attrgetter(*mapping.fields)
        self._links = [(mapping.fields.index(f), f, context.id_maps[target]) for f, target in mapping.links.items()]
        self._limits = mapping.limits
        self._addresses = {mapping.fields.index(field) for field in mapping.linked_addresses}
        self._ids = {i for i, column in enumerate(mapping.columns) if column == "source_id"}  # compared as they are
        self._converters = converters(context.connection, mapping.table, mapping.columns)

    def values(self, record: Record) -> Values | None:
        """Return a record's row; None, with an error, where it can't be loaded."""
        values = list(self._get(record))
        for position, field, id_map in self._links:
            source_id = values[position]
            if source_id is not None and source_id is not UNSET:
                row_id = id_map.ids.get(source_id)
                if row_id is None:
                    self._errors.add(record, f"names an unknown {as_words(field)}: {source_id[:200]}", field)
                    return None
                if row_id == REJECTED:
                    return None
                id_map.named.add(row_id)
                values[position] = row_id
        for position, limit in self._limits:
            if (text := values[position]) is None or text is UNSET:
                continue
            if not text.isprintable() and position not in self._ids:
                text = values[position] = self._cleaned(text, limit)
            if text and position in self._addresses and not is_address(text):
                self._warnings.count(_NO_ADDRESS)
                text = values[position] = ""
            if len(text) > limit:
                self._report_too_long(record, position, limit)
                return None
        for position, convert in self._converters:
            values[position] = convert[values[position]]
        return tuple(values)

    def _cleaned(self, text: str, limit: int) -> str:
        cleaned = clean(text, several_lines=limit >= LONG_TEXT)
        if cleaned != text:
            self._warnings.count(_CLEANED)
        return cleaned

    def _report_too_long(self, record: Record, position: int, limit: int) -> None:
        reason = f"{self._mapping.columns[position]} is longer than {limit} characters"
        self._errors.add_reason(record, reason, self._mapping.fields[position])

    def key_of(self, record: Record) -> Key | None:
        """Return the key of the row that a record means; None, without an error, if it refers to something unknown."""
        values = list(self._get(record))
        for position, _, id_map in self._links:
            if values[position] is not None and values[position] is not UNSET:
                values[position] = id_map.ids.get(values[position])
                if values[position] in (None, REJECTED):
                    return None
        for position, convert in self._converters:
            values[position] = convert[values[position]]
        return self._mapping.key_of(tuple(values))


class NewRows:
    """Completes the rows of new records with the defaults of their columns."""

    def __init__(self, mapping: TableMapping, context: LoadContext, errors: RecordErrors) -> None:
        self._mapping, self._errors = mapping, errors
        columns, defaults = mapping.columns, mapping.defaults(context.moment)
        raw = {c: to_raw(context.connection, mapping.table, c, value) for c, value in defaults.items()}
        self._defaults = [(position, raw.get(column)) for position, column in enumerate(columns)]
        self._needed = [i for i, default in self._defaults if mapping.required[i] and default is None]
        constant = {column: value for column, value in raw.items() if column not in columns}
        self._constant = tuple(constant.values())
        self.columns = (*(("id",) if mapping.by_source_id else ()), *columns, *constant)
        """The columns of `rows`: of a row's own values, and those that are the same in all new rows."""

    def is_complete(self, values: Values, record: Record) -> bool:
        """Return whether a new row has every value that it needs; if not, that is an error."""
        for position in self._needed:
            if values[position] is None or values[position] is UNSET:
                field = self._mapping.fields[position]
                self._errors.add(record, f"is new here, and its {as_words(field)} is not given", field)
                self._errors.reject(record)
                return False
        return True

    def fill(self, values: Values) -> Values:
        """Return a new row's values; what the source does not give takes the default of its column."""
        filled = list(values)
        for position, default in self._defaults:
            if filled[position] is None or filled[position] is UNSET:
                filled[position] = default
        return tuple(filled)

    def rows(self, ids: Any, filled: list[Values]) -> list[Values]:
        """Return complete rows to insert; without `ids` where the database numbers them."""
        if not ids:
            return [values + self._constant for values in filled]
        return [(row_id, *values, *self._constant) for row_id, values in zip(ids, filled, strict=True)]
