"""Alembic's entry: migrations run against the configured database, or on the connection that they are given."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, types
from sqlmodel import SQLModel

import portal_app.models  # noqa: F401  (registers the tables)
from portal_app.database import engine


def plain_type(kind: str, item: Any, _context: Any) -> str | bool:
    """Write a column type as SQLAlchemy's own: a migration must not change when our types do."""
    if kind != "type" or not isinstance(item, types.TypeDecorator):
        return False
    return f"sa.{item.impl_instance!r}"


def run(connection: Connection) -> None:
    """Run the migrations in one transaction; SQLite alters tables by copying them."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()
        check_references(connection)


def check_references(connection: Connection) -> None:
    """Check that every row refers to a row that exists: SQLite did not check while tables were copied.

    Raises:
        RuntimeError: one does not; nothing is committed then.
    """
    if connection.dialect.name == "sqlite" and (
        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        raise RuntimeError(
            f"after this migration a row of {broken[0]} refers to a row of {broken[2]} that is not there"
        )


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine().connect() as connection:
        run(connection)
