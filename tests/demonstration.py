"""The demonstration district of one day in memory: built once in each process, and copied by SQLite from then on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

import pytest
from sqlalchemy import Engine, StaticPool
from sqlmodel import Session, create_engine

from portal_app.database import make_engine
from portal_app.demo import load_demo
from portal_app.settings import settings
from tests.schema import connection_of, copy_database, make_tables

DAY = date(2026, 11, 24)
"""A Tuesday in the second term of the district."""


@contextmanager
def demonstration_of_the_day() -> Iterator[Engine]:
    """Yield a database in memory with the demonstration district as of `DAY`, which may be changed."""
    engine = make_engine("sqlite://")
    copy_database(_loaded(), to=engine)
    yield engine
    engine.dispose()


@cache
def _loaded() -> sqlite3.Connection:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    make_tables(engine)
    with pytest.MonkeyPatch.context() as patch, Session(engine) as session, session.begin():
        patch.setenv("PORTAL_TODAY", f"{DAY}T10:00")
        settings.cache_clear()
        settings().bcrypt_cost = 4
        load_demo(session, today=DAY)
    settings.cache_clear()
    return connection_of(engine)
