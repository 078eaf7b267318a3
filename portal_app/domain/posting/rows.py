"""Writing a row anew or over the former one, and knowing whether that changed anything."""

from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

R = TypeVar("R", bound=SQLModel)


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
