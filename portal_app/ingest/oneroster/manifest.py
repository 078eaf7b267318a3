"""The manifest: which version this is, and for each file whether it is bulk (complete), delta (changes), or absent."""

import csv
import io
from dataclasses import dataclass

from portal_app.ingest.archive import MEGABYTE, Archive, Entry
from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.oneroster.files import BY_SMALL_NAME

VERSIONS = ("1.1", "1.2")
MODES = ("bulk", "delta", "absent")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says. `modes`: bulk or delta, by the name of each file that is not absent."""

    version: str
    modes: dict[str, str]


def find_manifest(archive: Archive) -> Entry | None:
    """Return the manifest's entry, None if the source has none."""
    return next((entry for entry in archive.entries if base_name(entry) == "manifest"), None)


def base_name(entry: Entry) -> str:
    """Return a file's name in small letters, without folders and `.csv`; empty for another kind of file."""
    name = entry.name.rsplit("/", 1)[-1].lower()
    return name.removesuffix(".csv") if name.endswith(".csv") else ""


def read_manifest(archive: Archive, entry: Entry) -> Manifest:
    """Return what the manifest says.

    Raises:
        ImportRefused: it can't be read, or names a version or mode that there isn't.
    """
    properties = {name.strip().lower(): value.strip() for name, value in _lines(archive, entry)}
    version = properties.get("oneroster.version", "")
    if not version.startswith(VERSIONS):
        reason = f"oneroster.version is {version or 'missing'}; the portal reads {' and '.join(VERSIONS)}"
        raise ImportRefused(entry.name, reason, column="value")
    modes = {}
    for name, value in properties.items():
        if not name.startswith("file."):
            continue
        if value.lower() not in MODES:
            raise ImportRefused(
                entry.name, f"{name} is {value!r}; it must be one of {', '.join(MODES)}", column="value"
            )
        file = name.removeprefix("file.")
        if value.lower() != "absent" and file in BY_SMALL_NAME:
            modes[BY_SMALL_NAME[file]] = value.lower()
    return Manifest(version[:3], modes)


def _lines(archive: Archive, entry: Entry) -> list[tuple[str, str]]:
    with archive.open(entry) as reader:
        content = reader.read(MEGABYTE)
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportRefused(entry.name, f"can't be read: {error}") from None
    if not rows or [cell.strip().lower() for cell in rows[0][:2]] != ["propertyname", "value"]:
        raise ImportRefused(entry.name, "must begin with the columns propertyName,value")
    return [(row[0], row[1]) for row in rows[1:] if len(row) >= 2]
