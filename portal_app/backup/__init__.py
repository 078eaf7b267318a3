"""Backups of the database: made while the portal runs, and checked before they are restored.

A backup is one file with everything except unsent mail and the MFA secret: a SQLite database or a PostgreSQL dump, each
a consistent snapshot. It can be restored into the kind of database that it was made of. The previous contents are kept.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url

from portal_app.backup import postgresql, sqlite
from portal_app.backup.files import Kind, atomic_file, kind_of
from portal_app.domain.refusal import Refused
from portal_app.migrations import is_known
from portal_app.settings import settings

__all__ = ["back_up", "restore"]


def back_up(file: Path) -> None:
    """Write a snapshot of the database into a new file that only its owner can read.

    Raises:
        Refused: the file exists already, a program is missing, or there is nothing to back up.
        OSError: the file can't be written; no partial file is left.
    """
    if file.exists():
        raise Refused(f"{file} exists already: a backup never writes over another one.")
    with atomic_file(file) as part:
        if _kind() is Kind.SQLITE:
            sqlite.copy(_database_file(), part)
        else:
            postgresql.dump(settings().database, part)


def restore(file: Path) -> str:
    """Replace the database with a backup; return where the previous contents are kept.

    Everybody has to sign in again: a session that ended after the backup was made must not become live again.
    Messages that waited when the backup was made are not sent: most of them have gone out since.

    Raises:
        Refused: the file is not a backup, is damaged, or is of another kind of database or a newer portal; or the
            portal is running. The database is unchanged then.
    """
    kind = kind_of(file)
    if kind is not _kind():
        raise Refused(f"{file} is a backup of {kind}, but PORTAL_DATABASE_URL names a database of {_kind()}.")
    if kind is Kind.SQLITE:
        return sqlite.restore(file, _database_file(), check=_refuse_newer(file))
    return postgresql.restore(file, settings().database, check=_refuse_newer(file))


def _refuse_newer(file: Path) -> Callable[[str], None]:
    def check(revision: str) -> None:
        if not revision:
            raise Refused(f"{file} does not contain a database of the portal.")
        if not is_known(revision):
            raise Refused(f"{file} was made by a newer version of the portal: install that version first.")

    return check


def _kind() -> Kind:
    return Kind.SQLITE if settings().database.startswith("sqlite") else Kind.POSTGRESQL


def _database_file() -> Path:
    return Path(make_url(settings().database).database or "")
