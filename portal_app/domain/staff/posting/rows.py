"""Writing a row anew or over the former one, and knowing whether that changed anything."""

from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from portal_app.domain.staff.posting.text import staff_reference
from portal_app.models import Event, Notice

R = TypeVar("R", bound=SQLModel)
Named = TypeVar("Named", Event, Notice)


def named_by_staff(session: Session, model: type[Named], reference: str) -> Named | None:
    """Return the row to which staff have given this name, None if there is none, or no name.

    Raises:
        Refused: the name is longer than there is room for.
    """
    name = staff_reference(reference)
    return session.exec(select(model).where(col(model.source_id) == name)).first() if name else None


def write(session: Session, model: type[R], former: R | None, values: dict[str, Any], **stamp: Any) -> tuple[R, bool]:
    """Return the written row, its id filled in, and whether it differs from the former one.

    `stamp` is what is only written when something else changed, such as the moment of posting.
    """
    if former is not None and all(getattr(former, name) == value for name, value in values.items()):
        return former, False
    row = former or model(**values, **stamp)
    for name, value in (values | stamp).items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row, True
