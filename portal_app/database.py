"""The database: one engine, sessions, and the thread pool that keeps the event loop free.

Everything that differs between SQLite and PostgreSQL is in this module.
"""

import os
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session, SQLModel

from portal_app.fair_threads import FairThreads
from portal_app.metrics import QUERIES
from portal_app.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
UNAVAILABLE = (OperationalError, InterfaceError, NoConnection)
"""Errors of a database that is locked for too long, full or not reachable. The transaction has not happened then."""
_BUSY_TIMEOUT = 5000  # milliseconds that a SQLite write waits for another one
_CACHE, _IMPORT_CACHE = -4000, -8000  # KiB per connection; the operating system caches the file as well
# one thread computes while the other waits for the disk; more would only compete for the interpreter lock
_THREADS = 2
_POOL = FairThreads(
    ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="read"), threads=_THREADS, per_key=_THREADS
)


def make_engine(url: str) -> Engine:
    """Return an engine for `url`; SQLite gets WAL, foreign keys and a private file.

    Parameters are hidden in its errors: they would put names and scores into the log.
    """
    if not url.startswith("sqlite"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        # pre_ping: a restarted server has closed the pooled connections
        return create_engine(url, pool_pre_ping=True, pool_size=8, hide_parameters=True)
    _make_private(make_url(url).database)
    # a pooled connection is used by one thread at a time, but not always by the thread that opened it
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_private(path: str | None) -> None:
    """Create the file readable by its owner only: it holds children's records."""
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    pragmas = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", f"cache_size={_CACHE}")
    for pragma in (f"busy_timeout={_BUSY_TIMEOUT}", *pragmas):
        connection.execute(f"PRAGMA {pragma}")


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return the engine of the configured database."""
    return make_engine(settings().database)


@contextmanager
def open_session() -> Iterator[Session]:
    """Yield a session that commits at the end of the block, and rolls back after an exception."""
    # rows stay readable after the commit: callers return them, or values of them, from the block
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        yield session


def continue_ids(session: Session) -> None:
    """Make PostgreSQL number new rows after rows that were inserted with explicit ids (SQLite does so by itself)."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in (table for table in SQLModel.metadata.sorted_tables if "id" in table.c):
        following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), following, False)))


def last_id(connection: Connection, table: Table) -> int:
    """Return the highest id of a table; 0 if it is empty."""
    return connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0


def reserve_ids(connection: Connection, table: Table, count: int, *, after: int) -> Sequence[int]:
    """Return ids for `count` new rows: those after `after`, or the next ones of PostgreSQL's sequence."""
    if connection.dialect.name != "postgresql":
        return range(after + 1, after + 1 + count)
    following = select(func.nextval(func.pg_get_serial_sequence(table.name, "id")))
    return connection.scalars(following.select_from(func.generate_series(1, count))).all()


def lock_for_writing(connection: Connection) -> None:
    """Take SQLite's one write lock now rather than at the first write; on PostgreSQL serialize the writers.

    Callers write much, in many tables, so on SQLite they get a larger page cache.
    """
    if connection.dialect.name == "postgresql":
        serialize_writers(connection)
    else:
        connection.exec_driver_sql(f"PRAGMA cache_size={_IMPORT_CACHE}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def serialize_writers(connection: Connection) -> None:
    """Block other transactions that call this until this one ends, so that ids become visible in their order.

    Readers of the change feed rely on it: they ask for the rows after the last id that they saw. SQLite has one writer
    at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('portal import'))"))


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert many rows of raw values in the fastest way of the database: executemany on SQLite, COPY on PostgreSQL.

    The driver gets them directly, because SQLAlchemy would convert every value of every row again.
    """
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, columns))})"
    if connection.dialect.name != "postgresql":
        placeholders = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({placeholders})", list(rows))  # noqa: S608 - names are ours
        return
    import psycopg  # not on SQLite

    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError(f"COPY {into}", None, error, hide_parameters=True) from None


def find_rows(
    connection: Connection, table: Table, columns: Sequence[str], column: str, values: Sequence[str]
) -> Sequence[tuple[Any, ...]]:
    """Return the rows whose `column` holds one of `values` (a few thousand), as the driver gives them."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, columns))
    wanted = f"SELECT {names} FROM {quote(table.name)} WHERE {quote(column)}"  # noqa: S608 - names are ours
    if connection.dialect.name == "postgresql":
        # one array parameter: the statement is the same for every batch, so that psycopg can prepare it
        found = connection.exec_driver_sql(f"{wanted} = ANY(%s)", (list(values),))
    else:
        found = connection.exec_driver_sql(f"{wanted} IN ({', '.join('?' * len(values))})", tuple(values))
    return [tuple(row) for row in found]


def update_rows(
    connection: Connection, table: Table, key: Sequence[str], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Update existing rows; each of `rows` holds the values of `key`, then those of `columns`."""
    sets = ", ".join(_equals(connection, columns))
    found = " AND ".join(_equals(connection, key))
    width, quote = len(key), connection.dialect.identifier_preparer.quote
    statement = f"UPDATE {quote(table.name)} SET {sets} WHERE {found}"  # noqa: S608 - names are ours
    connection.exec_driver_sql(statement, [(*row[width:], *row[:width]) for row in rows])


def delete_rows(connection: Connection, table: Table, key: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Delete the rows that have these values of `key`."""
    found = " AND ".join(_equals(connection, key))
    quote = connection.dialect.identifier_preparer.quote
    statement = f"DELETE FROM {quote(table.name)} WHERE {found}"  # noqa: S608 - names are ours
    connection.exec_driver_sql(statement, list(rows))


def _equals(connection: Connection, columns: Sequence[str]) -> list[str]:
    placeholder = "?" if connection.dialect.name == "sqlite" else "%s"
    return [f"{connection.dialect.identifier_preparer.quote(column)} = {placeholder}" for column in columns]


def insert_into(session: Session, model: type[SQLModel]) -> Any:
    """Return an INSERT that can say what happens to a row that is there already (`on_conflict_do_...`).

    Its result says how many rows were written or updated, which SQLAlchemy otherwise drops for inserts on PostgreSQL.
    """
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model).execution_options(preserve_rowcount=True)


def write_unless_busy(session: Session, statement: UpdateBase) -> int:
    """Return how many rows a small write changed; 0, without waiting, while SQLite's write lock is taken."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return session.exec(statement).rowcount
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        return session.exec(statement).rowcount
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        return 0
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_TIMEOUT}")


def in_session(query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return `query(session, ...)`, run in a session of its own that commits at the end."""
    with open_session() as session:
        return query(session, *args, **kwargs)


async def in_thread(query: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return `query(session, ...)`, run in a session in a worker thread, so that it does not block the event loop.

    Accounts wait in turn: the first argument says whose query it is, if it is a viewer or a session's token.
    """
    with QUERIES.time():
        return await _POOL.run(_who_asks(args), lambda: in_session(query, *args, **kwargs))


def _who_asks(args: tuple[Any, ...]) -> Hashable | None:
    first = args[0] if args else None
    return first if isinstance(first, str) else getattr(first, "account_id", None)
