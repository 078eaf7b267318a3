"""What a browser sends is refused at the boundary: unknown arguments, and texts and ids that no database stores."""

from typing import Any

import pytest
import requests

from portal_app.pages import gate
from portal_app.pages.base import PortalState
from portal_app.reflex_adapter.events import ERROR_REPORTS, Event, parameters
from tests.running import RunningPortal
from tests.security.test_handlers import GUARDED, HANDLERS, MINNIE
from tests.socket_client import connected, sign_in, text_of

UNSTORABLE: tuple[Any, ...] = ("a\0b", 2**31, 2**53, {"name": "a\0b"}, ["a\0b"])


def failures(portal: RunningPortal) -> list[str]:
    """Return the lines of the server's log that report a failure."""
    lines = (portal.data / "server.log").read_text().splitlines()
    return [line for line in lines if "Traceback" in line or '"level": "error"' in line or "[error" in line]


@pytest.mark.parametrize("handler", [name for name in GUARDED if name not in ERROR_REPORTS])  # those write to the log
def test_no_handler_fails_for_arguments_that_it_does_not_take_or_that_no_database_stores(
    portal: RunningPortal, address: str, handler: str
) -> None:
    before = failures(portal)
    cookie = sign_in(portal.url, *MINNIE, address=address)
    with connected(portal.url, cookie=cookie) as browser:
        browser.send(handler, {"self": 1})
        browser.send(handler, {"cls": 1, "state": {}})
        for value in UNSTORABLE:
            browser.send(handler, dict.fromkeys(parameters(handler), value))
        browser.send(f"{PortalState.get_full_name()}.choose_language", {"code": "en"})
        assert "Traceback" not in text_of(browser.hear(until="en"))
    assert failures(portal) == before


@pytest.mark.parametrize("field", ["user_name", "district", "last_name", "student_number", "key"])
def test_nul_in_a_form_is_a_bad_request_and_no_failure(portal: RunningPortal, address: str, field: str) -> None:
    headers = {"Origin": portal.url, "X-Forwarded-For": address}
    forms = {"user_name": "sign-in", "district": "district", "key": "activate"}
    path = f"/auth/{forms.get(field, 'request-key')}"
    answer = requests.post(portal.url + path, data={field: "a\0b"}, headers=headers, allow_redirects=False)
    assert answer.status_code in (303, 400)


@pytest.mark.parametrize("path", ["/home", "/sign-in", "/reports", "//evil.example/home", "/\\evil.example"])
def test_a_redirect_never_repeats_the_host_header(portal: RunningPortal, path: str) -> None:
    answer = requests.get(portal.url + path, headers={"Host": "evil.example"}, allow_redirects=False)
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_an_error_report_of_a_page_keeps_no_session_alive() -> None:
    (report,) = ERROR_REPORTS
    assert report in HANDLERS
    assert not gate._is_action(PortalState(_reflex_internal_init=True), Event(name=report))  # type: ignore[call-arg]
