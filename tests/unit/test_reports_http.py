"""`/reports/<student>/<report>.pdf` over HTTP: who gets which document, how it is named, and what is the same 404."""

from collections.abc import Iterator
from io import BytesIO
from threading import current_thread, main_thread
from urllib.parse import unquote

import pytest
from pypdf import PdfReader
from sqlmodel import Session, col, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal_app import models as m
from portal_app.database import in_session, open_session
from portal_app.domain.access import Right
from portal_app.domain.accounts import sessions
from portal_app.domain.reports import ReportKind
from portal_app.http import reports as route
from portal_app.http.app import http_app
from tests.conftest import Pin
from tests.unit.builders import (
    a_following_year,
    a_guardian,
    a_school,
    a_student,
    a_term,
    a_viewer,
    an_earlier_year,
    an_id,
    give_rights,
)

REPORTS = tuple(kind.value for kind in ReportKind)


@pytest.fixture
def family(database_file: object) -> dict[str, int]:
    """Write a guardian with a student, another family's student, and a student of whom reports are withheld."""
    with open_session() as session:
        babb = a_school(session)
        earlier = an_earlier_year(session, at=babb)
        zoe = a_student(session, at=[earlier, babb], first_name="Zoë", last_name="Núñez")
        hidden = a_student(session, at=babb, first_name="Hidden")
        foreign = a_student(session, at=babb, first_name="Foreign")
        guardian = a_guardian(session, of=zoe)
        all_but_reports = set(Right) - {Right.REPORTS}
        a_guardian(session, of=foreign, first_name="Other")
        give_rights(session, guardian, hidden, rights=all_but_reports)
        viewer = a_viewer(session, guardian)
        session.get_one(m.Account, viewer.account_id).locale = "en"
        ids = {"zoe": an_id(zoe), "hidden": an_id(hidden), "foreign": an_id(foreign), "account": viewer.account_id}
        ids |= {"earlier": an_id(earlier.year), "foreign_year": an_id(a_following_year(session, at=babb).year)}
        return ids | {"term": an_id(babb.terms[0]), "second": an_id(babb.terms[1])}


@pytest.fixture
def stranger(family: dict[str, int], tmp_path) -> Iterator[TestClient]:
    """A browser that is not signed in."""
    app = http_app(Starlette(), pages=tmp_path)
    with TestClient(app, base_url="http://localhost:3000", follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(family: dict[str, int], stranger: TestClient) -> TestClient:
    """The guardian's browser."""
    token = in_session(sessions.begin, family["account"], address="203.0.113.7", device="test")
    stranger.cookies.set(sessions.cookie_name(), token)
    return stranger


def address(student: object, report: str = "schedule", query: str = "") -> str:
    return f"/reports/{student}/{report}.pdf{query}"


def text_of(answer) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


@pytest.mark.parametrize("report", REPORTS)
def test_each_report_opens_in_the_viewer_and_is_stored_nowhere(
    client: TestClient, family: dict[str, int], report: str
) -> None:
    answer = client.get(address(family["zoe"], report))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].startswith("inline; ")
    assert "Zoë Núñez" in text_of(answer)


def test_the_file_has_a_name_for_every_program(client: TestClient, family: dict[str, int]) -> None:
    """A name in ASCII, and the real one (RFC 6266)."""
    answer = client.get(address(family["zoe"], "report-card", "?download=1"))
    shown, plain, full = answer.headers["content-disposition"].split("; ")
    assert shown == "attachment"
    assert plain == 'filename="Zoe Nunez - Report Card - 2026-10-05.pdf"'
    assert unquote(full) == "filename*=UTF-8''Zoë Núñez - Report Card - 2026-10-05.pdf"


def test_a_name_can_not_add_a_header_or_a_folder(client: TestClient, family: dict[str, int]) -> None:
    with open_session() as session:
        session.get_one(m.Student, family["zoe"]).first_name = 'Zo"\r\nSet-Cookie: x=1; ../../etc'
    disposition = client.get(address(family["zoe"])).headers["content-disposition"]
    assert "set-cookie" not in client.get(address(family["zoe"])).headers
    assert "/" not in unquote(disposition)
    assert disposition.count('"') == 2


@pytest.mark.parametrize("report", REPORTS)
def test_who_is_not_signed_in_is_sent_to_the_sign_in_page_whatever_they_ask(
    stranger: TestClient, family: dict[str, int], report: str
) -> None:
    for student in (family["zoe"], family["foreign"], 999_999):
        answer = stranger.get(address(student, report))
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/")


