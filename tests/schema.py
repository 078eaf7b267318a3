"""The tables of the tests' databases: made once in each process, and copied by SQLite from then on."""

import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel, create_engine

from portal_app import models  # noqa: F401 - importing the models registers the tables


def make_tables(engine: Engine) -> None:
    """Make all tables in an empty SQLite database, in memory or in a file."""
    with closing(engine.raw_connection()) as target:
        _empty_database().backup(target.driver_connection)


@cache
def _empty_database() -> sqlite3.Connection:
    """Return a connection to a database in memory that has all tables and no rows."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    connection = engine.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection
