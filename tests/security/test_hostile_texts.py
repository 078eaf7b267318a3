"""SQL, HTML, formulas and line breaks in every imported field and every form: shown as what they are, or refused.

The fields are found in the tables, so a new one is hostile by itself.
"""

import csv
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import icalendar
import pypdf
import pytest
import requests
from playwright.sync_api import Browser, expect
from sqlalchemy import PrimaryKeyConstraint, String, UniqueConstraint, func, literal, update
from sqlmodel import AutoString, SQLModel, col, select

from portal_app import models as m
from portal_app.domain.access import Viewer
from portal_app.domain.calendar import subscriptions
from portal_app.domain.reports import ReportKind
from portal_app.models.columns import Word
from portal_app.pages.base import PortalState
from portal_app.pages.household.state import HouseholdState
from portal_app.portal_app import PAGES
from tests.portal_fixtures import Serves
from tests.running import RunningPortal, body_of
from tests.security.district import MINNIE, account_of, records
from tests.security.visitor import Visitor
from tests.socket_client import HYDRATE, connected, sign_in, text_of

HOSTILE = (
    '=HYPERLINK("https://evil.example")\'"><img src=x onerror="document.title=\'evil\'">'
    "<script>document.title='evil'</script></script>'; DROP TABLE student;-- [/red] ${7*7} {{7*7}} "
    "\u202eknalB \x0b\r\nATTENDEE:mailto:evil@example.org\r\n\r\nBcc: evil@example.org"
)
OF_THE_PORTAL = {
    "account",
    "activationkey",
    "signin",
    "mfachallenge",
    "accesslogentry",
    "recoverycode",
    "calendarsubscription",
}
"""Tables whose texts the portal writes itself."""
WORDS = {("contactrequest", "field")}
"""Columns that hold one of a few words."""
GUARDED = [route for route, _, state in PAGES if state and issubclass(state, PortalState)]
DONE = '"is_hydrated_rx_state_": true'


def hostile_columns() -> Iterator[tuple[type[SQLModel], str]]:
    """Yield every column of every table that holds a text from outside."""
    for table in SQLModel.metadata.sorted_tables:
        kind = next(mapper.class_ for mapper in SQLModel._sa_registry.mappers if mapper.local_table is table)
        for column in table.columns:
            is_text = isinstance(column.type, AutoString | String) and not isinstance(column.type, Word)
            if is_text and table.name not in OF_THE_PORTAL and (table.name, column.name) not in WORDS:
                yield kind, column.name


def is_unique(kind: type[SQLModel], name: str) -> bool:
    """Return whether rows are told apart by a column: then it is kept, and the hostile text appended."""
    table: Any = vars(kind)["__table__"]
    rules = [rule.columns for rule in table.constraints if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)]
    rules += [index.columns for index in table.indexes if index.unique]
    return any(name in columns for columns in rules)


@pytest.fixture(scope="module")
def poisoned(serves: Serves) -> Iterator[RunningPortal]:
    """Yield a portal in whose records every text is hostile."""
    with serves() as running:
        with records(running) as session:
            for kind, name in hostile_columns():
                column = getattr(kind, name)
                value = column.concat(HOSTILE) if is_unique(kind, name) else literal(HOSTILE)
                if session.get_bind().dialect.name == "postgresql":  # it takes no text longer than its column
                    value = func.substr(value, 1, column.type.length or len(HOSTILE))
                session.execute(update(kind).where(column.is_not(None)).values({name: value}))
        yield running


@pytest.fixture(scope="module")
def hers(poisoned: RunningPortal) -> str:
    return sign_in(poisoned.url, MINNIE.user_name, MINNIE.password)


def children(portal: RunningPortal) -> list[int]:
    """Return the ids of Minnie's children."""
    with records(portal) as session:
        mine = select(m.Guardianship.student_id).where(
            m.Guardianship.guardian_id == account_of(session, MINNIE).guardian_id
        )
        return list(session.exec(mine))


def test_every_kind_of_record_has_been_poisoned() -> None:
    names = {f"{kind.__name__}.{name}" for kind, name in hostile_columns()}
    assert {"Student.first_name", "Assignment.name", "Notice.body", "Staff.email", "Term.name"} <= names
    assert len(names) > 60


@pytest.mark.parametrize("route", GUARDED)
def test_a_page_is_answered_and_carries_the_text_as_data(poisoned: RunningPortal, hers: str, route: str) -> None:
    """And the tables are still there."""
    child = children(poisoned)[0]
    with connected(poisoned.url, cookie=hers) as browser:
        browser.send(HYDRATE, path=route, query=f"?student={child}&section=1")
        # with Redis the word that the page is loaded may come before the answer
        browser.hear(until="DROP TABLE student")
    assert children(poisoned)


@pytest.mark.parametrize("route", GUARDED)
def test_a_browser_shows_the_text_and_runs_nothing(
    poisoned: RunningPortal, hers: str, chromium: Browser, route: str
) -> None:
    context = chromium.new_context(base_url=poisoned.url)
    for cookie in hers.split("; "):
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": poisoned.url}])
    page = context.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{route}/?student={children(poisoned)[0]}")
    expect(page.get_by_text("DROP TABLE student").first).to_be_attached()
    assert page.title() != "evil"
    assert page.locator("img[src='x'], main script, a[href^='javascript:'], a[href^='https://evil']").count() == 0
    assert [url for url in asked if not url.startswith((poisoned.url, "ws:", "data:", "blob:"))] == []
    assert said == []
    context.close()


