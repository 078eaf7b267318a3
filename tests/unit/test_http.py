"""Sign-in and activation over HTTP: the response of each form, its cookies, and what is rejected unread."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from portal_app import models as m
from portal_app.database import in_session
from portal_app.domain.accounts import sessions
from portal_app.domain.staff import accounts as staff_accounts
from portal_app.domain.staff.accounts import reset_password
from portal_app.http.app import http_app
from portal_app.http.forms import LARGEST
from portal_app.settings import settings
from tests.unit.account_builders import GOOD, WRONG, HashCounter, a_family, a_key, an_account, later, rows

pytestmark = pytest.mark.usefixtures("database_file", "outbox")

OURS = "http://localhost:3000"
CREDENTIALS = {"user_name": "Minnie1", "password": GOOD}


@pytest.fixture
def client(tmp_path) -> TestClient:
    """A browser on one of the portal's own pages; behind the portal's routes stands an application that says so."""
    behind = Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse("behind"), methods=["GET", "POST"])])
    return TestClient(http_app(behind, pages=tmp_path), base_url=OURS, headers={"Origin": OURS}, follow_redirects=False)


def _page(answer) -> tuple[str, dict[str, str]]:
    """Return the page that a redirect leads to, and its query."""
    assert answer.status_code == 303, answer.text
    to = urlsplit(answer.headers["location"])
    assert (to.scheme, to.netloc) == ("", "")
    return to.path, {name: values[0] for name, values in parse_qs(to.query).items()}


def _live(client: TestClient) -> sessions.LiveSession | None:
    return in_session(sessions.resolve, client.cookies.get("portal_session", ""))


def test_signing_in_sets_cookies_that_no_script_reads_and_leads_home(client):
    in_session(an_account)

    answer = client.post("/auth/sign-in", data=CREDENTIALS)

    assert _page(answer) == ("/home/", {})
    cookies = [cookie.partition("; ") for cookie in answer.headers.get_list("set-cookie")]
    assert [(value.partition("=")[0], attributes) for value, _, attributes in cookies] == [
        ("portal_session", "HttpOnly; Path=/; SameSite=lax"),
        ("portal_device", "HttpOnly; Max-Age=15552000; Path=/; SameSite=lax"),
    ]
    assert _live(client)


def test_over_https_the_cookie_is_secure_and_carries_the_host_prefix(client, monkeypatch):
    in_session(an_account)
    monkeypatch.delenv("PORTAL_TODAY")
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://portal.example.org")
    settings.cache_clear()

    answer = client.post("/auth/sign-in", data=CREDENTIALS, headers={"Origin": "https://portal.example.org"})

    session, device = answer.headers.get_list("set-cookie")
    assert session.startswith("__Host-portal_session=")
    assert device.startswith("__Host-portal_device=")
    for cookie in (session, device):
        assert "Secure" in cookie
        assert "Domain" not in cookie


def test_every_sign_in_gives_a_new_token_and_ends_the_one_before(client):
    in_session(an_account)
    client.post("/auth/sign-in", data=CREDENTIALS)
    first = client.cookies["portal_session"]

    client.post("/auth/sign-in", data=CREDENTIALS)

    assert client.cookies["portal_session"] != first
    assert in_session(sessions.resolve, first) is None


def test_a_token_that_was_planted_is_not_taken_over(client):
    in_session(an_account)
    client.cookies.set("portal_session", "planted")

    answer = client.post("/auth/sign-in", data=CREDENTIALS)

    assert "planted" not in answer.headers["set-cookie"]
    assert in_session(sessions.resolve, "planted") is None


def test_wrong_unknown_and_disabled_get_the_same_response_for_the_same_work(client, monkeypatch):
    in_session(an_account)
    counter = HashCounter(monkeypatch)

    wrong = client.post("/auth/sign-in", data={"user_name": "Minnie1", "password": WRONG})
    unknown = client.post("/auth/sign-in", data={"user_name": "Minnie2", "password": WRONG})
    in_session(staff_accounts.disable_account, "Minnie1")
    disabled = client.post("/auth/sign-in", data={"user_name": "Minnie1", "password": WRONG})
    right = client.post("/auth/sign-in", data=CREDENTIALS)

    assert _page(wrong) == _page(disabled) == _page(right) == ("/sign-in/", {"error": "wrong", "name": "Minnie1"})
    assert _page(unknown) == ("/sign-in/", {"error": "wrong", "name": "Minnie2"})
    assert not any(answer.headers.get("set-cookie") for answer in (wrong, unknown, disabled, right))
    assert counter.count == 4


def test_a_password_typed_into_the_wrong_field_does_not_appear_in_a_url(client):
    answer = client.post("/auth/sign-in", data={"user_name": GOOD, "password": ""})

    assert _page(answer) == ("/sign-in/", {"error": "wrong"})


def test_after_the_fifth_wrong_password_the_right_one_gets_the_same_answer(client):
    in_session(an_account)
    for _ in range(6):
        wrong = client.post("/auth/sign-in", data={"user_name": "Minnie1", "password": WRONG})
    right = client.post("/auth/sign-in", data=CREDENTIALS)

    for answer in (right, wrong):
        del answer.headers["x-request-id"]  # random
    assert (right.status_code, right.headers, right.text) == (wrong.status_code, wrong.headers, wrong.text)


def test_a_network_that_fails_too_often_is_refused_without_a_failure_for_the_account(client):
    in_session(an_account)
    for n in range(30):
        client.post("/auth/sign-in", data={"user_name": f"nobody{n}", "password": WRONG})

    answer = client.post("/auth/sign-in", data={"user_name": "Minnie1", "password": WRONG})

    assert _page(answer)[1]["error"] == "too-many"
    assert in_session(rows, m.Account)[0].failed_sign_ins == 0


def test_successful_sign_ins_do_not_count_against_a_network(client):
    in_session(an_account)

    answers = [_page(client.post("/auth/sign-in", data=CREDENTIALS))[0] for _ in range(32)]

    assert answers == ["/home/"] * 32


def test_signing_out_ends_the_session_and_has_the_browser_forget(client):
    in_session(an_account)
    client.post("/auth/sign-in", data=CREDENTIALS)
    token = client.cookies["portal_session"]

    answer = client.post("/auth/sign-out")

    assert _page(answer) == ("/sign-in/", {"done": "signed-out"})
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "portal_session" not in client.cookies
    assert in_session(sessions.resolve, token) is None


def test_who_forgot_the_password_keeps_the_user_name_and_chooses_another_password(client, pinned):
    in_session(an_account)
    later(pinned, minutes=1)
    key = in_session(reset_password, "Minnie1").text
    kept = {"user_name": "Minnie1", "account": "yes"}

    first = client.post("/auth/activate", data={"key": key})
    unequal = client.post("/auth/activate", data={**kept, "password": GOOD, "password_again": "other"})
    second = client.post("/auth/activate", data={**kept, "password": GOOD + "!", "password_again": GOOD + "!"})

    assert _page(first) == ("/activate/", {"step": "2", "account": "Minnie1"})
    assert _page(unequal) == ("/activate/", {"step": "2", "error": "passwords-differ", "account": "Minnie1"})
    assert _page(second) == ("/sign-in/", {"done": "password", "name": "Minnie1"})
    assert _page(client.post("/auth/sign-in", data={**CREDENTIALS, "password": GOOD + "!"}))[0] == "/home/"


def test_a_guardian_activates_in_two_steps_and_the_key_is_in_no_address(client):
    key = in_session(lambda session: a_key(session, a_family(session)))

    first = client.post("/auth/activate", data={"key": key})
    second = client.post("/auth/activate", data={"user_name": "Minnie1", "password": GOOD, "password_again": GOOD})

    assert _page(first) == ("/activate/", {"step": "2"})
    assert "HttpOnly" in first.headers["set-cookie"]
    assert _page(second) == ("/sign-in/", {"done": "activated", "name": "Minnie1"})
    assert "portal_key" not in client.cookies
    assert _page(client.post("/auth/sign-in", data=CREDENTIALS))[0] == "/home/"


def test_a_wrong_key_is_kept_for_the_page_to_show_and_is_in_no_address(client):
    answer = client.post("/auth/activate", data={"key": "{no key; at all}"})

    assert _page(answer) == ("/activate/", {"error": "key-unknown"})
    assert "portal_key=%7Bno%20key%3B%20at%20all%7D" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"user_name": "12345"}, "name-digits"),
        ({"user_name": "mínnie"}, "name-invalid"),
        ({"password_again": GOOD + "2"}, "passwords-differ"),
        ({"password": "minnieclayton", "password_again": "minnieclayton"}, "password-personal"),
    ],
)
def test_a_refused_account_says_why_keeps_the_name_never_the_password_and_the_key_still_works(client, typed, error):
    key = in_session(lambda session: a_key(session, a_family(session)))
    good = {"user_name": "Minnie1", "password": GOOD, "password_again": GOOD}
    client.post("/auth/activate", data={"key": key})

    answer = client.post("/auth/activate", data={**good, **typed})

    assert _page(answer) == ("/activate/", {"step": "2", "error": error, "name": {**good, **typed}["user_name"]})
    assert in_session(rows, m.Account) == []
    assert _page(client.post("/auth/activate", data=good))[0] == "/sign-in/"


def test_the_account_form_without_a_key_asks_for_the_key_again(client):
    answer = client.post("/auth/activate", data={"user_name": "Minnie1", "password": GOOD, "password_again": GOOD})

    assert _page(answer) == ("/activate/", {"error": "key-again"})


def test_guessing_keys_is_slowed_down_and_good_keys_do_not_count(client):
    key = in_session(lambda session: a_key(session, a_family(session)))
    good = [_page(client.post("/auth/activate", data={"key": key}))[1] for _ in range(21)]
    guesses = [_page(client.post("/auth/activate", data={"key": "0" * 32}))[1] for _ in range(21)]

    assert good == [{"step": "2"}] * 21
    assert guesses == [{"error": "key-unknown"}] * 20 + [{"error": "too-many"}]


@pytest.mark.parametrize("number", ["604822", "000000", ""])
def test_a_key_request_gets_the_same_response_whatever_is_on_file(client, outbox, number):
    in_session(a_family)

    form = {"student_number": number, "birth_date": "2014-03-09", "last_name": "Clayton", "locale": "es"}
    answer = client.post("/auth/request-key", data=form)

    assert _page(answer) == ("/request-key/", {"done": "sent"})
    assert len(outbox.messages()) == (number == "604822")


def test_an_invalid_birth_date_gets_the_same_response(client, outbox):
    answer = client.post("/auth/request-key", data={"student_number": "604822", "birth_date": "yesterday"})

    assert _page(answer) == ("/request-key/", {"done": "sent"})
    assert outbox.messages() == []


def test_a_network_may_request_a_key_five_times_an_hour(client):
    answers = [_page(client.post("/auth/request-key", data={"last_name": ""}))[1] for _ in range(6)]

    assert answers == [{"done": "sent"}] * 5 + [{"error": "too-many"}]


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/sign-out", "/auth/activate", "/auth/request-key"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:3000.evil.example"}, 403),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_form_of_another_site_is_refused(client, path, headers, status):
    del client.headers["Origin"]

    assert client.post(path, data=CREDENTIALS, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"data": {"password": "x" * LARGEST}}, 413),
        ({"json": CREDENTIALS}, 415),
        ({"files": {"user_name": b"x"}}, 415),
        ({"data": {str(n): "" for n in range(50)}}, 400),
    ],
)
def test_what_is_no_form_of_ours_is_not_read(client, request_, status):
    assert client.post("/auth/sign-in", **request_).status_code == status


def test_bytes_that_are_no_text_are_an_ordinary_wrong_password(client):
    in_session(an_account)
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = client.post("/auth/sign-in", content=b"user_name=Minnie1&password=%ff%00\xff&&=", headers=form)

    assert _page(answer)[1]["error"] == "wrong"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/auth/sign-in", 405),
        ("GET", "/auth/sign-out", 405),
        ("PUT", "/auth/activate", 405),
        ("POST", "/auth/elsewhere", 404),
        ("POST", "/auth/sign-in/", 404),
        ("GET", "/home/", 200),
    ],
)
def test_other_methods_and_paths_are_closed_and_the_rest_is_reflexs(client, method, path, status):
    assert client.request(method, path).status_code == status


def test_no_form_field_chooses_where_one_lands(client):
    in_session(an_account)

    answer = client.post("/auth/sign-in?next=//evil.example", data={**CREDENTIALS, "next": "//evil.example"})

    assert _page(answer) == ("/home/", {})


def test_the_log_of_accesses_holds_the_address_behind_the_trusted_proxies_only(client, monkeypatch):
    monkeypatch.setenv("PORTAL_TRUSTED_PROXY_HOPS", "2")
    settings.cache_clear()

    for chain in ("6.6.6.6, 203.0.113.9, 10.0.0.1", "10.0.0.1", "1.1.1.1, no address, 10.0.0.1"):
        client.post("/auth/sign-in", data=CREDENTIALS, headers={"X-Forwarded-For": chain})

    assert [entry.address for entry in in_session(rows, m.AccessLogEntry)] == [
        "203.0.113.9",
        "testclient",
        "testclient",
    ]


def test_a_proxy_that_says_the_port_too_says_the_address(client, monkeypatch):
    monkeypatch.setenv("PORTAL_TRUSTED_PROXY_HOPS", "1")
    settings.cache_clear()

    for address in ("203.0.113.9:4711", "[2001:db8::1]:4711", "[2001:db8::1]", "2001:db8::1"):
        client.post("/auth/sign-in", data=CREDENTIALS, headers={"X-Forwarded-For": address})

    addresses = [entry.address for entry in in_session(rows, m.AccessLogEntry)]
    assert addresses == ["203.0.113.9", "2001:db8::1", "2001:db8::1", "2001:db8::1"]


def test_without_a_trusted_proxy_nobody_chooses_their_own_address(client):
    client.post("/auth/sign-in", data=CREDENTIALS, headers={"X-Forwarded-For": "203.0.113.9"})

    assert in_session(rows, m.AccessLogEntry)[0].address == "testclient"


def test_health_says_whether_the_database_answers(client, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}

    def broken(session: Session, *_):
        raise IntegrityError("SELECT", {}, Exception("secret detail"))

    monkeypatch.setattr(Session, "execute", broken)
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})


def test_nothing_secret_is_logged_on_the_whole_way(client, json_log):
    key = in_session(lambda session: a_key(session, a_family(session)))
    client.post("/auth/activate", data={"key": key})
    client.post("/auth/activate", data={"user_name": "Minnie1", "password": GOOD, "password_again": GOOD})
    client.post("/auth/sign-in", data=CREDENTIALS)
    client.post("/auth/sign-in", data=CREDENTIALS, headers={"Origin": "http://evil.example\x1b[2J"})

    log = json_log.getvalue()
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["event"] for line in lines if line["event"] == "request"] == ["request"] * 4
    for secret in (key.strip("{}"), "Minnie", GOOD, client.cookies["portal_session"]):
        assert secret not in log


def test_a_form_from_another_address_gets_a_page_that_tells_a_technician_what_to_check(client, tmp_path):
    (tmp_path / "refused-form.html").write_text("<a href='{public}/sign-in/'></a><p>{opened} {public}</p>")

    answer = client.post("/auth/sign-in", data=CREDENTIALS, headers={"Origin": "https://<b>portal.example.org"})

    assert answer.status_code == 403
    assert answer.text == f"<a href='{OURS}/sign-in/'></a><p>https://&lt;b&gt;portal.example.org {OURS}</p>"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
