"""How rows become CSV: a folder of files with headers, and cells as OneRoster writes them."""

import csv
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import ColumnElement, String, cast, func, literal

SYSTEM = ("Parent Portal", "parent-portal")
COMMON = ("sourcedId", "status", "dateLastModified")
AT_ONCE = 5000


@dataclass(slots=True)
class Folder:
    """The folder that is written into, and the number of rows of each file so far."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)

    def write(self, file: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a file; its rows have no cells for `status` and `dateLastModified`, which are empty in bulk files."""
        header = list(columns)
        if header[0] == "sourcedId":
            header[1:1] = COMMON[1:]
        count = 0
        with self._open(file) as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            for row in rows:
                cells = [cell(value) for value in row]
                if len(header) != len(columns):
                    cells[1:1] = ("", "")
                writer.writerow(cells)
                count += 1
        self.rows[file] = count

    def write_manifest(self) -> None:
        """Write the manifest: every file is bulk."""
        properties = [("manifest.version", "1.0"), ("oneroster.version", "1.2")]
        properties += [(f"file.{file}", "bulk") for file in self.rows]
        properties += [("source.systemName", SYSTEM[0]), ("source.systemCode", SYSTEM[1])]
        with self._open("manifest") as stream:
            csv.writer(stream).writerows([("propertyName", "value"), *properties])

    def _open(self, file: str) -> TextIO:
        """Return a new file that only its owner can read: it holds children's records."""
        new = os.open(self.path / f"{file}.csv", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        return os.fdopen(new, "w", encoding="utf-8", newline="")


def cell(value: Any) -> str:
    """Return a value as OneRoster writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes" if not value.second else "auto")
        case Decimal():
            return format(value.normalize(), "f")
    return str(value)


def name_of(model: Any) -> ColumnElement[str]:
    """Return a row's source id; one that school staff created is named by its table and id."""
    table = model.__table__ if hasattr(model, "__table__") else model.__mapper__.local_table
    own = literal(f"portal-{table.name}-") + cast(model.id, String)
    return func.coalesce(model.source_id, own)
