"""Running the gradebook's statements. Columns are read, not objects: a page has hundreds of scores."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select
from sqlmodel import Session


def fetch(
    session: Session, statement: Select[*tuple[Any, ...]], values: dict[str, Any]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows as the driver gives them: `session.execute` does more for each row, which takes time."""
    return session.connection().execute(statement, values).all()
