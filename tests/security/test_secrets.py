"""Nothing secret and nobody's name in what everybody may read: the bundle, source maps, error pages, logs."""

import json
import re
from pathlib import Path

import pytest
import requests
from sqlmodel import select

from portal_app import models as m
from portal_app.demo.cast import CHILDREN, PARENTS
from portal_app.http.app import PAGES as BUILT
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from portal_app.pages.household.state import HouseholdState
from portal_app.pages.todo.state import TodoState
from tests.running import ROOT, RunningPortal
from tests.security.district import MINNIE, records
from tests.security.visitor import Visitor
from tests.socket_client import HYDRATE, NAMESPACE, SocketClient

NAMES = {f"{one.first} {one.last}" for one in PARENTS} | {
    f"{child.first or child.key} {child.last}" for child in CHILDREN
}
SECRETS = {one.password for one in PARENTS if one.password} | {one.key for one in PARENTS if one.key}
USER_NAMES = {one.user_name for one in PARENTS if one.user_name}
EXAMPLE_OF_A_KEY = "E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7"
"""The guide prints this one; the activation form shows it as what a key looks like."""
LEAKY = re.compile(
    r"Traceback|File \"/|site-packages|sqlalchemy|sqlite3|starlette|uvicorn|reflex/\d|\.py\b|0x[0-9a-f]{8}"
)


@pytest.fixture(scope="module")
def bundle() -> dict[str, str]:
    """Return the text of every file of the build by its name."""
    files = [
        path
        for path in BUILT.rglob("*")
        if path.is_file() and path.suffix not in (".br", ".gz", ".png", ".woff2", ".ico")
    ]
    assert files
    return {path.relative_to(BUILT).as_posix(): path.read_text("utf-8", "replace") for path in files}


def test_the_bundle_holds_no_source_maps(bundle: dict[str, str]) -> None:
    assert [name for name in bundle if name.endswith(".map")] == []
    assert [name for name, text in bundle.items() if "sourceMappingURL=" in text] == []


def test_the_bundle_holds_no_name_no_password_no_key_and_no_path_of_the_machine(bundle: dict[str, str]) -> None:
    secret = {*NAMES, *SECRETS, *USER_NAMES, str(ROOT), "PORTAL_", "BEGIN PRIVATE", "sqlite://", "postgresql://"}
    secret.remove(EXAMPLE_OF_A_KEY)
    found = {(name, word) for name, text in bundle.items() for word in secret if word in text}
    assert found == set()


def test_the_bundle_holds_no_python_and_no_hidden_file(bundle: dict[str, str]) -> None:
    assert [name for name in bundle if name.endswith((".py", ".env", ".db", ".pkl")) or "/." in f"/{name}"] == []


@pytest.mark.parametrize(
    "path",
    ["/.env", "/.git/config", "/portal.db", "/var/portal.db", "/outbox/", "/rxconfig.py", "/portal_app/settings.py",
     "/..%2f..%2fportal.db", "/%2e%2e/%2e%2e/rxconfig.py", "/assets/../../../package.json", "/assets/%2e%2e%2fa.json",
     "//etc/passwd", "/reactPlugins.json", "/.states/", "/_all_routes", "/docs", "/openapi.json", "/metrics"],
)  # fmt: skip
def test_no_file_of_the_server_is_handed_out(portal: RunningPortal, path: str) -> None:
    request = requests.Request("GET", portal.url).prepare()
    request.url = portal.url + path  # as it is: nothing normalised
    answer = requests.Session().send(request, allow_redirects=False, timeout=30)
    assert answer.status_code in (307, 400, 404)
    assert not LEAKY.search(answer.text)


ERRORS = {
    "no page": ("GET", "/no/such/page", {}, ""),
    "no report": ("GET", "/reports/x/y.pdf", {}, ""),
    "no calendar": ("GET", "/calendar/x.ics", {}, ""),
    "another method": ("GET", "/auth/sign-in", {}, ""),
    "another site": ("POST", "/auth/sign-in", {"Origin": "https://evil.example"}, "a=b"),
    "no form": ("POST", "/auth/sign-in", {"Content-Type": "application/json"}, "{}"),
    "too large": ("POST", "/auth/sign-in", {"Content-Type": "application/x-www-form-urlencoded"}, "a=" + "b" * 20_000),
    "too many fields": ("POST", "/auth/sign-in", {"Content-Type": "application/x-www-form-urlencoded"}, "a=b&" * 50),
    "no socket": ("GET", "/_event/", {}, ""),
}


@pytest.mark.parametrize(("method", "path", "headers", "body"), ERRORS.values(), ids=ERRORS)
def test_an_error_reveals_nothing_about_the_server(
    portal: RunningPortal, method: str, path: str, headers: dict[str, str], body: str
) -> None:
    sent = {"Origin": portal.url, **headers}
    answer = requests.request(method, portal.url + path, headers=sent, data=body, timeout=30)
    assert 400 <= answer.status_code < 500
    assert not LEAKY.search(answer.text)
    assert str(ROOT) not in answer.text


