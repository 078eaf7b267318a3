"""The account's own forms over HTTP: the MFA code, the new password, turning MFA on, signing out everywhere."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from portal_app import models as m
from portal_app.clock import now
from portal_app.database import in_session
from portal_app.domain.accounts import mfa, sessions
from portal_app.http.app import http_app
from portal_app.infrastructure.throttle import Limit
from tests.unit.account_builders import GOOD, WRONG, an_account, later, rows

pytestmark = pytest.mark.usefixtures("database_file", "outbox")

OURS = "http://localhost:3000"
CREDENTIALS = {"user_name": "Minnie1", "password": GOOD}
NEW = "seven lanterns over quiet water"


@pytest.fixture
def browser(tmp_path):
    """Return a function that opens a browser, with cookies of its own, on the portal's pages."""
    behind = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("behind"))])
    app = http_app(behind, pages=tmp_path)

    def open_browser() -> TestClient:
        return TestClient(app, base_url=OURS, headers={"Origin": OURS}, follow_redirects=False)

    return open_browser


@pytest.fixture
def client(browser) -> TestClient:
    """A browser that is signed in as Minnie1."""
    in_session(an_account)
    client = browser()
    client.post("/auth/sign-in", data=CREDENTIALS)
    assert _live(client)
    return client


def _page(answer) -> tuple[str, dict[str, str]]:
    assert answer.status_code == 303, answer.text
    to = urlsplit(answer.headers["location"])
    assert (to.scheme, to.netloc) == ("", "")
    return to.path, {name: values[0] for name, values in parse_qs(to.query).items()}


def _live(client: TestClient) -> sessions.LiveSession | None:
    return in_session(sessions.resolve, client.cookies.get("portal_session", ""))


def _turn_on(client: TestClient, pinned, **changed: str):
    """Turn MFA on; return the response and a function that returns the current code."""
    live = _live(client)
    assert live
    setup = in_session(mfa.begin_setup, live.viewer)
    app: Any = pyotp.parse_uri(setup.address)
    code = app.at(now())
    sent = {"salt": setup.salt, "code": code, "present_password": GOOD, **changed}
    answer = client.post("/auth/mfa", data=sent)
    later(pinned, minutes=1)
    return answer, lambda: app.at(now())


def test_with_mfa_the_password_leads_to_the_code_and_sets_no_session(client, browser, pinned):
    answer, code = _turn_on(client, pinned)
    assert _page(answer) == ("/account/", {"about": "mfa", "done": "yes"})
    other = browser()

    first = other.post("/auth/sign-in", data=CREDENTIALS)

    assert _page(first) == ("/sign-in/", {"step": "2"})
    assert first.headers["set-cookie"].startswith("portal_step=")
    assert "HttpOnly; Max-Age=300; Path=/; SameSite=lax" in first.headers["set-cookie"]
    assert "portal_session" not in other.cookies
    assert _page(other.post("/auth/mfa-code", data={"code": code()})) == ("/home/", {})
    assert _live(other)
    assert "portal_step" not in other.cookies


def test_the_cookie_of_the_first_step_opens_nothing(client, browser, pinned):
    _turn_on(client, pinned)
    other = browser()
    other.post("/auth/sign-in", data=CREDENTIALS)
    step = other.cookies["portal_step"]

    other.cookies.set("portal_session", step)

    assert _live(other) is None
    changed = {"old_password": GOOD, "password": NEW, "password_again": NEW}
    assert _page(other.post("/auth/change-password", data=changed)) == ("/sign-in/", {})


def test_a_wrong_code_goes_back_to_the_code_form_without_showing_it(client, browser, pinned):
    _turn_on(client, pinned)
    other = browser()
    other.post("/auth/sign-in", data=CREDENTIALS)

    answer = other.post("/auth/mfa-code", data={"code": "000000"})

    assert _page(answer) == ("/sign-in/", {"step": "2", "error": "code-wrong"})


def test_the_fifth_wrong_code_ends_the_sign_in(client, browser, pinned):
    _turn_on(client, pinned)
    other = browser()
    other.post("/auth/sign-in", data=CREDENTIALS)
    for _ in range(4):
        other.post("/auth/mfa-code", data={"code": "000000"})

    answer = other.post("/auth/mfa-code", data={"code": "000000"})

    assert _page(answer) == ("/sign-in/", {"error": "disabled"})
    assert "portal_step" not in other.cookies
    assert _live(client) is None


