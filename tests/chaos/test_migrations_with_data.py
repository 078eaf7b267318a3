"""The migrations go up, down and up again on a database full of data, and what they do not touch stays as it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, inspect, select
from sqlmodel import Session

from portal_app.database import make_engine
from portal_app.demo import is_empty, load_demo
from portal_app.migrations import downgrade, is_current, migrate, revision_of
from tests.portal_fixtures import SCHOOL_MORNING

Rows = dict[str, set[tuple[object, ...]]]
CONVERTED = {("gradingscale", "kind"), ("accesslogentry", "what")}
"""Columns whose values revision 0002 converts; `tests/unit/test_migrations.py` checks both directions."""


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, pinned, tmp_path: Path) -> Iterator[Engine]:
    """Yield a database with the whole demonstration district, on SQLite and on PostgreSQL."""
    pinned(SCHOOL_MORNING)
    is_sqlite = request.param == "sqlite"
    engine = make_engine(f"sqlite:///{tmp_path / 'p.db'}" if is_sqlite else request.getfixturevalue("postgresql_url"))
    migrate(on=engine)
    load(engine)
    yield engine
    engine.dispose()


def load(engine: Engine) -> None:
    """Load the demonstration district."""
    from portal_app.clock import today

    with Session(engine, expire_on_commit=False) as session, session.begin():
        load_demo(session, today=today())


def rows_of(engine: Engine, columns: dict[str, list[str]]) -> Rows:
    """Return all rows of tables, by these columns."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: {
                tuple(map(str, row)) for row in connection.execute(select(*[found.tables[name].c[c] for c in names]))
            }
            for name, names in columns.items()
        }


def columns_of(engine: Engine) -> dict[str, list[str]]:
    """Return the columns of each table."""
    look = inspect(engine)
    names = [name for name in look.get_table_names() if name != "alembic_version"]
    return {name: sorted(column["name"] for column in look.get_columns(name)) for name in names}


def revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return revision_of(connection)


def test_going_down_step_by_step_and_up_again_keeps_all_that_both_versions_know(filled: Engine) -> None:
    head = columns_of(filled)
    before, lowest = rows_of(filled, head), head
    assert sum(map(len, before.values())) > 10_000
    while True:
        here = revision(filled)
        downgrade("-1", on=filled)
        if not revision(filled):
            break
        lowest = common(columns_of(filled), head)
        migrate(here, on=filled)  # up again with the data in it, and down for the next step
        assert rows_of(filled, lowest) == picked(before, head, lowest), f"at {here}"
        downgrade("-1", on=filled)
        unconverted = {name: [c for c in columns if (name, c) not in CONVERTED] for name, columns in lowest.items()}
        assert rows_of(filled, unconverted) == picked(before, head, unconverted), f"below {here}"
    migrate(on=filled)
    assert is_current(filled)
    assert columns_of(filled) == head
    with Session(filled) as session:
        assert is_empty(session)
    load(filled)
    assert {name: len(rows) for name, rows in rows_of(filled, lowest).items()} == {
        name: len(before[name]) for name in lowest
    }


def common(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the columns that both versions have."""
    return {name: [c for c in columns if c in other[name]] for name, columns in one.items() if name in other}


def picked(rows: Rows, columns: dict[str, list[str]], wanted: dict[str, list[str]]) -> Rows:
    """Return rows by fewer columns."""
    places = {name: [columns[name].index(c) for c in names] for name, names in wanted.items()}
    return {name: {tuple(row[i] for i in at) for row in rows[name]} for name, at in places.items()}
