"""What comes from a browser is checked here, by pydantic, before anything is asked with it."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from portal_app.domain.access import NotFound


def validated(kind: Any, sent: Any) -> Any:
    """Return what a browser sent as a `kind` (a type or a pydantic model).

    Raises:
        NotFound: it can't be one. No page of ours sends such a thing, and the log must not repeat it.
    """
    try:
        return TypeAdapter(kind).validate_python(sent)
    except ValidationError:
        raise NotFound from None