class Eavesdropper:
    """Everything that one evening leaves in the log, and what was secret about it."""

    def __init__(self, portal: RunningPortal, address: str) -> None:
        self.secrets: set[str] = {*NAMES, *SECRETS}
        self._sign_in(portal, address)
        self._click(portal)
        self._break_things(portal)
        self.lines = (portal.data / "server.log").read_text("utf-8").splitlines()

    def _sign_in(self, portal: RunningPortal, address: str) -> None:
        self.visitor = Visitor(portal, address)
        self.visitor.http.headers["User-Agent"] = "Minnie Clayton's phone"
        self.visitor.sign_in(MINNIE.user_name, "typed-by-mistake-81")
        self.visitor.sign_in("Marcia Clayton", "typed-by-mistake-81")
        self.visitor.sign_in(MINNIE.user_name, MINNIE.password)
        self.visitor.post("/auth/activate", key=EXAMPLE_OF_A_KEY)
        self.visitor.post("/auth/request-key", student_number="0393354", birth_date="2013-01-01", last_name="Clayton")
        self.secrets |= {"typed-by-mistake-81", self.visitor.session, "0393354"}

    def _click(self, portal: RunningPortal) -> None:
        self.tab = SocketClient(portal.url, cookie=self.visitor.cookie)
        self.secrets.add(self.tab.token)
        self.tab.send(f"{HomeState.get_full_name()}.load")
        self.tab.hear(until="Marcia")
        with records(portal) as session:
            child = session.exec(select(m.Student.id).where(m.Student.first_name == "Marcia")).first()
        self.visitor.get(f"/reports/{child}/report-card.pdf")
        self.visitor.get("/calendar/a-secret-address-of-a-calendar.ics")
        self.secrets.add("a-secret-address-of-a-calendar")

    def _break_things(self, portal: RunningPortal) -> None:
        forged = 'x\n{"event": "sign-in", "outcome": "forged"}\r\nforged'
        for handler, payload in (
            (f"{TodoState.get_full_name()}.mark_done", {"student": "Marcia Clayton", "assignment": forged, "done": 7}),
            (f"{HouseholdState.get_full_name()}.send_request", {"form": {"reason": "Marcia Clayton", "field": forged}}),
            (f"{HomeState.get_full_name()}.open_notice", {"notice_id": "Marcia Clayton"}),
            (f"no_such_state{forged}.load", {"x": forged}),
        ):
            self.tab.send(handler, payload)
        self.tab._socket.emit("client_error", {"error_type": forged, "message": forged}, namespace=NAMESPACE)
        self.tab.send(f"{PortalState.get_full_name()}.keep_session")
        self.tab.send(HYDRATE, path="/home")
        self.tab.hear(until='"is_hydrated_rx_state_": true')
        self.tab.close()
        headers = {"Origin": "https://evil.example/%0d%0aforged", "X-Forwarded-For": "1.2.3.4%0aforged"}
        requests.post(f"{portal.url}/auth/sign-in", headers=headers, data={"user_name": forged}, timeout=30)


@pytest.fixture(scope="module")
def evening(portal: RunningPortal) -> Eavesdropper:
    return Eavesdropper(portal, "2001:db8:4::1")


def test_the_log_holds_no_name_no_password_no_key_and_no_token(evening: Eavesdropper) -> None:
    assert len(evening.lines) > 10
    found = {(secret, line[:300]) for line in evening.lines for secret in evening.secrets if secret in line}
    assert found == set()


def test_a_line_break_in_what_was_sent_forges_no_line_of_the_log(evening: Eavesdropper) -> None:
    events = [json.loads(line) for line in evening.lines]  # each line is one JSON object, or this fails
    assert [event for event in events if event.get("outcome") == "forged"] == []
    assert [event for event in events if "\n" in str(event.get("event")) or "\r" in str(event.get("event"))] == []


def test_files_with_secrets_are_their_owners_alone(portal: RunningPortal, evening: Eavesdropper) -> None:
    private = [path for path in portal.data.rglob("*") if path.suffix in (".db", ".eml", ".key")]
    assert private or "DATABASE_URL" in portal.settings  # the records are elsewhere then
    assert [path.name for path in private if path.stat().st_mode & 0o077] == []


def test_tokens_keys_and_passwords_are_in_the_database_only_as_hashes(
    portal: RunningPortal, evening: Eavesdropper
) -> None:
    files = [Path(f"{portal.data / 'portal.db'}{end}") for end in ("", "-wal")]  # on SQLite even what was overwritten
    raw = b"".join([*(path.read_bytes() for path in files if path.exists()), *map(str.encode, portal.texts())])
    keys = {one.key.lower() for one in PARENTS if one.key} | {one.key for one in PARENTS if one.key}
    plain = {*SECRETS, evening.visitor.session, *keys, *(key.replace("-", "") for key in keys)}
    assert {word for word in plain if word.encode() in raw} == set()
