"""A whole OneRoster source: its manifest, and its files, each after those that it refers to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.errors import ImportRefused, SourceErrors, SourceLocation
from portal_app.ingest.oneroster import (
    attendance,
    classes,
    days,
    families,
    gradebook,
    messages,
    orgs,
    people,
    results,
    sessions,
)
from portal_app.ingest.oneroster.files import BY_SMALL_NAME, COLUMNS, COMPLETE_FOR, REPLACES, SHAPES
from portal_app.ingest.oneroster.index import load_index
from portal_app.ingest.oneroster.manifest import Manifest, base_name, find_manifest, read_manifest
from portal_app.ingest.oneroster.reading import Reading
from portal_app.ingest.summary import Warnings

_PARTS: tuple[Callable[[Reading], Iterator[r.Record]], ...] = (
    orgs.read_orgs,
    sessions.read_sessions,
    days.read_days,
    classes.read_courses,
    classes.read_classes,
    people.read_people,
    families.read_families,
    classes.read_enrollments,
    gradebook.read_scales,
    gradebook.read_categories,
    results.read_line_items,
    results.read_results,
    results.read_posted_grades,
    attendance.read_attendance,
    messages.read_messages,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read of a source, and what will not."""

    archive: Archive
    manifest: Manifest
    entries: dict[str, Entry]
    unread: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """The format, and which kinds of files there are."""
        modes = sorted(set(self.manifest.modes.values()))
        return f"OneRoster {self.manifest.version} CSV ({' and '.join(modes)})"

    @property
    def complete(self) -> frozenset[type[r.Record]]:
        """The kinds of records of which the bulk files name every one."""
        found: set[type[r.Record]] = set()
        for file in self.entries:
            if self.manifest.modes[file] == "bulk":
                found |= COMPLETE_FOR.get(file, frozenset())
        for file, (_, kinds) in REPLACES.items():
            if file in self.entries and self.manifest.modes[file] != "bulk":
                found -= kinds
        return frozenset(found)

    @property
    def size(self) -> int:
        """How many bytes will be read."""
        return sum(entry.size for entry in self.entries.values())

    @property
    def columns(self) -> dict[type[r.Record], dict[str, str]]:
        """What the source calls the fields of records."""
        return COLUMNS

    def read(
        self, connection: Connection, warnings: Warnings, errors: SourceErrors, on_file: Callable[[Entry], None]
    ) -> Iterator[r.Record]:
        """Yield the records of all files; `on_file` is called with each before it is read."""
        for file in self.missing:
            errors.add(SourceLocation("manifest.csv"), f"lists {file}.csv, which is missing")
        reading = Reading(
            archive=self.archive,
            entries=self.entries,
            modes=self.manifest.modes,
            index=load_index(connection),
            warnings=warnings,
            errors=errors,
            on_file=on_file,
            connection=connection,
        )
        for part in _PARTS:
            yield from part(reading)
            yield from reading.new_unparsable()


def recognizes(archive: Archive) -> bool:
    """Return whether a source looks like OneRoster CSV: a manifest, or a file with one of its names."""
    return any(base_name(entry) in (*BY_SMALL_NAME, "manifest") for entry in archive.entries)


def plan(archive: Archive) -> Plan:
    """Return what there is to read.

    Raises:
        ImportRefused: the manifest is missing or can't be read, or there are two files of one name.
    """
    entry = find_manifest(archive)
    if entry is None:
        raise ImportRefused("manifest.csv", "is missing: it says which files are bulk (complete) and which are delta")
    manifest = read_manifest(archive, entry)
    entries: dict[str, Entry] = {}
    unread = []
    for other in archive.entries:
        name = BY_SMALL_NAME.get(base_name(other), "")
        if name in entries:
            raise ImportRefused(other.name, f"the source has two files named {name}.csv")
        if name in manifest.modes:
            entries[name] = other
        elif other is not entry:
            unread.append(other.name)
    missing = tuple(file for file in SHAPES if file in manifest.modes and file not in entries)
    return Plan(archive, manifest, entries, tuple(unread), missing)
