"""The migrations make exactly the tables of `models`, up, down and up again, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

from portal_app.database import make_engine
from portal_app.migrations import is_current, migrate, take_back


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Engine]:
    engine = make_engine(postgresql_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Engine:
    return request.getfixturevalue(request.param)


def test_the_migrations_run_up_and_down_and_up_again(empty: Engine) -> None:
    migrate(on=empty)
    assert is_current(empty)
    take_back(on=empty)
    assert set(inspect(empty).get_table_names()) == {"alembic_version"}
    assert not is_current(empty)
    migrate(on=empty)
    assert is_current(empty)


def test_the_migrations_make_the_tables_of_the_models(empty: Engine) -> None:
    migrate(on=empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_sqlite_file_is_for_its_owner_only(sqlite: Engine, tmp_path: Path) -> None:
    migrate(on=sqlite)
    assert (tmp_path / "portal.db").stat().st_mode & 0o077 == 0
