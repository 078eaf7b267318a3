"""The documents say what is there: every setting, every command."""

from pathlib import Path

import pytest
from typer.main import get_command

from portal_app.cli import app
from portal_app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
DOCUMENTS = README + "".join(path.read_text() for path in sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_explains_every_setting(name: str) -> None:
    assert f"`PORTAL_{name.upper()}`" in README


@pytest.mark.parametrize("name", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_the_documents_name_every_command(name: str) -> None:
    assert f"portal {name}" in DOCUMENTS