def test_a_code_out_of_nowhere_leads_to_the_first_step(browser):
    assert _page(browser().post("/auth/mfa-code", data={"code": "123456"})) == (
        "/sign-in/",
        {"error": "step-again"},
    )


def test_codes_count_against_the_networks_limit(client, browser, pinned):
    _, code = _turn_on(client, pinned)
    other = browser()
    other.post("/auth/sign-in", data=CREDENTIALS)
    stranger = browser()
    for _ in range(int(Limit.SIGN_IN.value.split()[0])):
        stranger.post("/auth/mfa-code", data={"code": "000000"})

    answer = other.post("/auth/mfa-code", data={"code": code()})

    assert _page(answer) == ("/sign-in/", {"step": "2", "error": "too-many"})
    assert in_session(rows, m.Account)[0].failed_sign_ins == 0


def test_a_new_password_takes_the_old_one_and_ends_the_other_sessions(client, browser):
    other = browser()
    other.post("/auth/sign-in", data=CREDENTIALS)
    changed = {"old_password": GOOD, "password": NEW, "password_again": NEW}

    answer = client.post("/auth/change-password", data=changed)

    assert _page(answer) == ("/account/", {"about": "password", "done": "yes"})
    assert _live(client)
    assert _live(other) is None
    assert _page(other.post("/auth/sign-in", data=CREDENTIALS))[1]["error"] == "wrong"
    assert _page(other.post("/auth/sign-in", data={**CREDENTIALS, "password": NEW})) == ("/home/", {})


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"old_password": WRONG, "password": NEW, "password_again": NEW}, "password-wrong"),
        ({"old_password": GOOD, "password": NEW, "password_again": NEW + "x"}, "passwords-differ"),
        ({"old_password": GOOD, "password": "short", "password_again": "short"}, "password-short"),
        ({"old_password": GOOD, "password": GOOD, "password_again": GOOD}, "password-unchanged"),
        ({}, "password-wrong"),
    ],
)
def test_a_password_that_is_too_weak_changes_nothing(client, browser, sent, error):
    answer = client.post("/auth/change-password", data=sent or {"x": "y"})

    assert _page(answer) == ("/account/", {"about": "password", "error": error})
    assert not {GOOD, NEW, WRONG} & set(answer.headers.values())
    assert _page(browser().post("/auth/sign-in", data=CREDENTIALS)) == ("/home/", {})


def test_an_account_may_change_its_password_ten_times_an_hour(client):
    """Each change costs two hashes and an estimate of the new password."""
    changed = {"old_password": GOOD, "password": "short", "password_again": "short"}
    answers = [_page(client.post("/auth/change-password", data=changed))[1]["error"] for _ in range(11)]

    assert answers == ["password-short"] * 10 + ["too-many"]


def test_five_wrong_old_passwords_disable_the_account_and_end_this_session(client):
    changed = {"old_password": WRONG, "password": NEW, "password_again": NEW}
    answers = [_page(client.post("/auth/change-password", data=changed)) for _ in range(5)]

    assert answers[3] == ("/account/", {"about": "password", "error": "password-wrong"})
    assert answers[4] == ("/sign-in/", {"error": "disabled"})
    assert _live(client) is None


def test_a_wrong_first_code_leaves_mfa_off(client, pinned):
    answer, _ = _turn_on(client, pinned, code="000000")

    assert _page(answer) == ("/account/", {"about": "mfa", "error": "code-missed"})
    assert in_session(rows, m.Account)[0].totp_secret is None


def test_signing_out_everywhere_ends_every_session(client, browser):
    other = browser()
    other.post("/auth/sign-in", data=CREDENTIALS)

    answer = client.post("/auth/sign-out-everywhere", data={"x": "y"})

    assert _page(answer) == ("/sign-in/", {"done": "signed-out"})
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert _live(other) is None
    assert all(row.ended_at for row in in_session(rows, m.SignIn))


@pytest.mark.parametrize("route", ["change-password", "mfa"])
def test_without_a_session_the_forms_lead_to_sign_in(browser, route):
    assert _page(browser().post(f"/auth/{route}", data={"password": NEW})) == ("/sign-in/", {})


@pytest.mark.parametrize("route", ["mfa-code", "change-password", "mfa", "sign-out-everywhere"])
def test_another_sites_form_is_refused_and_nothing_else_than_a_post(client, route):
    foreign = client.post(f"/auth/{route}", data={"x": "y"}, headers={"Origin": "https://evil.example"})

    assert foreign.status_code == 403
    assert client.get(f"/auth/{route}").status_code in (404, 405)
    assert _live(client)