def test_foreign_unknown_withheld_and_senseless_are_the_same_404(client: TestClient, family: dict[str, int]) -> None:
    asked = [
        address(family["foreign"]),
        address(family["hidden"]),
        address(999_999),
        address(0),
        address(-1),
        address("1e3"),
        address("٣"),
        address("1" * 400),
        address(family["zoe"], "grades"),
        address(family["zoe"], "SCHEDULE"),
        address(family["zoe"], "report-card", f"?term={family['term'] + 500}"),
        address(family["zoe"], "report-card", "?term=one"),
        address(family["zoe"], "missing-assignments", f"?term={family['term']}"),
    ]
    answers = [client.get(path) for path in asked]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {b"Not found"}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize(
    ("withheld", "closed"),
    [
        ("schedule", {"schedule"}),
        ("grades", {"missing-assignments", "report-card", "class-progress"}),
        ("attendance", {"report-card", "attendance"}),
        ("calendar", set()),
    ],
)
def test_documents_never_show_what_the_pages_withhold(
    client: TestClient, family: dict[str, int], withheld: str, closed: set[str]
) -> None:
    with open_session() as session:
        for guardianship in session.exec(select(m.Guardianship).where(col(m.Guardianship.student_id) == family["zoe"])):
            setattr(guardianship, withheld, False)
    refused = {report for report in REPORTS if client.get(address(family["zoe"], report)).status_code == 404}
    assert refused == closed


def test_a_withdrawn_right_ends_access_at_once(client: TestClient, family: dict[str, int]) -> None:
    assert client.get(address(family["zoe"])).status_code == 200
    with open_session() as session:
        for guardianship in session.exec(select(m.Guardianship).where(col(m.Guardianship.student_id) == family["zoe"])):
            guardianship.reports = False
    assert client.get(address(family["zoe"])).status_code == 404


def test_a_session_that_has_ended_gives_nothing(client: TestClient, family: dict[str, int], pinned: Pin) -> None:
    pinned("2026-10-05T11:01")
    assert client.get(address(family["zoe"])).status_code == 303


def test_to_open_a_document_keeps_the_session_alive(client: TestClient, family: dict[str, int], pinned: Pin) -> None:
    for moment in ("2026-10-05T10:50", "2026-10-05T11:40", "2026-10-05T12:30"):
        pinned(moment)
        assert client.get(address(family["zoe"])).status_code == 200


def test_a_term_narrows_the_report(client: TestClient, family: dict[str, int]) -> None:
    whole, one = (client.get(address(family["zoe"], "schedule", query)) for query in ("", f"?term={family['second']}"))
    assert "Term 1" in text_of(whole)
    assert "Term 1" not in text_of(one)
    assert "Term 2" in text_of(one)


def test_a_term_of_another_school_is_not_found(client: TestClient, family: dict[str, int]) -> None:
    with open_session() as session:
        other = a_school(session, name="Another")
        foreign = an_id(
            a_term(session, school=other.school, year=other.year, sequence=9, dates=(other.year.starts_on,) * 2)
        )
    assert client.get(address(family["zoe"], "attendance", f"?term={foreign}")).status_code == 404


def test_the_account_chooses_the_language_and_else_the_browser(client: TestClient, family: dict[str, int]) -> None:
    spanish = {"Accept-Language": "es-MX,es;q=0.9"}
    assert "Student Schedule" in text_of(client.get(address(family["zoe"]), headers=spanish))
    with open_session() as session:
        session.get_one(m.Account, family["account"]).locale = ""
    assert "Horario" in text_of(client.get(address(family["zoe"]), headers=spanish))


def test_a_document_is_made_off_the_event_loop_and_never_on_the_threads_that_read_for_pages(
    client: TestClient, family: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    real = route.make_report

    def noting(session: Session, *args, **kwargs):
        threads.append(current_thread().name)
        return real(session, *args, **kwargs)

    monkeypatch.setattr(route, "make_report", noting)
    client.get(address(family["zoe"]))
    assert threads[0].startswith("printing")
    assert threads[0] != main_thread().name


def test_only_reading_gives_a_document(client: TestClient, family: dict[str, int]) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, address(family["zoe"])).headers.get("content-type") != "application/pdf"


def test_a_document_of_an_earlier_year_names_it(client: TestClient, family: dict[str, int]) -> None:
    answer = client.get(address(family["zoe"], "report-card", f"?year={family['earlier']}"))
    assert answer.status_code == 200
    assert "2025-26" in unquote(answer.headers["content-disposition"])
    assert "2025-26" in text_of(answer)


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("year", ["foreign_year", "0", "-1", "x", "1.5", "999999999", "9" * 30])
def test_a_foreign_or_malformed_year_is_the_same_404(
    client: TestClient, family: dict[str, int], report: str, year: str
) -> None:
    answer = client.get(address(family["zoe"], report, f"?year={family.get(year, year)}"))
    assert (answer.status_code, answer.text) == (404, "Not found")


def test_there_is_no_list_of_missing_assignments_of_a_named_year(client: TestClient, family: dict[str, int]) -> None:
    answer = client.get(address(family["zoe"], "missing-assignments", f"?year={family['earlier']}"))
    assert (answer.status_code, answer.text) == (404, "Not found")


def test_a_term_of_another_year_is_the_same_404(client: TestClient, family: dict[str, int]) -> None:
    answer = client.get(address(family["zoe"], "attendance", f"?year={family['earlier']}&term={family['term']}"))
    assert (answer.status_code, answer.text) == (404, "Not found")
