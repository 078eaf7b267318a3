"""`portal doctor` finds each problem and says how to fix it, and reports nothing else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from portal_app import build
from portal_app.database import engine, in_session
from portal_app.doctor import CHECKS, Finding, Verdict, examine, machine
from portal_app.infrastructure import secret_file, throttle
from portal_app.infrastructure.last_run import Task, last_run, record_run
from portal_app.migrations import downgrade, migrate
from portal_app.models import Change, Subject
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.running import command_in, free_port
from tests.servers import PostgreSQL
from tests.unit.account_builders import an_account
from tests.unit.oneroster_sources import Source
from tests.unit.smtp_server import running_mail_server

Sets = Callable[..., None]


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sets:
    """Set PORTAL_* variables as the operator has them; nothing else is set but a data folder of the test's own."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(build, "is_current", lambda: True)

    def sets(**chosen: str) -> None:
        for name, value in {"DATA_DIR": str(tmp_path / "data"), **chosen}.items():
            monkeypatch.setenv(f"PORTAL_{name}", value)
        reset_process_state()

    sets()
    return sets


def found(about: str, *, verdict: Verdict = Verdict.WRONG) -> Finding:
    """Return the one finding of this kind about something."""
    [finding] = [finding for finding in examine() if finding.about == about and finding.verdict is verdict]
    return finding


def test_on_a_well_kept_machine_nothing_is_wrong(sets: Sets) -> None:
    migrate()
    findings = examine()
    assert [finding for finding in findings if finding.verdict is Verdict.WRONG] == []
    assert {finding.about for finding in findings} == set(CHECKS)


def test_every_finding_that_is_not_good_says_how_to_fix_it(sets: Sets) -> None:
    sets(PUBLIC_URL="http://portal.example.org", REDIS_URL=f"redis://203.0.113.1:{free_port()}", TODAY="2026-10-06")
    findings = examine()
    assert all(bool(finding.fix) == (finding.verdict is not Verdict.GOOD) for finding in findings)


def test_without_a_database_it_says_so_and_makes_none(sets: Sets, tmp_path: Path) -> None:
    assert "portal migrate" in found("database").fix
    assert not (tmp_path / "data").exists()


def test_a_database_server_that_is_away_is_named_without_its_password(sets: Sets) -> None:
    sets(DATABASE_URL=f"postgresql://portal:s3cret@127.0.0.1:{free_port()}/portal")
    finding = found("database")
    assert "does not answer" in finding.found
    assert "s3cret" not in "".join(one.found + one.fix for one in examine())


def test_a_damaged_database_is_found(sets: Sets, tmp_path: Path) -> None:
    migrate()
    with engine().connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine().dispose()
    file = tmp_path / "data" / "portal.db"
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    file.write_bytes(content)
    assert "damaged" in found("database").found or "the check failed" in found("database").found


def test_older_tables_are_found(sets: Sets) -> None:
    migrate()
    downgrade("-1")
    assert "portal migrate" in found("migrations").fix


def test_tables_of_a_newer_version_are_found(sets: Sets) -> None:
    migrate()
    with engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    assert "newer" in found("migrations").found


def test_a_public_address_without_tls_is_found(sets: Sets) -> None:
    sets(PUBLIC_URL="http://portal.example.org")
    assert "unencrypted" in found("settings").found


