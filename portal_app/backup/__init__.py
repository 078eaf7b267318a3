"""Backups of the database: made while parents read and the office writes, and taken back only when they are sound.

One file holds everything but unsent mail: a SQLite database, or PostgreSQL's own dump, each in the state of one moment.
A backup goes back into the kind of database that it was made of. What the database held before is kept beside it.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url

from portal_app.backup import postgresql, sqlite
from portal_app.backup.files import Kind, kind_of, written_whole
from portal_app.domain.refusal import Refused
from portal_app.migrations import is_known
from portal_app.settings import settings

__all__ = ["back_up", "restore"]


def back_up(file: Path) -> None:
    """Write the database, as it is at this moment, into a new file that only its owner can read.

    Raises:
        Refused: the file exists already, a program is missing, or there is nothing to back up.
        OSError: the file can't be written; nothing is left of it then.
    """
    if file.exists():
        raise Refused(f"{file} exists already: a backup never writes over another one.")
    with written_whole(file) as part:
        if _kind() is Kind.SQLITE:
            sqlite.copy(_database_file(), part)
        else:
            postgresql.dump(settings().database, part)


def restore(file: Path) -> str:
    """Put the database back to what a backup holds; return where what it held before is kept.

    Everybody has to sign in again: a session that ended after the backup was made must not come back to life.

    Raises:
        Refused: it is no backup, a damaged one, one of another kind of database or of a newer portal, or the portal is
            running. The database is as it was.
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
            raise Refused(f"{file} holds no portal's database.")
        if not is_known(revision):
            raise Refused(f"{file} was made by a newer version of the portal: install that version first.")

    return check


def _kind() -> Kind:
    return Kind.SQLITE if settings().database.startswith("sqlite") else Kind.POSTGRESQL


def _database_file() -> Path:
    return Path(make_url(settings().database).database or "")
