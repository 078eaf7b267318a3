"""The tables of the tests' databases: made once in each process, and copied by SQLite from then on."""

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


def make_tables(engine: Engine) -> None:
    """Make all tables in an empty SQLite database, in memory or in a file."""
    with closing(engine.raw_connection()) as target:
        connection: Any = target.driver_connection
        _empty_database().backup(connection)


@cache
def _empty_database() -> sqlite3.Connection:
    """Return a connection to a database in memory that has all tables and no rows."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
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
