"""The tables of the tests' databases: made once in each process, and copied from then on."""

import sqlite3
from contextlib import closing
from functools import cache
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel, create_engine

from portal_app import models  # noqa: F401 - importing the models registers the tables
from portal_app.database import make_engine
from portal_app.infrastructure.work_factor import MARK
from portal_app.migrations import migrate


def make_tables(engine: Engine) -> None:
    """Make all tables in an empty SQLite database, in memory or in a file."""
    with closing(engine.raw_connection()) as target:
        connection: Any = target.driver_connection
        _empty_database().backup(connection)


def make_tables_by_migrations(engine: Engine) -> None:
    """Have an empty SQLite database as `portal migrate` leaves it."""
    with closing(engine.raw_connection()) as target:
        _migrated_database().backup(target.driver_connection)


@cache
def _migrated_database() -> sqlite3.Connection:
    """Return a connection to a database in memory that migrations have made."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    migrate(on=engine)
    return _connection_of(engine)


@cache
def _empty_database() -> sqlite3.Connection:
    """Return a connection to a database in memory that has all tables and no rows."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    return _connection_of(engine)


def _connection_of(engine: Engine) -> sqlite3.Connection:
    """Return the one connection of an engine in memory."""
    connection = engine.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def mark_as_test_database(database: Engine | str) -> None:
    """Let a database have `PORTAL_TEST_BCRYPT_COST`, which the portal refuses on any other. Nothing else does this."""
    engine = make_engine(database) if isinstance(database, str) else database
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {MARK} (made_by VARCHAR)"))
    if engine is not database:
        engine.dispose()
