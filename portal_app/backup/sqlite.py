"""Backups of SQLite by its online backup: one reading transaction, which writers neither wait for nor disturb."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from portal_app.backup.files import keep_on_disk, name_of_kept
from portal_app.clock import now
from portal_app.domain.refusal import Refused

_BESIDE = ("", "-wal", "-shm")
"""What SQLite may keep of one database beside the file itself."""


def copy(database: Path, file: Path) -> None:
    """Write a sound copy of the database into `file`, which is empty so far.

    Raises:
        Refused: there is no database, or it is damaged.
    """
    if not database.exists():
        raise Refused(f"There is no database at {database} yet.")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, complete by itself
    _check_sound(file, f"The database {database}")


def restore(file: Path, database: Path, *, check: Callable[[str], None]) -> str:
    """Put the copy in `file` in the database's place; return the path at which the old one is kept.

    `check` is asked about the copy's migration before anything happens.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.restored-{os.getpid()}")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        shutil.copyfile(file, fresh)
        _check_sound(fresh, str(file))
        check(_revision(fresh))
        _end_sessions(fresh)
        keep_on_disk(fresh)
        _refuse_when_in_use(database)
        kept = _keep(database)
        os.replace(fresh, database)
        keep_on_disk(database.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return str(kept) if kept else ""


def _check_sound(file: Path, name: str) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refused(f"{name} is damaged: {error}.") from None
    if found != "ok" or dangling:
        raise Refused(f"{name} is damaged: {found if found != 'ok' else f'{dangling[0]} refers to what is not there'}.")


def _revision(file: Path) -> str:
    try:
        with closing(sqlite3.connect(file)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return ""
    return row[0] if row else ""


def _end_sessions(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        moment = now().replace(tzinfo=None).isoformat(" ", "microseconds")
        connection.execute("UPDATE signin SET ended_at = ? WHERE ended_at IS NULL", (moment,))


def _refuse_when_in_use(database: Path) -> None:
    """Fold the log into the database, which nobody else may have open for that."""
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise Refused(f"The portal is running ({error}): stop it, restore, and start it again.") from None
    except sqlite3.DatabaseError:
        return  # damaged: the very reason to restore, so it is kept as it lies


def _keep(database: Path) -> Path | None:
    """Give the old database a second name, so that there is a database at every moment; its log goes along."""
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.{name_of_kept()}")
    os.link(database, kept)
    for end in _BESIDE[1:]:
        log = database.with_name(database.name + end)
        if log.exists():
            log.rename(kept.with_name(kept.name + end))
    return kept
