"""What pages receive follows the convention of `portal_app.domain`: names say what a value is, types are plain."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType, NoneType
from typing import Any, get_args, get_type_hints

import pytest
import reflex as rx

import portal_app.domain
import portal_app.pages

EXEMPT = {("ExplanationStep", "params")}
"""Values for a message's placeholders: text and numbers."""


def modules(package: ModuleType) -> list[ModuleType]:
    """Import all modules of a package."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def states(state: type[rx.State]) -> Iterator[type[rx.State]]:
    """Yield the portal's page states."""
    for child in state.__subclasses__():
        if child.__module__.startswith("portal_app"):
            yield child
        yield from states(child)


def parts(hint: Any) -> Iterator[Any]:
    """Yield the types that a type consists of: those of a list, a tuple or a union."""
    arguments = get_args(hint)
    if not arguments:
        yield hint
    for argument in arguments:
        yield from parts(argument)


def is_view(hint: Any) -> bool:
    """Return whether a type is a dataclass of the domain."""
    return dataclasses.is_dataclass(hint) and isinstance(hint, type) and hint.__module__.startswith("portal_app.domain")


def views_in(owner: type) -> Iterator[type]:
    """Yield the views that the public fields of a class hold."""
    for name, hint in get_type_hints(owner).items():
        if not name.startswith("_"):
            yield from (part for part in parts(hint) if is_view(part))


def all_views() -> list[type]:
    """Return all views that a page's state holds, directly or within another view, and those of `views` modules."""
    modules(portal_app.pages)
    listed = [module for module in modules(portal_app.domain) if module.__name__.endswith(".views")]
    found = {view for module in listed for view in vars(module).values() if is_view(view)}
    open_ones = list(found | {view for state in states(rx.State) for view in views_in(state)})
    while open_ones:
        view = open_ones.pop()
        found.add(view)
        open_ones.extend(inner for inner in views_in(view) if inner not in found)
    return sorted(found, key=lambda view: (view.__module__, view.__name__))


def expected(name: str) -> tuple[type, ...]:
    """Return the types that a field of this name may have, by the convention."""
    if re.search(r"(^|_)(on|at|time|as_of|until)$", name):
        return (str,)
    if re.search(r"(^|_)ids?$", name):
        return (int, NoneType)
    if re.match(r"(is|has|by)_", name):
        return (bool,)
    return (str, int, NoneType)


def faults(view: type) -> Iterator[str]:
    """Yield what is wrong with a view's fields."""
    hints = get_type_hints(view)
    for field in dataclasses.fields(view):
        where = f"{view.__module__}.{view.__name__}.{field.name}"
        if (view.__name__, field.name) in EXEMPT:
            continue
        if field.type in (bool, "bool") and not re.match(r"(is|has|by)_", field.name):
            yield f"{where} should be called is_..., has_... or by_..."
        for part in parts(hints[field.name]):
            if part is Ellipsis or is_view(part):
                continue
            if not any(part is plain for plain in expected(field.name)) and not issubclass(part, expected(field.name)):
                yield f"{where} should be {' or '.join(t.__name__ for t in expected(field.name))}, not {part.__name__}"


@pytest.mark.parametrize("view", all_views(), ids=lambda view: f"{view.__module__}.{view.__name__}")
def test_a_view_is_frozen_and_its_names_say_what_its_values_are(view: type) -> None:
    """One convention for all of them, so that a page's author knows a type by the field's name."""
    assert vars(view)["__dataclass_params__"].frozen, "a view is frozen"
    assert not list(faults(view))


def held_views() -> list[type]:
    """Return the views that a page's state holds by themselves, not in a list."""
    modules(portal_app.pages)
    hints = [hint for state in states(rx.State) for name, hint in get_type_hints(state).items() if name[0] != "_"]
    return sorted({hint for hint in hints if is_view(hint)}, key=lambda view: view.__name__)


@pytest.mark.parametrize("view", held_views(), ids=lambda view: view.__name__)
def test_a_view_that_a_page_holds_can_be_empty(view: type) -> None:
    """Every field has a default, so a page needs no constant for "nothing to show"."""
    assert view() == view()
