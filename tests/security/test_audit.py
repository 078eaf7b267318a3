"""The audit of the locked packages: when it fails, and when it only reports."""

import importlib.machinery
import importlib.util
from types import ModuleType

import pytest

from tests.running import ROOT


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """Return the script as a module."""
    loader = importlib.machinery.SourceFileLoader("audit", str(ROOT / ".ci" / "audit"))
    spec = importlib.util.spec_from_loader("audit", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def package(*fixes: list[str]) -> dict:
    """Return a package with a vulnerability for each list of releases that fix it."""
    found = [{"id": f"CVE-{number}", "fix_versions": fix} for number, fix in enumerate(fixes)]
    return {"name": "example", "version": "1.0", "vulns": found}


def test_a_vulnerability_with_a_fix_fails(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.report("a.lock", [package(), package([], ["1.1"])])
    assert "example 1.0: CVE-1 (fixed in: 1.1)" in capsys.readouterr().out


def test_a_vulnerability_without_a_fix_is_reported(audit: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert not audit.report("a.lock", [package([])])
    assert "CVE-0 (fixed in: none yet)" in capsys.readouterr().out


@pytest.mark.parametrize("packages", [[], [{"name": "example", "skip_reason": "not found"}]])
def test_without_the_database_it_says_that_nothing_was_audited(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], packages: list[dict]
) -> None:
    assert not audit.report("a.lock", packages)
    assert "can't be reached" in capsys.readouterr().out
