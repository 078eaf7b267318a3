"""Bring the database to the shape that this version of the portal expects (Alembic, both databases)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from portal_app.database import engine
from portal_app.domain.refusal import Refused

ROOT = Path(__file__).resolve().parent.parent


def migrate(target: str = "head", *, on: Engine | None = None) -> None:
    """Bring the database up to `target`."""
    _run(command.upgrade, target, on)


def make_tables_if_empty() -> None:
    """Make the tables in a database that has none yet.

    Raises:
        Refused: the tables are of another version of the portal. Only the operator may change them, after a backup.
    """
    with engine().connect() as connection:
        revision, is_empty = revision_of(connection), not inspect(connection).get_table_names()
    if is_empty:
        migrate()
    elif revision and not is_known(revision):
        raise Refused("The database is of a newer version of the portal: install that version.")
    elif revision and revision != wanted_revision():
        raise Refused("The database is of an older version: run `portal backup FILE`, then `portal migrate`.")


def downgrade(target: str = "base", *, on: Engine | None = None) -> None:
    """Migrate the database down to `target`. Data in dropped tables is lost."""
    _run(command.downgrade, target, on)


def is_current(on: Engine | None = None) -> bool:
    """Return whether the database has every migration of this version."""
    with (on or engine()).connect() as connection:
        return revision_of(connection) == wanted_revision()


def revision_of(connection: Connection) -> str:
    """Return the name of the last migration that the database has had; empty: none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def wanted_revision() -> str:
    """Return the name of the last migration of this version."""
    return _known_revisions()[0]


def is_known(revision: str) -> bool:
    """Return whether this version can bring a database of this revision up to date: not a newer portal's."""
    return revision == "" or revision in _known_revisions()


@lru_cache(maxsize=1)
def _known_revisions() -> tuple[str, ...]:
    """Return the names of all migrations of this version, the last one first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    return config


def _run(action: Callable[[Config, str], None], target: str, on: Engine | None) -> None:
    config = _config()
    with (on or engine()).connect() as connection, _tables_may_be_copied(connection):
        config.attributes["connection"] = connection
        action(config, target)


@contextmanager
def _tables_may_be_copied(connection: Connection) -> Iterator[None]:
    """Let a migration drop a table that others refer to: SQLite alters tables by copying them.

    `alembic/env.py` checks all references before it commits.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.commit()
