"""The types of text and conditions that components accept: plain values or Vars."""

from typing import Any, TypeAlias

import reflex as rx

Text: TypeAlias = "str | rx.Var[Any]"
"""Words ready to show: a `t(...)` Var, a field of a view (a name, a message from the server), or ""."""

Flag: TypeAlias = "bool | rx.Var[Any]"


def when(text: Text, shown: Any) -> Any:
    """Return `shown` if `text` is not empty, decided now for plain words and in the browser for a Var."""
    if isinstance(text, rx.Var):
        return rx.cond(text.to(str) != "", shown)
    return shown if text else rx.fragment()


def aria_bool(flag: Flag) -> Any:
    """Return a flag as the value of an ARIA attribute."""
    return rx.cond(flag, "true", "false") if isinstance(flag, rx.Var) else str(flag).lower()


def as_var(text: Text) -> rx.Var[Any]:
    """Return a text as a Var, whichever it is."""
    value: Any = text
    return rx.Var.create(value)
