"""The tables of the tests' databases: made once in each process, and copied from then on."""

import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Engine, PoolProxiedConnection, text
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel, create_engine

from portal_app import models  # noqa: F401 - importing the models registers the tables
from portal_app.database import make_engine
from portal_app.infrastructure.work_factor import MARK
from portal_app.migrations import migrate


def make_tables(engine: Engine) -> None:
    """Make all tables in an empty SQLite database, in memory or in a file."""
    copy_database(_empty_database(), to=engine)


def make_tables_by_migrations(engine: Engine) -> None:
    """Have an empty SQLite database as `portal migrate` leaves it."""
    copy_database(_migrated_database(), to=engine)


def copy_database(source: sqlite3.Connection, *, to: Engine) -> None:
    """Have an empty SQLite database hold what another one holds."""
    with closing(to.raw_connection()) as target:
        source.backup(_driver_connection(target))


@cache
def _migrated_database() -> sqlite3.Connection:
    """Return a connection to a database in memory that migrations have made."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    migrate(on=engine)
    return connection_of(engine)


@cache
def _empty_database() -> sqlite3.Connection:
    """Return a connection to a database in memory that has all tables and no rows."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    return connection_of(engine)


def connection_of(engine: Engine) -> sqlite3.Connection:
    """Return the one connection of an engine in memory."""
    return _driver_connection(engine.raw_connection())


def _driver_connection(of: PoolProxiedConnection) -> sqlite3.Connection:
    connection = of.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def mark_as_test_database(database: Engine | str) -> None:
    """Let a database have `PORTAL_TEST_BCRYPT_COST`, which the portal refuses on any other. Nothing else does this."""
    engine = make_engine(database) if isinstance(database, str) else database
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {MARK} (made_by VARCHAR)"))
    if engine is not database:
        engine.dispose()