def test_a_misspelt_setting_is_found(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SMPT_URL", "smtp://mail.example.org")
    assert "PORTAL_SMPT_URL" in found("settings").found


def test_a_redis_that_is_away_is_found(sets: Sets) -> None:
    sets(REDIS_URL=f"redis://127.0.0.1:{free_port()}")
    assert "does not answer" in found("redis").found


def test_a_redis_that_answers_is_well(sets: Sets, redis_url: str) -> None:
    sets(REDIS_URL=redis_url)
    assert "answers" in found("redis", verdict=Verdict.GOOD).found


def test_a_redis_elsewhere_without_a_password_is_found(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    sets(REDIS_URL="redis://redis.example.org")
    monkeypatch.setattr(throttle, "store_is_available", lambda: True)
    assert "no password" in found("redis").found


def test_pages_of_other_sources_are_found(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "is_current", lambda: False)
    assert "make build" in found("pages").fix


def test_a_mail_server_that_is_away_is_found(sets: Sets) -> None:
    sets(SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    assert "accepts no mail" in found("mail").found


def test_a_mail_servers_refusal_is_reported_by_its_code_and_never_by_what_it_repeats(sets: Sets) -> None:
    with running_mail_server(refuses_password="535 bad password s3cret") as server:
        sets(SMTP_URL=server.url.replace("smtp://", "smtp://office:s3cret@"))
        assert "535" in found("mail").found
        assert "s3cret" not in found("mail").found


def test_a_mail_server_that_accepts_mail_is_well(sets: Sets) -> None:
    with running_mail_server() as server:
        sets(SMTP_URL=server.url)
        assert "accepts mail" in found("mail", verdict=Verdict.GOOD).found


def test_a_pinned_clock_is_reported(sets: Sets) -> None:
    sets(TODAY="2026-10-06")
    assert "PORTAL_TODAY" in found("clock", verdict=Verdict.WARNING).fix


def test_a_clock_that_runs_behind_the_database_is_found(sets: Sets) -> None:
    migrate()
    tomorrow = "2126-01-01 00:00:00.000000"
    with engine().begin() as connection:
        connection.execute(insert(Change).values(subject=Subject.NOTICE, at=_moment(tomorrow)))
    assert "in the future" in found("clock").found


def _moment(words: str):
    from datetime import UTC, datetime

    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def test_a_full_disk_is_found(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(machine.shutil.disk_usage("/"))(100, 99, 1)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage)
    assert "free" in found("disk").found


def test_files_that_others_may_read_are_found(sets: Sets, tmp_path: Path) -> None:
    migrate()
    (tmp_path / "data" / "portal.db").chmod(0o644)
    finding = found("permissions")
    assert "others on this machine" in finding.found
    assert str(tmp_path / "data" / "portal.db") in finding.fix


def test_an_mfa_secret_that_others_may_read_is_found(sets: Sets) -> None:
    migrate()
    secret_file.ensure_secret()
    secret_file.secret_path().chmod(0o640)
    assert str(secret_file.secret_path()) in found("permissions").fix


@pytest.mark.parametrize("lose", [lambda path: path.unlink(), lambda path: path.write_text("ab" * 32)])
def test_accounts_whose_mfa_secret_is_lost_are_counted(sets: Sets, lose: Callable[[Path], object]) -> None:
    migrate()
    assert "no account" in found("mfa", verdict=Verdict.GOOD).found
    in_session(has_mfa)
    assert "keep a copy" in found("mfa", verdict=Verdict.GOOD).found
    lose(secret_file.secret_path())
    finding = found("mfa")
    assert "1 of 1 accounts" in finding.found
    assert "portal account reset-mfa" in finding.fix


def has_mfa(session: Session) -> None:
    """Write an account that uses MFA with the current secret file."""
    an_account(session).totp_secret = f"{secret_file.fingerprint(secret_file.ensure_secret())}.a-salt"


def test_a_check_that_fails_unforeseen_is_a_finding(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: Path) -> None:
        raise PermissionError("not allowed")

    monkeypatch.setattr(machine.shutil, "disk_usage", fail)
    assert "the check failed" in found("disk").found


def test_the_command_ends_with_one_when_something_is_wrong_and_with_nought_otherwise(tmp_path: Path) -> None:
    sick = command_in(tmp_path, "doctor")
    assert (sick.returncode, "portal migrate" in sick.stdout) == (1, True), sick.stdout + sick.stderr
    assert "Traceback" not in sick.stderr


def test_the_checks_change_nothing(sets: Sets) -> None:
    migrate()
    engine().dispose()  # folds the log into the file
    before = {path.name: path.read_bytes() for path in settings().data_dir.iterdir()}
    examine()
    engine().dispose()
    assert {path.name: path.read_bytes() for path in settings().data_dir.iterdir()} == before


def test_a_redis_with_another_password_is_found_until_it_is_corrected(sets: Sets, redis_url: str) -> None:
    sets(REDIS_URL=redis_url.replace("of-the-tests", "wr0ng"))
    assert "refuses the password" in found("redis").found
    sets(REDIS_URL=redis_url.replace(":of-the-tests@", ""))
    assert "refuses the password" in found("redis").found
    sets(REDIS_URL=redis_url)
    assert "answers" in found("redis", verdict=Verdict.GOOD).found


@pytest.mark.slow
def test_a_database_that_does_not_exist_is_found_until_it_is_made(
    sets: Sets, postgresql_server: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets(DATABASE_URL=f"{postgresql_server.url}/not_there_yet")
    finding = found("database")
    assert "no such database" in finding.found
    assert "createdb --owner=portal not_there_yet" in finding.fix
    postgresql_server.create("not_there_yet")
    reset_process_state()
    assert "answers" in found("database", verdict=Verdict.GOOD).found
    reset_process_state()
    postgresql_server.drop("not_there_yet")


@pytest.mark.slow
def test_a_wrong_password_of_the_database_is_found_until_it_is_corrected(
    sets: Sets, postgresql_server: PostgreSQL
) -> None:
    address = postgresql_server.create_with_password("guarded", "right")
    sets(DATABASE_URL=address.replace(":right@", ":wr0ng@"))
    assert "refuses the password" in found("database").found
    assert "wr0ng" not in "".join(one.found + one.fix for one in examine())
    sets(DATABASE_URL=address)
    assert "answers" in found("database", verdict=Verdict.GOOD).found
    reset_process_state()
    postgresql_server.drop("guarded")


def test_a_read_only_file_system_is_found(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate()
    flags = os.statvfs(settings().data_dir)
    read_only = type(flags)((*flags[:8], flags.f_flag | os.ST_RDONLY, flags.f_namemax))
    monkeypatch.setattr(machine.os, "statvfs", lambda _: read_only)
    assert "read-only" in found("permissions").found
    monkeypatch.undo()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_account_is_found_until_it_is_given_back(sets: Sets, tmp_path: Path) -> None:
    """`portal migrate` was run as root: the service can't write its database."""
    migrate()
    folder = tmp_path / "data"
    os.chown(folder / "portal.db", 65534, 65534)
    finding = found("permissions")
    assert "portal.db does not belong to root" in finding.found
    assert f"chown -R root {folder}" in finding.fix
    os.chown(folder / "portal.db", 0, 0)
    assert "only the portal's account" in found("permissions", verdict=Verdict.GOOD).found


def test_the_age_of_the_last_backup_and_import_is_reported(sets: Sets, monkeypatch: pytest.MonkeyPatch) -> None:
    sets(TODAY="2026-10-05T10:00")
    migrate()
    assert "portal backup" in found("backup", verdict=Verdict.WARNING).fix
    assert "portal import" in found("import", verdict=Verdict.WARNING).fix
    record_run(Task.BACKUP)
    record_run(Task.IMPORT)
    assert "2026-10-05 at 10:00" in found("backup", verdict=Verdict.GOOD).found
    sets(TODAY="2026-10-08T10:00")
    assert "2026-10-05 at 10:00" in found("backup", verdict=Verdict.WARNING).found
    assert "2026-10-05 at 10:00" in found("import", verdict=Verdict.GOOD).found
    sets(TODAY="2026-10-13T10:00")
    assert "old data" in found("import", verdict=Verdict.WARNING).fix


def test_a_backup_and_an_import_are_noted_when_they_have_succeeded(sets: Sets, tmp_path: Path) -> None:
    data = tmp_path / "data"
    source = Source(tmp_path / "source", "v1p1")
    assert command_in(data, "import", str(source.path), "--dry-run").returncode == 0
    assert last_run(Task.IMPORT) is None
    assert command_in(data, "import", str(source.path)).returncode == 0
    assert last_run(Task.IMPORT) is not None
    assert last_run(Task.BACKUP) is None
    assert command_in(data, "backup", str(tmp_path / "copy")).returncode == 0
    assert last_run(Task.BACKUP) is not None
