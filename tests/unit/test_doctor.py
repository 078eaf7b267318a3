"""`portal doctor` finds each problem and says how to fix it, and reports nothing else."""

import os
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from portal_app import build
from portal_app.database import engine, in_session
from portal_app.doctor import CHECKS, Finding, Verdict, examine, machine
from portal_app.infrastructure import secret_file, throttle
from portal_app.migrations import migrate, take_back
from portal_app.models import Change, Subject
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.running import command_in, free_port
from tests.unit.account_builders import an_account

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
    take_back("-1")
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


def test_a_mail_servers_refusal_is_reported_by_its_code_and_never_by_what_it_repeats(
    sets: Sets, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def refuse(_address: str) -> Iterator[None]:
        raise smtplib.SMTPAuthenticationError(535, b"bad password s3cret")
        yield

    sets(SMTP_URL="smtp://office:s3cret@mail.example.org")
    monkeypatch.setattr(machine, "mail_server", refuse)
    assert "535" in found("mail").found
    assert "s3cret" not in found("mail").found


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
