"""Backups of SQLite with its online backup: one read transaction, which does not block writers."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from portal_app.backup.files import flush_to_disk, unused_name
from portal_app.clock import now
from portal_app.domain.refusal import Refused
from portal_app.models import MessageStatus

_SUFFIXES = ("", "-wal", "-shm")
"""The suffixes of the files that SQLite may keep for one database."""


def copy(database: Path, file: Path) -> None:
    """Write a checked copy of the database into `file`, which is empty so far.

    Raises:
        Refused: there is no database, or it is damaged.
    """
    if not database.exists():
        raise Refused(f"There is no database at {database} yet.")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # so that the copy is complete without a -wal file
    _check_integrity(file, f"The database {database}")


def restore(file: Path, database: Path, *, check: Callable[[str], None]) -> str:
    """Replace the database with the copy in `file`; return the path at which the old one is kept.

    `check` gets the copy's migration first, and raises to stop the restore.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.restored-{os.getpid()}")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        shutil.copyfile(file, fresh)
        _check_integrity(fresh, str(file))
        check(_revision(fresh))
        _end_sessions(fresh)
        _empty_mail_queue(fresh)
        flush_to_disk(fresh)
        _refuse_when_in_use(database)
        kept = _keep(database)
        os.replace(fresh, database)
        flush_to_disk(database.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return str(kept) if kept else ""


def _check_integrity(file: Path, name: str) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refused(f"{name} is damaged: {error}.") from None
    if found != "ok" or dangling:
        raise Refused(f"{name} is damaged: {found if found != 'ok' else f'{dangling[0]} refers to a missing row'}.")


def _revision(file: Path) -> str:
    try:
        with closing(sqlite3.connect(file)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return ""
    return row[0] if row else ""


def _end_sessions(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE signin SET ended_at = ? WHERE ended_at IS NULL", (_moment(),))


def _empty_mail_queue(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outboundmessage'").fetchone():
            connection.execute(
                "UPDATE outboundmessage SET status = ?, last_error = 'restored', finished_at = ?"
                " WHERE status IN (?, ?)",
                (MessageStatus.SUPPRESSED, _moment(), MessageStatus.QUEUED, MessageStatus.SENDING),
            )


def _moment() -> str:
    """Return the current time as the portal's tables hold it."""
    return now().replace(tzinfo=None).isoformat(" ", "microseconds")


def _refuse_when_in_use(database: Path) -> None:
    """Merge the write-ahead log into the database, which fails while another process has it open."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise Refused(f"The portal is running ({error}): stop it, restore, and start it again.") from None
    except sqlite3.DatabaseError:
        return  # damaged, which is a reason to restore: keep it as it is


def _keep(database: Path) -> Path | None:
    """Hard-link the old database, so that its path always exists, and move its log along with it."""
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.{unused_name()}")
    os.link(database, kept)
    for suffix in _SUFFIXES[1:]:
        log = database.with_name(database.name + suffix)
        if log.exists():
            log.rename(kept.with_name(kept.name + suffix))
    return kept
