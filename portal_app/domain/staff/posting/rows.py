"""Inserts a row or updates the existing one, and returns whether that changed anything."""

from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from portal_app.domain.staff.posting.text import staff_reference
from portal_app.models import Event, Notice

R = TypeVar("R", bound=SQLModel)
Named = TypeVar("Named", Event, Notice)


def named_by_staff(session: Session, model: type[Named], reference: str) -> Named | None:
    """Return the row to which staff have given this reference; None without a reference or a row.

    Raises:
        Refused: the reference is too long.
    """
    name = staff_reference(reference)
    return session.exec(select(model).where(col(model.source_id) == name)).first() if name else None


def write(session: Session, model: type[R], existing: R | None, values: dict[str, Any], **stamp: Any) -> tuple[R, bool]:
    """Return the written row, its id filled in, and whether it differs from the existing one.

    `stamp` are values that are only written when others have changed, such as the moment of posting.
    """
    if existing is not None and all(getattr(existing, name) == value for name, value in values.items()):
        return existing, False
    row = existing or model(**values, **stamp)
    for name, value in (values | stamp).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row, True
