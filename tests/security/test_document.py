"""`docs/security.md` names a test for each requirement: every one of them must exist."""

import re

import pytest

from tests.running import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
DEFINED = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", TEXT))))
def test_a_test_that_the_page_names_exists(name: str) -> None:
    assert name in DEFINED


PACKAGES = "tests|benchmarks|domain|http|infrastructure|ingest"


@pytest.mark.parametrize("path", sorted(set(re.findall(rf"`((?:{PACKAGES})/[\w/]+\.py)`", TEXT))))
def test_a_file_that_the_page_names_exists(path: str) -> None:
    assert (ROOT / path).exists() or (ROOT / "portal_app" / path).exists()
