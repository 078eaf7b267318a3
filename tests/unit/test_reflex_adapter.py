"""Only `portal_app/reflex_adapter` uses what Reflex keeps private, so a new version breaks one package at most."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from portal_app.build import ROOT

PUBLIC = {"reflex", "reflex.plugins", "reflex.style"}
"""The modules of Reflex that its documentation tells an application to import."""
ADAPTER = ROOT / "portal_app" / "reflex_adapter"
MODULES = [
    *(path for path in sorted((ROOT / "portal_app").rglob("*.py")) if ADAPTER not in path.parents),
    ROOT / "rxconfig.py",
]


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the modules that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def private_names(tree: ast.Module) -> set[str]:
    """Return the underscored names that a module takes from objects, or passes to functions by keyword."""
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    return {name for name in attributes | keywords if name.startswith("_") and not name.startswith("__")}


def defined_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module's classes, functions and assignments introduce."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def our_names() -> set[str]:
    """Return the names that the portal introduces outside of its adapter."""
    return {name for path in MODULES for name in defined_names(tree_of(path))}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_uses_only_the_public_part_of_reflex(path: Path) -> None:
    tree = tree_of(path)
    modules = set(imported(tree))
    assert {name for name in modules if name.split(".")[0].startswith("reflex")} <= PUBLIC
    if modules & PUBLIC or any(name.startswith("portal_app.reflex_adapter") for name in modules):
        assert private_names(tree) <= our_names()
