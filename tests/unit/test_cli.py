"""What the command line says when something is wrong: one clear line, exit code 1, and no traceback."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from portal_app.database import make_engine
from portal_app.migrations import downgrade
from portal_app.settings import Settings
from tests.running import ROOT, command_in, environment
from tests.unit.builders import a_school
from tests.unit.oneroster_sources import Source


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder whose database has every table and no row."""
    data = tmp_path_factory.mktemp("migrated")
    assert command_in(data, "migrate").returncode == 0
    return data


@pytest.fixture(scope="module")
def with_a_district(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder whose database holds a district."""
    data = shutil.copytree(migrated, tmp_path_factory.mktemp("district"), dirs_exist_ok=True)
    engine = make_engine(f"sqlite:///{data / 'portal.db'}")
    with Session(engine) as session, session.begin():
        a_school(session)
    engine.dispose()
    return data


def refusal(data: Path, *arguments: str, **settings: str) -> str:
    """Return the one line with which a command refuses."""
    return line_of(command_in(data, *arguments, **settings))


def line_of(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line of a command that has refused."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"PORT": "ninety"}, "PORTAL_PORT"),
        ({"PORT": "99999"}, "PORTAL_PORT"),
        ({"TIME_ZONE": "Mars/Olympus"}, "PORTAL_TIME_ZONE: 'Mars/Olympus' is not a time zone"),
        ({"TIME_ZONE": "America"}, "PORTAL_TIME_ZONE: 'America' is not a time zone"),
        ({"TODAY": "yesterday"}, "PORTAL_TODAY: 'yesterday' is neither a date"),
        ({"DATABASE_URL": "mysql://portal:secret@host/portal"}, "PORTAL_DATABASE_URL: must look like postgresql://"),
        (
            {"DATABASE_URL": "postgresql://portal:secret@host:a/b"},
            "PORTAL_DATABASE_URL: must look like postgresql://",
        ),
        ({"REDIS_URL": "host:6379"}, "PORTAL_REDIS_URL: must look like redis://"),
        ({"SMTP_URL": "mail.example.org"}, "PORTAL_SMTP_URL: must look like smtp://"),
        ({"MAIL_FROM": "The school <office@example.org>"}, "PORTAL_MAIL_FROM"),
        ({"PUBLIC_URL": "https://portal.example.org?x"}, "PORTAL_PUBLIC_URL: must be http(s)://host"),
        ({"PUBLIC_URL": "portal.example.org"}, "PORTAL_PUBLIC_URL: must be http(s)://host"),
        ({"BCRYPT_COST": "4"}, "PORTAL_BCRYPT_COST"),
        ({"PUBLIC_URL": "https://portal.example.org", "TODAY": "2026-10-06"}, "can't be pinned on an https site"),
        ({"WORKERS": "0"}, "PORTAL_WORKERS"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    assert says in refusal(tmp_path, "migrate", **settings)


def test_the_program_itself_refuses_a_wrong_setting_in_one_line(tmp_path: Path) -> None:
    """The other tests run commands in forks of a process that has imported the program already."""
    command = [sys.executable, "-m", "portal_app.cli", "migrate"]
    around = environment(tmp_path, PORT="ninety")
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=300)
    assert "PORTAL_PORT" in line_of(done)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://Portal.Example.org:443/", "https://portal.example.org"),
        ("http://portal.example.org:8080", "http://portal.example.org:8080"),
        ("https://señas.example.org", "https://xn--seas-hqa.example.org"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_the_public_address_is_kept_as_browsers_send_it(typed: str, sent: str) -> None:
    assert Settings(public_url=typed).public_url == sent


def test_a_password_in_the_address_of_a_database_may_hold_any_sign() -> None:
    assert Settings(database_url="postgresql://portal:se/cr+et=@host/portal").database.endswith("@host/portal")


def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "portal.db").write_text("some other file " * 100)
    assert "The database can't be used: file is not a database." in refusal(tmp_path, "account", "list")


def test_a_file_of_the_users_own_is_not_reported_as_the_portals(migrated: Path, tmp_path: Path) -> None:
    line = refusal(migrated, "backup", str(tmp_path / "nowhere" / "copy"))
    assert "nowhere" in line
    assert "PORTAL_DATA_DIR" not in line


def test_several_workers_need_no_redis(tmp_path: Path) -> None:
    assert command_in(tmp_path, "migrate", WORKERS="2").returncode == 0


def test_a_port_in_use_is_named_with_the_fix(tmp_path: Path, taken_port: int) -> None:
    line = refusal(tmp_path, "run", PORT=str(taken_port))
    assert f"Port {taken_port} is in use" in line
    assert "choose another" in line


def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("a file where a folder should be")
    assert str(in_the_way) in refusal(in_the_way / "data", "migrate")


def test_an_unknown_student_is_named(migrated: Path) -> None:
    for command in (("student", "000000", "schedule"), ("key", "issue", "--student", "000000")):
        assert "No student has the number 000000." in refusal(migrated, *command)


def test_a_view_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    assert "schedule" in refusal(tmp_path, "student", "000000", "palm")


def test_without_a_migration_the_fix_is_named(tmp_path: Path) -> None:
    assert "portal migrate" in refusal(tmp_path, "student", "000000", "schedule")


def test_a_second_demonstration_is_refused(with_a_district: Path) -> None:
    assert "holds a district already" in refusal(with_a_district, "demo")


def test_an_import_into_an_empty_data_folder_makes_the_tables_first(tmp_path: Path) -> None:
    source = Source(tmp_path / "source", "v1p1")
    data = tmp_path / "data"
    done = command_in(data, "import", str(source.path))
    assert done.returncode == 0, done.stderr
    assert command_in(data, "import", str(source.path)).stdout.endswith("nothing changed.\n")


def test_an_import_into_tables_of_an_older_version_names_the_backup_and_the_migration(
    migrated: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(migrated, tmp_path / "data")
    engine = make_engine(f"sqlite:///{data / 'portal.db'}")
    downgrade("-1", on=engine)
    engine.dispose()
    line = refusal(data, "import", str(Source(tmp_path / "source", "v1p1").path))
    assert "older version" in line
    assert line.index("portal backup") < line.index("portal migrate")


def test_an_import_into_tables_of_a_newer_version_is_refused(migrated: Path, tmp_path: Path) -> None:
    data = shutil.copytree(migrated, tmp_path / "data")
    engine = make_engine(f"sqlite:///{data / 'portal.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    engine.dispose()
    assert "newer version" in refusal(data, "import", str(Source(tmp_path / "source", "v1p1").path))


def test_without_a_terminal_no_line_of_a_table_is_shortened_or_wrapped(tmp_path: Path) -> None:
    data = tmp_path / ("a folder with a long name " * 5).strip()
    done = command_in(data, "migrate")
    assert done.returncode == 0, done.stderr
    [line] = [line for line in command_in(data, "doctor").stdout.splitlines() if "permissions" in line]
    assert line.endswith(str(data))


def test_usage_lines_name_the_program_as_it_is_installed(tmp_path: Path) -> None:
    for arguments in (("--help",), ("import", "--help"), ("import",)):
        done = command_in(tmp_path, *arguments)
        assert "Usage: portal" in done.stdout + done.stderr
        assert "python -m" not in done.stdout + done.stderr


def test_an_import_that_fails_says_where_and_changes_nothing(migrated: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(ROOT / "tests" / "data" / "edfi", tmp_path / "source"))
    cut_off = source / "MasterSchedule.xml"
    cut_off.write_bytes(cut_off.read_bytes()[:-200])
    done = command_in(migrated, "import", str(source))
    assert done.returncode == 1
    first, where = done.stderr.strip().splitlines()
    assert first == "Nothing was imported."
    assert where.startswith("MasterSchedule.xml, line ")


def test_the_server_refuses_a_port_that_is_in_use(tmp_path: Path, taken_port: int) -> None:
    assert "is in use" in refusal(tmp_path, "serve", PORT=str(taken_port))


@pytest.mark.parametrize(
    "arguments",
    [("event", "post", "--title", "x", "--starts", "9999-12-31"), ("request", "accept", "9" * 23)],
)
def test_what_no_calendar_and_no_database_holds_is_refused_in_one_line(
    with_a_district: Path, arguments: tuple[str, ...]
) -> None:
    assert "too large" in refusal(with_a_district, *arguments)
