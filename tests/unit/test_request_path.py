"""The code from a page's handler to the SQL can be followed by "go to definition": every call names a definition.

The test follows the calls as an editor does: a name leads to its import or its definition in the module, a method of
`self` to the class or its bases. A function that is passed as a value counts as a step where it is passed, and only
`in_thread` may take one.
"""

import ast
import importlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import pytest
from sqlmodel import Session

from portal_app.database import in_thread
from portal_app.pages.attendance.state import AttendanceState
from portal_app.pages.grades.class_state import ClassState
from portal_app.pages.grades.state import GradesState
from portal_app.pages.schedule.state import ScheduleState

MOST_STEPS = 8
QUERIES = tuple(f"portal_app.domain.{name}" for name in ("gradebook", "schedule", "attendance"))
RUNS_SQL = {"exec", "execute", "scalars", "scalar"}


def definition(handler: Any) -> FunctionType:
    """Return the function behind an event handler, a cached function or a plain one."""
    return inspect.unwrap(getattr(handler, "fn", handler))


def calls(function: FunctionType) -> Iterator[ast.Call]:
    """Yield the calls in a function's body."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def target(call: ast.expr, function: FunctionType, owner: type | None) -> Any:
    """Return what an expression leads to: a name of the module or of another one, or a method of `self`; else None."""
    if isinstance(call, ast.Name):
        return getattr(sys.modules[function.__module__], call.id, None)
    if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
        if call.value.id == "self":
            return getattr(owner, call.attr, None)
        module = getattr(sys.modules[function.__module__], call.value.id, None)
        return getattr(module, call.attr, None) if inspect.ismodule(module) else None
    return None


def runs_sql(function: FunctionType) -> bool:
    """Return whether a function sends a statement to the database itself."""
    return any(isinstance(call.func, ast.Attribute) and call.func.attr in RUNS_SQL for call in calls(function))


def next_steps(function: FunctionType, owner: type | None) -> Iterator[FunctionType]:
    """Yield the project's functions that a function calls, and the one that it hands to `in_thread`."""
    for call in calls(function):
        found = target(call.func, function, owner)
        if found is in_thread:
            found = target(call.args[0], function, owner)
            assert found is not None, f"{function.__qualname__} hands on a function that has no definition"
        if callable(found) and not isinstance(found, type):
            plain = definition(found)
            in_project = plain.__module__.startswith(("portal_app.domain", "portal_app.pages"))
            if isinstance(plain, FunctionType) and in_project:
                yield plain


def path_to_sql(start: Callable[..., Any], owner: type) -> list[str]:
    """Return the names of the functions on the shortest path from a handler to one that runs SQL on records."""
    queue: list[tuple[FunctionType, list[str]]] = [(definition(start), [])]
    seen: set[FunctionType] = set()
    while queue:
        function, path = queue.pop(0)
        path = [*path, function.__qualname__]
        if function in seen or len(path) > MOST_STEPS:
            continue
        seen.add(function)
        if function.__module__.startswith(QUERIES) and runs_sql(function):
            return path
        queue += [(each, path) for each in next_steps(function, owner)]
    return []


@pytest.mark.parametrize("state", [GradesState, ClassState, ScheduleState, AttendanceState])
def test_the_definitions_lead_from_a_page_to_its_sql(state: Any) -> None:
    assert path_to_sql(state.load, state) != [], f"no path from {state.__name__}.load to SQL within {MOST_STEPS} steps"


def test_the_path_of_the_grades_page_is_the_documented_one() -> None:
    load: Any = GradesState.load
    path = path_to_sql(load, GradesState)
    assert path[:4] == ["GradesState.load", "GradesState._refresh", "load_grades", "grades_of"]


def test_in_thread_is_the_only_layer_boundary_that_takes_a_function() -> None:
    """The queries themselves take a session and values."""
    query = importlib.import_module("portal_app.pages.grades.state").load_grades
    session, *values = inspect.signature(query).parameters.values()
    assert session.annotation is Session
    assert not [value for value in values if "Callable" in str(value.annotation)]
