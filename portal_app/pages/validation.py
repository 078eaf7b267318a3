"""Validation by pydantic of what a browser sends, before any query uses it."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from portal_app.domain.access import NotFound

RowId = Annotated[int, Field(ge=1, le=2**53)]
"""The id of a row. JavaScript can't represent a larger integer exactly."""
_ROW_ID: TypeAdapter[int] = TypeAdapter(RowId)


def row_id(text: str) -> int | None:
    """Return the row id in a parameter of an address; None for anything else."""
    try:
        return _ROW_ID.validate_python(text)
    except ValidationError:
        return None


def validated(kind: Any, sent: Any) -> Any:
    """Return what a browser sent as a `kind` (a type or a pydantic model).

    Raises:
        NotFound: it is not one. The portal's own pages never send such a value, and the log must not repeat it.
    """
    try:
        return TypeAdapter(kind).validate_python(sent)
    except ValidationError:
        raise NotFound from None
