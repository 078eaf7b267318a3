"""The migrations make exactly the tables of `models`, up, down and up again, on SQLite and on PostgreSQL."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Engine, MetaData, Table, inspect, text
from sqlmodel import SQLModel

from portal_app.database import make_engine
from portal_app.migrations import downgrade, is_current, migrate


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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def empty(request: pytest.FixtureRequest) -> Engine:
    return request.getfixturevalue(request.param)


def test_the_migrations_run_up_and_down_and_up_again(empty: Engine) -> None:
    migrate(on=empty)
    assert is_current(empty)
    downgrade(on=empty)
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


RENAMED = ("scaleband", "secondstep", "attendancemark", "calendarfeed", "calendarfeedstudent", "score", "postedgrade")
RENAMED_NOW = (
    *("gradingscaleentry", "mfachallenge", "attendanceentry", "calendarsubscription", "calendarsubscriptionstudent"),
    *("score", "postedgrade"),
)


def test_the_standard_names_keep_all_rows_up_and_down(empty: Engine) -> None:
    migrate("0001", on=empty)
    with empty.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        scale = add_row(connection, tables.tables["gradingscale"], kind="marks")
        add_row(connection, tables.tables["scaleband"], scale_id=scale, mark="S", description="Good")
        for table in ("score", "postedgrade"):
            add_row(connection, tables.tables[table], mark="A-")
        for table in ("secondstep", "attendancemark", "calendarfeedstudent"):
            add_row(connection, tables.tables[table])
        add_row(connection, tables.tables["accesslogentry"], what="second-factor")
    before = contents(empty, RENAMED)
    migrate("0002", on=empty)
    assert contents(empty, RENAMED_NOW) == before
    assert (
        values(empty, "SELECT letter_grade FROM score")
        == values(empty, "SELECT letter_grade FROM postedgrade")
        == {"A-"}
    )
    assert values(empty, "SELECT kind FROM gradingscale") == {"letters", "percent"}
    assert values(empty, "SELECT what FROM accesslogentry") == {"mfa"}
    downgrade("0001", on=empty)
    assert contents(empty, RENAMED) == before
    assert values(empty, "SELECT kind FROM gradingscale") == {"marks", "percent"}
    assert values(empty, "SELECT what FROM accesslogentry") == {"second-factor"}


def test_rows_written_after_the_standard_names_get_new_ids(empty: Engine) -> None:
    migrate("0001", on=empty)
    with empty.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        add_row(connection, tables.tables["scaleband"])
    migrate("0002", on=empty)
    with empty.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        assert add_row(connection, tables.tables["gradingscaleentry"]) == 2


def test_the_names_of_progress_reports_mark_the_tasks_that_exist(empty: Engine) -> None:
    migrate("0002", on=empty)
    with empty.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name in ("4.5 Weeks", "9 Weeks", "Mid-Term Exam", "Interim Report"):
            add_row(connection, tables.tables["gradingtask"], name=name)
    [before] = contents(empty, ["gradingtask"])
    migrate("0003", on=empty)
    assert values(empty, "SELECT name FROM gradingtask WHERE is_progress") == {"4.5 Weeks", "Interim Report"}
    downgrade("0002", on=empty)
    [after] = contents(empty, ["gradingtask"])
    assert set(after) == set(before)  # PostgreSQL returns an updated row last


def test_keys_issued_before_channels_count_as_letters(empty: Engine) -> None:
    migrate("0003", on=empty)
    with empty.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        add_row(connection, tables.tables["activationkey"])
    [before] = contents(empty, ["activationkey"])
    migrate("0004", on=empty)
    assert values(empty, "SELECT channel FROM activationkey") == {"letter"}
    downgrade("0003", on=empty)
    assert contents(empty, ["activationkey"]) == [before]


def test_what_was_seen_on_the_home_page_counts_as_read(empty: Engine) -> None:
    migrate("0006", on=empty)
    with empty.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        add_row(connection, tables.tables["homevisit"], last_change_id=41)
        add_row(connection, tables.tables["change"], subject="schedule")
    [before] = contents(empty, ["homevisit"])
    migrate("0007", on=empty)
    assert values(empty, "SELECT up_to_change_id FROM activitymark") == {41}
    with empty.begin() as connection:
        connection.execute(text("UPDATE change SET subject = 'roster'"))
    downgrade("0006", on=empty)
    assert contents(empty, ["homevisit"]) == [before]
    assert values(empty, "SELECT subject FROM change") == {"schedule"}


def add_row(connection: Connection, table: Table, **given: object) -> int:
    """Write a row, and the rows that its foreign keys need, with some value in every required column."""
    row = given.copy()
    for column in table.columns:
        if column.name in row or column.nullable or column.name == "id":
            continue
        parents = [key.column.table for key in column.foreign_keys]
        row[column.name] = add_row(connection, parents[0]) if parents else some_value(column)
    key = connection.execute(table.insert().values(row)).inserted_primary_key
    return key[0] if key else 0


def some_value(column: Column[Any]) -> object:
    """Return a value that fits the column's type; a scale's kind has to be one of its words."""
    some: dict[type, object] = {
        **{str: "percent" if column.name == "kind" else uuid4().hex[:6], int: 1, bool: True},
        **{date: date(2026, 10, 5), datetime: datetime(2026, 10, 5, 8), time: time(8)},
    }
    return some[column.type.python_type]


def contents(engine: Engine, tables: Iterable[str]) -> list[list[tuple[object, ...]]]:
    """Return the rows of these tables, each table's in the order of its columns."""
    with engine.connect() as connection:
        return [[tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))] for table in tables]


def values(engine: Engine, query: str) -> set[object]:
    """Return the values of a query's only column."""
    with engine.connect() as connection:
        return set(connection.execute(text(query)).scalars())
