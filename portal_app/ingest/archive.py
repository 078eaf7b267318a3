"""Opens the source of an import: a folder of files, a zip, or a folder that holds one zip.

Nothing is ever unpacked to disk. A zip is untrusted: names that point outside it are refused, and the bytes are counted
as they come out, so that a small file can't fill the machine.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from portal_app.ingest.errors import ImportRefused

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a source may hold. Sizes in bytes, uncompressed; the ratio counts for files above a megabyte."""

    entries: int = 10_000
    total: int = 8 * 1024 * MEGABYTE
    ratio: int = 500


class Reader:
    """A file of a source as it is read: counts its bytes, and stops where a limit is passed. It can only `read`."""

    def __init__(self, entry: "Entry", stream: IO[bytes], archive: "Archive") -> None:
        self._entry, self._stream, self._archive = entry, stream, archive
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, at most a megabyte at a time."""
        try:
            chunk = self._stream.read(MEGABYTE if size < 0 else min(size, MEGABYTE))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ImportRefused(self._entry.name, f"is damaged: {error}") from None
        self.count += len(chunk)
        self._archive.account(self._entry, self.count, len(chunk))
        return chunk


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a source. `packed` is its size within a zip, or its size on disk."""

    name: str
    size: int
    packed: int
    opener: Callable[[], IO[bytes]]


@dataclass(slots=True)
class Archive:
    """The files of a source, by name, and how many bytes were read of them in all."""

    limits: Limits
    entries: list[Entry] = field(default_factory=list)
    read: int = 0

    @contextmanager
    def open(self, entry: Entry) -> Iterator[Reader]:
        """Yield a reader of one file; its bytes count toward the limits."""
        try:
            stream = entry.opener()
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise ImportRefused(entry.name, f"can't be opened: {error}") from None
        with stream:
            yield Reader(entry, stream, self)

    def check_stated_sizes(self) -> None:
        """Refuse a source whose own directory says that it unpacks to more than it may. The directory may also lie."""
        total = 0
        for entry in self.entries:
            total += entry.size
            self._check(entry, entry.size, total)

    def account(self, entry: Entry, of_entry: int, more: int) -> None:
        """Count `more` bytes; refuse the source when it unpacks to more than it may."""
        self.read += more
        self._check(entry, of_entry, self.read)

    def _check(self, entry: Entry, of_entry: int, total: int) -> None:
        if total > self.limits.total:
            raise ImportRefused(entry.name, f"the source unpacks to more than {self.limits.total:,} bytes")
        if of_entry > MEGABYTE and of_entry > self.limits.ratio * max(entry.packed, 1):
            raise ImportRefused(entry.name, f"unpacks to more than {self.limits.ratio} times its size, as a bomb does")


@contextmanager
def open_archive(path: Path, *, limits: Limits | None = None) -> Iterator[Archive]:
    """Yield the files of a folder or a zip.

    Raises:
        ImportRefused: there is nothing to import, or it is damaged, or not to be trusted.
    """
    path, limits = Path(path), limits or Limits()
    if not path.exists():
        raise ImportRefused(str(path), "there is no such file or folder")
    with ExitStack() as stack:
        source = _the_zip_within(path) if path.is_dir() else path
        entries = _files_of(path) if source is None else _entries_of(_open_zip(source, stack))
        if len(entries) > limits.entries:
            raise ImportRefused(path.name, f"holds {len(entries):,} files; at most {limits.entries:,} are allowed")
        archive = Archive(limits, entries)
        archive.check_stated_sizes()
        yield archive


def _the_zip_within(folder: Path) -> Path | None:
    """Return the one zip of a folder without data files, or None if the folder itself is the source."""
    zips = sorted(file for file in folder.iterdir() if file.suffix.lower() == ".zip")
    if not zips or any(file.suffix.lower() in (".xml", ".csv") for file in folder.rglob("*")):
        return None
    if len(zips) > 1:
        names = ", ".join(file.name for file in zips)
        raise ImportRefused(folder.name, f"holds {len(zips)} zips, name one of them: {names}")
    return zips[0]


def _files_of(folder: Path) -> list[Entry]:
    root = folder.resolve()
    files = [file for file in sorted(root.rglob("*")) if file.is_file() and file.resolve().is_relative_to(root)]
    if not files:
        raise ImportRefused(folder.name, "the folder is empty")
    sizes = [file.stat().st_size for file in files]
    return [
        Entry(file.relative_to(root).as_posix(), size, size, lambda file=file: file.open("rb"))  # type: ignore[misc]
        for file, size in zip(files, sizes, strict=True)
    ]


def _open_zip(path: Path, stack: ExitStack) -> zipfile.ZipFile:
    try:
        return stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ImportRefused(path.name, f"is not a readable zip: {error}") from None


def _entries_of(archive: zipfile.ZipFile) -> list[Entry]:
    for info in archive.infolist():
        _check_name(info)
    return [
        Entry(info.filename, info.file_size, info.compress_size, lambda info=info: archive.open(info))  # type: ignore[misc]
        for info in archive.infolist()
        if not info.is_dir()
    ]


def _check_name(info: zipfile.ZipInfo) -> None:
    """Refuse names that point outside the zip, also in the ways of Windows, and links."""
    name = info.orig_filename.replace("\\", "/")
    if "\0" in name or name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in PurePosixPath(name).parts:
        raise ImportRefused(repr(info.orig_filename)[1:-1], "a name in the zip points outside of it")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ImportRefused(info.filename, "a name in the zip is a link")
