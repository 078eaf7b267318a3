"""The files of backups: what kind one is, and how one is written: whole or not at all, for its owner only."""

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


_STARTS = {b"SQLite format 3\0": Kind.SQLITE, b"PGDMP": Kind.POSTGRESQL}
_LONGEST = max(map(len, _STARTS))


def kind_of(file: Path) -> Kind:
    """Return the kind of a backup by how it starts.

    Raises:
        Refused: it is no backup.
    """
    with file.open("rb") as opened:
        start = opened.read(_LONGEST)
    for begins, kind in _STARTS.items():
        if start.startswith(begins):
            return kind
    raise Refused(f"{file} is no backup of a portal.")


def name_of_kept() -> str:
    """Return a name, given to nothing else yet, for what a database held until this moment."""
    return f"before_restore_{now():%Y%m%d_%H%M%S}_{secrets.token_hex(3)}"


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Yield the path of an empty private file that becomes `file` when the block ends well, and is gone otherwise."""
    part = file.with_name(f"{file.name}.part-{os.getpid()}")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
        keep_on_disk(part)
        _give_name(part, file)
        keep_on_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)


def _give_name(part: Path, file: Path) -> None:
    """Give a finished file its name, unless somebody has made a file of that name meanwhile."""
    try:
        os.link(part, file)  # at once, and unlike a rename it refuses
    except FileExistsError:
        raise
    except OSError:  # a share or a stick has no second names: take the name, and then its place
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        part.replace(file)


def keep_on_disk(path: Path) -> None:
    """Return once a file's contents, or a folder's names, have reached the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
