"""The district of a device: chosen once if there are several, never if there is one."""

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal_app.database import in_session
from portal_app.domain.accounts.districts import find_district, public_district
from portal_app.http.app import http_app
from tests.unit.account_builders import GOOD, an_account
from tests.unit.builders import a_district

OURS = "http://localhost:3000"


def test_a_portal_of_one_district_names_it_and_asks_nothing(session: Session):
    a_district(session, name="Clayton County Schools")
    found = public_district(session, "")
    assert (found.name, found.must_choose, found.is_one_of_many) == ("Clayton County Schools", False, False)


def test_an_empty_portal_asks_nothing(session: Session):
    found = public_district(session, "JPRQQH")
    assert (found.name, found.must_choose) == ("", False)


@pytest.mark.parametrize(("kept", "name"), [("JPRQQH", "Clayton"), ("GRAND1", "Grand Bend")])
def test_of_several_districts_the_one_kept_on_the_device_is_named(session: Session, kept: str, name: str):
    a_district(session, code="JPRQQH", name="Clayton")
    a_district(session, code="GRAND1", name="Grand Bend")
    found = public_district(session, kept)
    assert (found.name, found.must_choose, found.is_one_of_many) == (name, False, True)


@pytest.mark.parametrize("kept", ["", "NOBODY", "' OR 1=1"])
def test_of_several_districts_a_device_that_knows_none_must_choose(session: Session, kept: str):
    a_district(session, code="JPRQQH")
    a_district(session, code="GRAND1", name="Grand Bend")
    found = public_district(session, kept)
    assert (found.name, found.must_choose) == ("", True)


@pytest.mark.parametrize("typed", ["jprqqh", " JPRQQH ", "JPR QQH"])
def test_a_district_id_is_found_as_people_type_it(session: Session, typed: str):
    district = a_district(session, code="JPRQQH")
    assert find_district(session, typed) == district


@pytest.fixture
def client(database_file, outbox, tmp_path) -> TestClient:
    return TestClient(
        http_app(Starlette(), pages=tmp_path), base_url=OURS, headers={"Origin": OURS}, follow_redirects=False
    )


def test_a_chosen_district_is_kept_on_the_device_for_a_year(client: TestClient):
    in_session(a_district, code="JPRQQH")
    answer = client.post("/auth/district", data={"district": "jprqqh"})
    assert answer.headers["location"] == "/sign-in/"
    assert answer.headers["set-cookie"].startswith("portal_district=JPRQQH; HttpOnly; Max-Age=31536000")


def test_an_unknown_district_is_named_as_such(client: TestClient):
    answer = client.post("/auth/district", data={"district": "NOBODY"})
    assert answer.headers["location"] == "/sign-in/?step=district&error=district-unknown"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("installed", "lasts"), [("yes", "Max-Age=43200"), ("", None), ("no", None)])
def test_only_an_app_on_a_home_screen_keeps_its_session_when_it_is_closed(client: TestClient, installed, lasts):
    in_session(an_account)
    answer = client.post("/auth/sign-in", data={"user_name": "Minnie1", "password": GOOD, "installed": installed})
    [session] = [one for one in answer.headers.get_list("set-cookie") if one.startswith("portal_session=")]
    assert ("Max-Age" in session) == bool(lasts)
    assert lasts is None or lasts in session


def test_the_portals_bare_address_leads_home(client: TestClient):
    assert client.get("/").headers["location"] == "/home/"