@pytest.mark.parametrize("kind", ReportKind)
def test_a_document_holds_no_script_and_no_link_to_elsewhere(
    poisoned: RunningPortal, hers: str, kind: ReportKind
) -> None:
    for child in children(poisoned):
        answer = requests.get(f"{poisoned.url}/reports/{child}/{kind}.pdf", headers={"Cookie": hers}, timeout=60)
        assert answer.status_code == 200
        assert "\n" not in answer.headers["Content-Disposition"]
        assert 'evil.example"' not in answer.headers["Content-Disposition"]
        document = pypdf.PdfReader(BytesIO(answer.content))
        assert "DROP TABLE" in " ".join("".join(page.extract_text() for page in document.pages).split())
        assert actions_of(document) == []


def actions_of(document: pypdf.PdfReader) -> list[str]:
    """Return what a PDF would do by itself or at a click, but for going to a page of its own or writing a mail."""
    root: Any = document.trailer["/Root"]
    found = [
        name for name in ("/AA", "/JavaScript", "/EmbeddedFiles") if name in root or name in root.get("/Names", {})
    ]
    if not isinstance(root.get("/OpenAction", []), list):  # a list is a place to open at, anything else an action
        found.append("/OpenAction")
    for page in document.pages:
        actions = [annotation.get_object().get("/A", {}) for annotation in page.get("/Annots", [])]
        found += [str(action) for action in actions if action and not str(action.get("/URI", "")).startswith("mailto:")]
        found += ["/AA"] if "/AA" in page else []
    return found


def test_a_calendar_keeps_every_text_in_its_own_line(poisoned: RunningPortal) -> None:
    with records(poisoned) as session:
        account = account_of(session, MINNIE)
        viewer = Viewer(guardian_id=account.guardian_id, account_id=account.id or 0, sign_in_id=0)
        secret = subscriptions.create_subscription(session, viewer, children(poisoned)).secret
    answer = requests.get(f"{poisoned.url}/calendar/{secret}.ics", timeout=60)
    assert answer.status_code == 200
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert not any(line.startswith(("ATTENDEE", "Bcc", "ORGANIZER", "ATTACH", "URL")) for line in lines)
    assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines if line)
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert any("DROP TABLE" in str(event.get("SUMMARY")) for event in events)


def test_the_offices_tables_and_the_export_stay_whole(poisoned: RunningPortal) -> None:
    for command in (["account", "list"], ["account", "show", MINNIE.user_name], ["request", "list"]):
        done = poisoned.command(*command)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_an_export_has_as_many_fields_in_every_row_as_columns(poisoned: RunningPortal, tmp_path) -> None:
    done = poisoned.command("export-oneroster", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    files = list((tmp_path / "out").rglob("*.csv"))
    assert files
    for path in files:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *rows = csv.reader(file)
        assert {len(row) for row in rows} <= {len(header)}, path.name


FORMS = {
    "/auth/sign-in": ("user_name", "password"),
    "/auth/activate": ("key", "user_name", "password", "password_again"),
    "/auth/request-key": ("student_number", "birth_date", "last_name", "locale"),
    "/auth/mfa-code": ("code",),
}


@pytest.mark.parametrize("path", FORMS)
def test_a_hostile_form_before_sign_in_is_refused_and_never_echoed(
    portal: RunningPortal, address: str, path: str
) -> None:
    visitor = Visitor(portal, address)
    for field in FORMS[path]:
        fields = {**dict.fromkeys(FORMS[path], "x"), field: HOSTILE}
        answer = visitor.http.post(portal.url + path, data=fields, allow_redirects=False, timeout=60)
        assert answer.status_code == 303
        assert "evil" not in answer.headers["Location"]
        assert "script" not in answer.headers["Location"]


def test_a_hostile_request_to_the_school_becomes_a_letter_without_headers_of_its_own(
    portal: RunningPortal, address: str
) -> None:
    cookie = sign_in(portal.url, MINNIE.user_name, MINNIE.password, address=address)
    state = HouseholdState.get_full_name()
    with connected(portal.url, cookie=cookie) as browser:
        browser.send(f"{state}.load", path="/household")
        browser.send(f"{state}.ask_for_change", {"field": "mobile_phone", "household_id": 0}, path="/household")
        form = {"value": "(770) 555-0199", "reason": HOSTILE}
        browser.send(f"{state}.send_request", {"form": form}, path="/household")
        browser.hear(until='"sent_rx_state_": true')
    with records(portal) as session:
        [request] = session.exec(select(m.ContactRequest).order_by(col(m.ContactRequest.id).desc()).limit(1))
    assert "DROP TABLE" in request.reason
    letters = portal.letters()
    assert letters
    for letter in letters:
        assert letter["Bcc"] is None
        assert "<script" not in body_of(letter, "html")


@pytest.mark.parametrize("field", ["email", "mobile_phone", "home_phone", "street", "field", "household_id"])
def test_a_hostile_contact_detail_is_refused_in_one_sentence(portal: RunningPortal, address: str, field: str) -> None:
    cookie = sign_in(portal.url, MINNIE.user_name, MINNIE.password, address=address)
    state = HouseholdState.get_full_name()
    with connected(portal.url, cookie=cookie) as browser:
        browser.send(f"{state}.load", path="/household")
        browser.send(f"{state}.send_request", {"form": {"field": field, "value": HOSTILE, field: HOSTILE}})
        browser.send(HYDRATE, path="/household")
        heard = text_of(browser.hear(until=DONE))
    assert '"sent_rx_state_": true' not in heard
    assert "evil" not in heard
