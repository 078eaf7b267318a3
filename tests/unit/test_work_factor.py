"""The tests' own work factor: refused wherever a parent's password could be hashed with it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from portal_app.database import engine
from portal_app.domain.accounts import passwords
from portal_app.infrastructure.work_factor import work_factor
from portal_app.settings import SettingsError
from tests.process_state import reset_process_state
from tests.running import command_in
from tests.schema import mark_as_test_database

REFUSED = "PORTAL_TEST_BCRYPT_COST: only for the portal's own tests"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Point a portal that asks for the tests' work factor at an empty database, on SQLite and on PostgreSQL."""
    monkeypatch.setenv("PORTAL_TEST_BCRYPT_COST", "4")
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    if request.param == "postgresql":
        monkeypatch.setenv("PORTAL_DATABASE_URL", request.getfixturevalue("postgresql_url"))
    reset_process_state()


def test_it_is_what_the_operator_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work_factor() == 12
    monkeypatch.setenv("PORTAL_BCRYPT_COST", "11")
    reset_process_state()
    assert work_factor() == 11
    assert passwords.hash_password("lantern otter").startswith("$2b$11$")


def test_a_database_that_the_tests_have_marked_has_it(database: None) -> None:
    mark_as_test_database(engine())
    assert work_factor() == 4
    assert passwords.hash_password("lantern otter").startswith("$2b$04$")
    assert not passwords.is_outdated(passwords.hash_password("lantern otter"))


@pytest.mark.parametrize(
    "hashes",
    [
        lambda: passwords.hash_password("lantern otter"),
        lambda: passwords.verify_nobody("lantern otter"),
        lambda: passwords.is_outdated("$2b$04$"),
    ],
)
def test_nothing_is_hashed_with_it_on_any_other_database(database: None, hashes) -> None:
    with engine().begin() as connection:
        connection.execute(text("CREATE TABLE tests (made_by VARCHAR)"))
    with pytest.raises(SettingsError, match="this database has no table test_database"):
        hashes()


@pytest.mark.parametrize("command", [["serve"], ["run"], ["migrate"], ["demo"], ["account", "list"], ["doctor"]])
def test_every_command_refuses_it_in_one_line_on_any_other_database(tmp_path: Path, command: list[str]) -> None:
    done = command_in(tmp_path, *command, TEST_BCRYPT_COST="4")
    assert done.returncode == 1
    assert done.stderr.strip() == f"{REFUSED}; this database has no table test_database"


@pytest.mark.parametrize(
    "address",
    [
        {"HOST": "0.0.0.0"},
        {"HOST": "::"},
        {"HOST": "192.168.1.7"},
        {"PUBLIC_URL": "https://portal.example.org"},
        {"PUBLIC_URL": "http://localhost.example.org"},
        {"PUBLIC_URL": "http://10.0.0.1:3000"},
    ],
)
@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_portal_that_others_can_reach_refuses_it_even_on_a_database_of_the_tests(
    tmp_path: Path, marked: Path, command: str, address: dict[str, str]
) -> None:
    done = command_in(marked, command, TEST_BCRYPT_COST="4", **address)
    assert done.returncode == 1
    assert done.stderr.strip() == f"{REFUSED}, on a loopback HOST and PUBLIC_URL"


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder whose database is marked."""
    data = tmp_path_factory.mktemp("marked")
    mark_as_test_database(f"sqlite:///{data / 'portal.db'}")
    return data


@pytest.mark.parametrize(
    "address",
    [{"HOST": "127.0.0.1"}, {"HOST": "::1"}, {"HOST": "localhost"}, {"PUBLIC_URL": "http://[::1]:3000"}],
)
def test_a_portal_of_this_machine_alone_accepts_it(marked: Path, address: dict[str, str]) -> None:
    done = command_in(marked, "migrate", TEST_BCRYPT_COST="4", **address)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("cost", ["3", "10", "", "four"])
def test_a_work_factor_that_is_none_of_the_tests_is_refused(marked: Path, cost: str) -> None:
    done = command_in(marked, "migrate", TEST_BCRYPT_COST=cost)
    assert (done.returncode, done.stderr.startswith("PORTAL_TEST_BCRYPT_COST: ")) == (1, True), done.stderr
