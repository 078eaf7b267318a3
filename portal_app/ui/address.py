"""Parameters of the page's address, read in the browser: result codes of the sign-in routes, initial form values."""

from typing import Any

import reflex as rx

from portal_app.reflex_adapter.variables import expression, from_hook
from portal_app.ui.text import Text

LIBRARY = "$/utils/portal/address"
_QUERY = from_hook("useQuery", library=LIBRARY, line="const $query = useQuery();")


def query(name: str) -> rx.Var[str]:
    """Return a parameter of the address, "" without it. Anybody can write an address: never show it as our words."""
    return expression(f'($query["{name}"] ?? "")', _QUERY)


class _Prefill(rx.Component):
    library = LIBRARY
    tag = "Prefill"
    field: rx.Var[str]
    value: rx.Var[Any]


def prefill(field: str, value: Text) -> rx.Component:
    """Return what fills the field with the id `field` once `value` is known, and leaves alone what was typed."""
    return _Prefill.create(field=field, value=value)
