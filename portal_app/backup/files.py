"""Backup files: recognizing their kind, and writing them atomically and readable by their owner only."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from portal_app.clock import now
from portal_app.domain.refusal import Refused


class Kind(StrEnum):
    """The database that a backup was made of."""

    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"


_SIGNATURES = {b"SQLite format 3\0": Kind.SQLITE, b"PGDMP": Kind.POSTGRESQL}
_LONGEST_SIGNATURE = max(map(len, _SIGNATURES))


def kind_of(file: Path) -> Kind:
    """Return the kind of a backup, from its first bytes.

    Raises:
        Refused: it is not a backup.
    """
    with file.open("rb") as opened:
        start = opened.read(_LONGEST_SIGNATURE)
    for signature, kind in _SIGNATURES.items():
        if start.startswith(signature):
            return kind
    raise Refused(f"{file} is not a backup of a portal.")


def unused_name() -> str:
    """Return a new name for the previous contents of a database."""
    return f"before_restore_{now():%Y%m%d_%H%M%S}_{secrets.token_hex(3)}"


@contextmanager
def atomic_file(file: Path) -> Iterator[Path]:
    """Yield the path of an empty private file that is renamed to `file` if the block succeeds, and deleted if not."""
    part = file.with_name(f"{file.name}.part-{os.getpid()}")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
        flush_to_disk(part)
        _publish(part, file)
        flush_to_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)


def _publish(part: Path, file: Path) -> None:
    """Give a finished file its name, unless a file of that name exists meanwhile."""
    try:
        os.link(part, file)  # atomic, and unlike a rename it never overwrites
    except FileExistsError:
        raise
    except OSError:  # network shares and USB drives may lack hard links: reserve the name, then replace it
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        part.replace(file)


def flush_to_disk(path: Path) -> None:
    """Wait until a file's contents, or a folder's entries, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
