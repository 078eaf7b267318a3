"""`/calendar/<secret>.ics` over HTTP: the response, its caching, and what is the same 404."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal_app.database import open_session
from portal_app.domain.access import Viewer
from portal_app.domain.calendar import subscriptions
from portal_app.domain.calendar.subscriptions import NewSubscription, create_subscription, revoke_subscription
from portal_app.domain.changes.feed import record_change
from portal_app.http import calendar
from portal_app.http.calendar import ROUTES
from portal_app.models import Assignment, Student, Subject
from tests.unit.builders import a_guardian, a_school, a_section, a_student, a_viewer, an_id
from tests.unit.record_builders import an_assignment


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A calendar program, which is refused without a delay."""
    monkeypatch.setattr(calendar, "REFUSE_AFTER", 0.0)
    with TestClient(Starlette(routes=ROUTES)) as client:
        yield client


@pytest.fixture
def feed(database_file: object) -> NewSubscription:
    """An address with one assignment behind it, whose guardian revokes it with `revoke`."""
    with open_session() as session:
        babb = a_school(session)
        math = a_section(session, at=babb)
        greg = a_student(session, at=babb, takes=[math])
        an_assignment(session, math, at=babb, due_on=date(2026, 10, 9))
        return create_subscription(session, a_viewer(session, a_guardian(session, of=greg)), [an_id(greg)])


def path(feed: NewSubscription) -> str:
    """Return the path of an address."""
    return feed.address.removeprefix("http://localhost:3000")


def test_a_live_address_gives_a_calendar_that_only_its_owner_may_keep(
    client: TestClient, feed: NewSubscription
) -> None:
    """And asks again each time; search engines have no business here."""
    answer = client.get(path(feed))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "SUMMARY:Due: Fractions (Mathematics 6)" in answer.text


def test_an_address_in_a_loop_is_told_to_wait_and_another_one_is_served(
    client: TestClient, feed: NewSubscription
) -> None:
    answers = [client.get(path(feed)) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[-1].headers["retry-after"] == "600"
    with open_session() as session:
        other = create_subscription(session, *another_family(session))
    assert client.get(path(other)).status_code == 200


def test_guessing_addresses_is_slowed_down(client: TestClient, feed: NewSubscription) -> None:
    answers = [client.get(f"/calendar/{n}.ics").status_code for n in range(61)]
    assert answers == [404] * 60 + [429]
    assert client.get(path(feed)).status_code == 200


def test_an_unchanged_calendar_is_not_made_again(
    client: TestClient, feed: NewSubscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = client.get(path(feed)).headers["etag"]
    monkeypatch.setattr(subscriptions, "calendar_file", lambda *_, **__: pytest.fail("the document was made again"))
    assert client.get(path(feed), headers={"If-None-Match": etag}).status_code == 304
    assert client.get(path(feed)).headers["etag"] == etag


def another_family(session: Session) -> tuple[Viewer, list[int]]:
    """Write a child of another guardian."""
    marcia = a_student(session, at=a_school(session, name="Other"), first_name="Marcia")
    return a_viewer(session, a_guardian(session, of=marcia)), [an_id(marcia)]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
def test_a_program_that_has_it_gets_304_without_a_body(client: TestClient, feed: NewSubscription, form: str) -> None:
    """Strong, weak, in a list, or any: RFC 9110, 13.1.2."""
    etag = client.get(path(feed)).headers["etag"]
    answer = client.get(path(feed), headers={"If-None-Match": form.format(etag)})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("header", ["", '"other"', "W/"])
def test_a_program_that_has_something_else_gets_the_calendar(
    client: TestClient, feed: NewSubscription, header: str
) -> None:
    """All of it."""
    assert client.get(path(feed), headers={"If-None-Match": header}).status_code == 200


def test_a_changed_calendar_has_a_new_tag(client: TestClient, feed: NewSubscription) -> None:
    """The old one no longer saves the download."""
    etag = client.get(path(feed)).headers["etag"]
    with open_session() as session:
        session.get_one(Assignment, 1).name = "Decimals"
        record_change(session, Subject.SCHEDULE, student_id=session.exec(select(Student.id)).one())
    answer = client.get(path(feed), headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer.headers["etag"] != etag


def test_head_says_the_same_without_the_body(client: TestClient, feed: NewSubscription) -> None:
    """Some programs look first."""
    answer, looked = client.get(path(feed)), client.head(path(feed))
    assert (looked.status_code, looked.content) == (200, b"")
    assert looked.headers["etag"] == answer.headers["etag"]


def test_whatever_is_no_live_address_is_the_same_404(client: TestClient, feed: NewSubscription) -> None:
    """Revoked, unknown, nonsense; with a tag or without."""
    etag = client.get(path(feed)).headers["etag"]
    with open_session() as session:
        revoke_subscription(session, Viewer(guardian_id=1, account_id=1, sign_in_id=1), feed.id)
    unknown = "/calendar/" + "A" * 43 + ".ics"
    answers = [
        client.get(address, headers=headers)
        for address in (path(feed), unknown, "/calendar/%00%ff.ics")
        for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"})
    ]
    seen = {(a.status_code, a.text, tuple(sorted(a.headers.keys()))) for a in answers}
    assert len(seen) == 1
    assert answers[0].status_code == 404


def test_nothing_but_reading_is_allowed(client: TestClient, feed: NewSubscription) -> None:
    """And the secret is no directory."""
    assert client.post(path(feed)).status_code == 405
    assert client.get(path(feed) + "/x").status_code == 404
