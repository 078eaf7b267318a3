"""Reports errors of records with the column names of the source, each mistake once."""

from portal_app.ingest.context import REJECTED, LoadContext
from portal_app.ingest.record import Record
from portal_app.ingest.table_mapping import TableMapping


class RecordErrors:
    """Reports the errors of records of one type."""

    def __init__(self, mapping: TableMapping, context: LoadContext) -> None:
        self._errors = context.errors
        self._columns = context.columns.get(mapping.record, {})
        self._id_map = context.id_maps.get(mapping.record) if mapping.by_source_id else None

    def add(self, record: Record, problem: str, field: str) -> None:
        """Report an error; the message begins with the record's name."""
        self.add_reason(record, f"{_name(record)} {problem}", field)

    def add_reason(self, record: Record, reason: str, field: str) -> None:
        """Report an error, with the source's name of the field."""
        self._errors.add(record.source_location, reason, self._columns.get(field, ""))

    def reject(self, record: Record) -> None:
        """Skip records that refer to a rejected one without another error."""
        if self._id_map is not None:
            self._id_map.ids.setdefault(record.source_id, REJECTED)  # type: ignore[attr-defined]


def _name(record: Record) -> str:
    source_id = getattr(record, "source_id", None)
    words = as_words(type(record).__name__)
    return f"{words} {source_id}" if source_id else f"this {words}"


def as_words(name: str) -> str:
    """Return a type's or field's name as words: SectionMeeting -> section meeting."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).replace("_", " ").strip()
