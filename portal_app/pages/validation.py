"""Validation by pydantic of what a browser sends, before any query uses it."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from portal_app.domain.access import NotFound

RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The id of a row: PostgreSQL's INTEGER has no larger one, and reports an error for it."""
MaybeRowId = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""The id of a row, or 0 for none."""
ChangeIds = Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(max_length=500)]
"""The changes that items of a page come from."""
_ROW_ID: TypeAdapter[int] = TypeAdapter(RowId)


def row_id(text: str) -> int | None:
    """Return the row id in a parameter of an address; None for anything else."""
    try:
        return _ROW_ID.validate_python(text)
    except ValidationError:
        return None


def is_storable(sent: Any) -> bool:
    """Return whether a database can store all texts of a payload: PostgreSQL has no NUL, and no half of a character.

    Checked once for every payload and form, before a handler runs.
    """
    if isinstance(sent, str):
        return "\0" not in sent and not any("\ud800" <= char <= "\udfff" for char in sent)
    if isinstance(sent, dict):
        return all(is_storable(part) for pair in sent.items() for part in pair)
    return all(map(is_storable, sent)) if isinstance(sent, list) else True


def validated(kind: Any, sent: Any) -> Any:
    """Return what a browser sent as a `kind` (a type or a pydantic model).

    Raises:
        NotFound: it is not one. The portal's own pages never send such a value, and the log must not repeat it.
    """
    try:
        return TypeAdapter(kind).validate_python(sent)
    except ValidationError:
        raise NotFound from None
