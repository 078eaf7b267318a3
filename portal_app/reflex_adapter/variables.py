"""JavaScript expressions as Vars, with the imports and hooks that each needs in the component that uses it."""

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar
from reflex_base.vars.function import FunctionStringVar

__all__ = ["FunctionStringVar", "VarData", "call", "expression", "from_hook", "function", "imported"]


def from_hook(name: str, *, library: str, line: str) -> VarData:
    """Return what expressions that use a React hook need: its import, and the `line` of the component that calls it."""
    return VarData(imports={library: name}, hooks={line: None})


def expression(text: str, needs: VarData | None, *values: rx.Var[Any]) -> rx.Var[str]:
    """Return the JavaScript expression `text`, a string; `values` are the Vars that are part of it."""
    data = VarData.merge(needs, *(value._get_all_var_data() for value in values))
    return rx.Var(text, _var_type=str, _var_data=data).to(str)


def call(function: str, *arguments: Any, needs: VarData) -> rx.Var[str]:
    """Return the call of a JavaScript function that returns a string, with values or Vars as arguments."""
    values = [rx.Var.create(argument) for argument in arguments]
    return expression(f"{function}({', '.join(map(str, values))})", needs, *values)


def imported(name: str, *, library: str) -> rx.Var[Any]:
    """Return the function `name` that a script exports."""
    return rx.Var(name, _var_data=_import_of(name, library))


def function(text: str, *, uses: str, library: str) -> FunctionStringVar[Any]:
    """Return the JavaScript function `text`, which uses the function `uses` that a script exports."""
    return FunctionStringVar(text, _var_data=_import_of(uses, library))


def _import_of(name: str, library: str) -> VarData:
    return VarData(imports={library: [ImportVar(tag=name)]})
