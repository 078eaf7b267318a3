"""Checks of the source: students are read through the access check; exceptions are listed with their reasons."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ROOT

DOMAIN = ROOT / "portal_app" / "domain"
REVIEWED = {
    "accounts.password_change._family_words": "the words that a guardian's password may not be; nothing of it is shown",
    "accounts.key_requests.request_key": "who may get a key: the asker must know the student, and is answered nothing",
    "family.household._known_students": "narrowed to the students whose profile `family_of` lets the viewer see",
    "staff.rights.withdrawn_rights": "the school's own command, about the rights that it has withdrawn",
    "staff.accounts.students_of_guardian": "the school's own command, about a guardian's children",
}
"""Functions of the domain that read students without the access check, and why they may."""


def reads_students(node: ast.AST) -> bool:
    """Return whether an expression asks the database for students: `select(Student`, `.get(Student`, a join."""
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    subjects = {one.id for one in node.args if isinstance(one, ast.Name)}
    subjects |= {one.attr for one in node.args if isinstance(one, ast.Attribute)}
    return name in {"select", "get", "get_one", "join", "outerjoin", "select_from", "query"} and "Student" in subjects


def functions_in(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield every function of a module with its dotted name below `domain`."""
    module = ".".join(path.relative_to(DOMAIN).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{module}.{node.name}", node


FOUND = sorted(
    name
    for path in DOMAIN.rglob("*.py")
    if path.name != "access.py"
    for name, function in functions_in(path)
    if any(reads_students(node) for node in ast.walk(function))
)


def test_students_are_read_by_the_access_check_or_where_it_was_reviewed() -> None:
    assert set(FOUND) == set(REVIEWED)


@pytest.mark.parametrize("folder", ["pages", "http", "ui", "reports"])
def test_nothing_above_the_domain_reads_students(folder: str) -> None:
    readers = [
        f"{path.name}:{getattr(node, 'lineno', 0)}"
        for path in (ROOT / "portal_app" / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if reads_students(node)
    ]
    assert readers == []


def test_viewers_are_made_where_it_was_reviewed_and_nowhere_else() -> None:
    """A viewer is the proof that somebody signed in; who can make one can be anybody."""
    reviewed = {
        "domain/accounts/sessions.py",  # from a live session
        "domain/calendar/subscriptions.py",  # from the secret of a calendar address
        "domain/notifications/digest.py",  # what a guardian is written, also without an account, by the same rights
        "domain/staff/activation_letters.py",  # the school's own command asks what a guardian would see
    }
    makers = {
        path.relative_to(ROOT / "portal_app").as_posix()
        for path in (ROOT / "portal_app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Viewer"
    }
    assert makers == reviewed


def test_no_statement_is_put_together_from_text() -> None:
    """SQL comes from SQLAlchemy's expressions, whose values are parameters.

    The one module that knows the two databases apart may name tables and columns, quoted, and never values.
    """
    texts = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "portal_app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"exec_driver_sql", "literal_column"}
        and not (node.args and isinstance(node.args[0], ast.Constant))
    }
    assert texts <= {"portal_app/database.py"}


def test_no_page_writes_html_or_scripts_of_its_own() -> None:
    """React escapes what it is given; these would not."""
    dangerous = (
        "dangerouslySetInnerHTML",
        "innerHTML",
        "rx.html",
        "rx.markdown",
        "call_script",
        "run_script",
        "rx.script",
        "eval(",
    )
    found = [
        f"{path.name}: {word}"
        for folder in ("pages", "ui")
        for path in (ROOT / "portal_app" / folder).rglob("*")
        if path.suffix in (".py", ".js")
        for word in dangerous
        if word in path.read_text("utf-8")
    ]
    assert found == []
