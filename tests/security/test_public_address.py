"""`portal doctor` asks a running portal whether it accepts pages of the public address, as a browser would."""

import pytest

from portal_app.doctor import Finding, Verdict
from portal_app.doctor.address import address
from portal_app.settings import settings
from tests.running import RunningPortal


def finding(monkeypatch: pytest.MonkeyPatch, public_url: str) -> Finding:
    monkeypatch.setenv("PORTAL_PUBLIC_URL", public_url)
    settings.cache_clear()
    [found] = address()
    return found


def test_the_address_that_the_portal_was_started_with_is_good(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finding(monkeypatch, portal.url).verdict is Verdict.GOOD


def test_under_another_address_the_portal_refuses_sockets_and_doctor_says_so(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = ("localhost", "127.0.0.1")
    used, other = hosts if "localhost" in portal.url else hosts[::-1]
    found = finding(monkeypatch, portal.url.replace(used, other))
    assert found.verdict is Verdict.WRONG
    assert "it was started with another one" in found.fix
