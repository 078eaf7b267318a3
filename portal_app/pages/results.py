"""Which vars of a page's state hold what was read from the database, derived from their types."""

from dataclasses import is_dataclass
from functools import cache
from inspect import get_annotations
from typing import Any, get_args

import reflex as rx


def clear_results(state: rx.State) -> None:
    """Put the results of a page back to their defaults; the choices that the guardian made on it stay."""
    page = type(state)
    for name in result_vars(page):
        setattr(state, name, page.get_fields()[name].default_value())


@cache
def result_vars(page: type[rx.State]) -> tuple[str, ...]:
    """Return the public vars that a page declares with a view as type, or a list of views."""
    annotations = get_annotations(page, eval_str=True)
    return tuple(name for name, kind in annotations.items() if not name.startswith("_") and _has_view(kind))


def _has_view(kind: Any) -> bool:
    return is_dataclass(kind) or any(map(_has_view, get_args(kind)))
