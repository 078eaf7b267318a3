"""The documents describe what exists: every setting, every command with its options, and links that lead somewhere."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from portal_app.cli import app
from portal_app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")
EXAMPLES = re.findall(r"\| `(portal [^`]*)` \|$", COMMANDS, re.MULTILINE)
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def _commands(tree: Any, *above: str) -> Iterator[tuple[str, Any]]:
    """Yield every command in the order of `portal --help`, with its words: `account reset-mfa`."""
    for name, command in tree.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, *above, name)
        else:
            yield " ".join((*above, name)), command


KNOWN = dict(_commands(get_command(app)))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_settings_page_explains_every_setting(name: str) -> None:
    assert f"`PORTAL_{name.upper()}`" in SETTINGS


def test_the_commands_page_lists_every_command_in_the_order_of_the_help() -> None:
    assert re.findall(r"^\| `portal ([a-z -]+)` \|", COMMANDS, re.MULTILINE) == list(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_every_command_has_an_example_of_its_own(name: str) -> None:
    assert any(example.startswith(f"portal {name}") for example in EXAMPLES)


@pytest.mark.parametrize("example", [*EXAMPLES, *re.findall(r"`(portal [a-z][^`]*--[^`]*)`", COMMANDS)])
def test_an_example_uses_only_options_that_exist(example: str) -> None:
    words = shlex.split(example)[1:]
    command = KNOWN.get(" ".join(words[:2])) or KNOWN[words[0]]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options | {"--help"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_of_a_document_leads_to_a_file_and_a_heading(document: Path) -> None:
    for link in re.findall(r"(?:\]\(|src=\")(?!https?:)([^)\"\s]+)[)\"]", document.read_text("utf-8")):
        path, _, heading = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not heading or heading in _headings(target), link


def _headings(document: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
