"""Backups: of one moment whatever is written meanwhile, private, and taken back only when they are sound."""

import errno
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text, update
from sqlmodel import Session, col, select

from portal_app import backup, database, migrations
from portal_app.backup import postgresql
from portal_app.commands import backup as commands
from portal_app.database import engine, in_session
from portal_app.domain.accounts import sessions
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.domain.refusal import Refused
from portal_app.infrastructure import secret_file
from portal_app.migrations import is_current, migrate
from portal_app.models import Account, District, MessageKind, MessageStatus, Notice, OutboundMessage
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.running import ROOT
from tests.schema import make_tables_by_migrations
from tests.unit.account_builders import a_family, an_account
from tests.unit.builders import an_id


@dataclass(frozen=True)
class Store:
    """A database of the portal in use, and a folder for its backups."""

    kind: str
    folder: Path

    def backup(self, name: str = "portal.backup") -> Path:
        """Return the file of a new backup."""
        file = self.folder / name
        backup.back_up(file)
        return file


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, pinned, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """Yield a database with every table and no row, on SQLite and on PostgreSQL."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("PORTAL_DATABASE_URL", raising=False)
    if request.param == "postgresql":
        monkeypatch.setenv("PORTAL_DATABASE_URL", request.getfixturevalue("migrated_postgresql_url"))
    reset_process_state()
    if request.param == "sqlite":
        make_tables_by_migrations(engine())
    (tmp_path / "backups").mkdir()
    return Store(request.param, tmp_path / "backups")


def restore(file: Path) -> str:
    """Take a backup back with the portal stopped, and return where the old database is kept."""
    engine().dispose()
    return backup.restore(file)


def add_district(session: Session, code: str) -> None:
    session.add(District(name=f"District {code}", code=code))


def districts(session: Session) -> list[str]:
    return sorted(session.exec(select(District.code)))


def test_what_was_backed_up_comes_back_and_what_came_later_is_gone(store: Store) -> None:
    in_session(add_district, "AAA")
    file = store.backup()
    in_session(add_district, "BBB")
    restore(file)
    assert in_session(districts) == ["AAA"]
    assert is_current()


def test_new_rows_are_numbered_on_after_a_restore(store: Store) -> None:
    in_session(add_district, "AAA")
    restore(store.backup())
    in_session(add_district, "BBB")
    assert in_session(districts) == ["AAA", "BBB"]


def test_a_backup_is_for_its_owner_only(store: Store) -> None:
    assert store.backup().stat().st_mode & 0o077 == 0


def test_a_backup_never_writes_over_another_file(store: Store) -> None:
    file = store.backup()
    before = file.read_bytes()
    with pytest.raises(Refused, match="exists already"):
        backup.back_up(file)
    assert file.read_bytes() == before


def test_a_backup_goes_to_a_share_or_stick_that_knows_no_second_names(store: Store, monkeypatch) -> None:
    def refuse(*_names: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    file = store.backup()
    assert file.stat().st_size
    assert [path.name for path in store.folder.iterdir()] == [file.name]


def test_a_backup_that_fails_leaves_no_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(backup.sqlite, "copy", fail)
    monkeypatch.setattr(backup.postgresql, "dump", fail)
    with pytest.raises(OSError, match="disk full"):
        store.backup()
    assert list(store.folder.iterdir()) == []


def test_a_backup_names_the_one_secret_that_it_does_not_hold_and_a_restore_misses_it(store: Store, capsys) -> None:
    in_session(
        lambda session: setattr(
            an_account(session), "totp_secret", f"{secret_file.fingerprint(secret_file.ensure_secret())}.salt"
        )
    )
    file = store.folder / "portal.backup"
    commands.backup(file)
    assert f"It does not hold {secret_file.secret_path()}" in said(capsys)
    assert secret_file.secret_path().read_bytes().strip() not in file.read_bytes()
    engine().dispose()
    secret_file.secret_path().unlink()
    commands.restore(file)
    assert "1 accounts use MFA with a secret that" in said(capsys)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was printed, in one line."""
    return " ".join(capsys.readouterr().out.split())


def test_the_old_database_is_kept(store: Store) -> None:
    in_session(add_district, "AAA")
    file = store.backup()
    in_session(add_district, "BBB")
    kept = restore(file)
    if store.kind == "sqlite":
        with closing(sqlite3.connect(kept)) as old:
            found = [code for (code,) in old.execute("SELECT code FROM district ORDER BY code")]
        assert Path(kept).stat().st_mode & 0o077 == 0
    else:
        with engine().connect() as connection:
            rows = connection.execute(text(f"SELECT code FROM {kept.split()[-1]}.district ORDER BY code"))
            found = list(rows.scalars())
    assert found == ["AAA", "BBB"]


def test_a_backup_after_a_restore_holds_what_the_portal_shows_and_nothing_else(store: Store) -> None:
    in_session(add_district, "AAA")
    first = store.backup("first")
    in_session(add_district, "BBB")
    restore(first)
    second = store.backup("second")
    in_session(add_district, "CCC")
    restore(second)
    assert in_session(districts) == ["AAA"]


def test_a_session_that_ended_after_the_backup_does_not_come_back_to_life(store: Store) -> None:
    in_session(an_account)
    account = in_session(lambda session: session.exec(select(Account.id)).one())
    assert account
    token = in_session(sessions.begin, account, address="", device="")
    file = store.backup()
    in_session(sessions.end, token)
    restore(file)
    assert in_session(sessions.resolve, token) is None


def test_messages_that_waited_when_the_backup_was_made_are_not_sent_after_a_restore(store: Store) -> None:
    def write(session: Session) -> None:
        guardian = an_id(a_family(session))
        for status in (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.SENT):
            queue_for_guardian(session, MessageKind.CONTACT_DECISION, guardian, period=status)
            session.execute(update(OutboundMessage).where(col(OutboundMessage.period) == status).values(status=status))

    in_session(write)
    restore(store.backup())
    found = in_session(lambda session: session.exec(select(OutboundMessage.period, OutboundMessage.status)).all())
    assert dict(found) == {"queued": "suppressed", "sending": "suppressed", "sent": "sent"}


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: _overwritten(data)])
def test_a_damaged_backup_is_refused_and_the_database_is_as_it_was(
    store: Store, damage: Callable[[bytes], bytes]
) -> None:
    for number in range(200):
        in_session(add_district, f"AAA{number:03}")
    file = store.backup()
    file.write_bytes(damage(file.read_bytes()))
    in_session(add_district, "BBB")
    with pytest.raises(Refused):
        restore(file)
    assert len(in_session(districts)) == 201


def _overwritten(data: bytes) -> bytes:
    """Return data in which the middle half is rubbish."""
    quarter = len(data) // 4
    return data[:quarter] + b"\xa5" * (2 * quarter) + data[3 * quarter :]


def test_a_file_that_is_no_backup_is_refused(store: Store) -> None:
    file = store.folder / "letter.txt"
    file.write_text("Dear parents")
    with pytest.raises(Refused, match="not a backup"):
        restore(file)


def test_a_database_that_is_no_portals_is_refused(store: Store) -> None:
    with engine().begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(Refused, match="does not contain a database of the portal"):
        restore(store.backup())


def test_a_backup_of_a_newer_portal_is_refused_and_nothing_has_changed(store: Store) -> None:
    with engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_the_future'"))
    file = store.backup()
    with engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": _head()})
    in_session(add_district, "BBB")
    with pytest.raises(Refused, match="newer version"):
        restore(file)
    assert in_session(districts) == ["BBB"]
    assert is_current()


def _head() -> str:
    """Return the name of the last migration in the tree."""
    return ScriptDirectory(str(ROOT / "alembic")).get_current_head() or ""


def test_a_backup_of_an_older_version_is_restored_and_recognized_as_older(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_session(add_district, "AAA")
    file = store.backup()
    monkeypatch.setattr(migrations, "_known_revisions", lambda: ("of_the_next_version", _head()))
    restore(file)
    assert in_session(districts) == ["AAA"]
    assert not is_current()


def test_while_the_portal_runs_a_restore_is_refused(store: Store) -> None:
    file = store.backup()
    with engine().connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(Refused, match="stop it"):
            backup.restore(file)
    assert is_current()


def test_a_restore_that_breaks_off_leaves_the_database_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    in_session(add_district, "AAA")
    file = store.backup()
    in_session(add_district, "BBB")
    run = postgresql._run

    def break_off(*_: object) -> None:
        raise OSError("No space left on device")

    def fail_at_the_last_step(name: str, where: str | None, *arguments: str) -> str:
        if name == "pg_restore" and where:
            raise Refused("pg_restore failed: no space left on device")
        return run(name, where, *arguments)

    monkeypatch.setattr(backup.sqlite.os, "replace", break_off)
    monkeypatch.setattr(postgresql, "_run", fail_at_the_last_step)
    with pytest.raises((OSError, Refused)):
        restore(file)
    assert in_session(districts) == ["AAA", "BBB"]


def test_a_backup_of_the_other_kind_of_database_is_refused(
    postgresql_url: str, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = database_file / "of-sqlite"
    backup.back_up(file)
    monkeypatch.setenv("PORTAL_DATABASE_URL", postgresql_url)
    settings.cache_clear()
    with pytest.raises(Refused, match="a backup of SQLite"):
        backup.restore(file)


def test_a_missing_program_is_named_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql.shutil, "which", lambda _: None)
    monkeypatch.setattr(postgresql.Path, "glob", lambda *_: iter(()))
    with pytest.raises(Refused, match="apt-get install postgresql-client"):
        postgresql.program("pg_dump")


def test_a_database_password_is_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    def note(command: list[str], *, env: dict[str, str], **_: object) -> object:
        seen.append((command, env))
        return type("Done", (), {"returncode": 0, "stdout": "", "stderr": ""})

    monkeypatch.setattr(postgresql.subprocess, "run", note)
    postgresql.dump("postgresql://portal:s3cret@db.example.org/portal", Path("portal.backup"))
    [(command, environment)] = seen
    assert "s3cret" not in " ".join(command)
    assert "--dbname=postgresql://portal@db.example.org/portal" in command
    assert environment["PGPASSWORD"] == "s3cret"


def test_a_damaged_database_can_be_replaced_and_is_kept_as_it_lies(database_file: Path) -> None:
    migrate(on=_migrated(database_file))
    in_session(add_district, "AAA")
    file = database_file / "portal.backup"
    backup.back_up(file)
    engine().dispose()
    broken = database_file / "portal.db"
    broken.write_bytes(b"not a database at all" * 500)
    kept = Path(backup.restore(file))
    assert in_session(districts) == ["AAA"]
    assert kept.read_bytes().startswith(b"not a database")


def _migrated(folder: Path) -> Engine:
    """Return the engine of a database in the folder that migrations are to make."""
    engine().dispose()
    (folder / "portal.db").unlink()
    engine.cache_clear()
    assert inspect(database.engine()).get_table_names() == []
    return database.engine()


def test_a_backup_under_write_load_is_the_state_of_one_moment(store: Store) -> None:
    """Writers add notices in pairs, one transaction each: a backup that holds half a pair is of no moment."""
    in_session(add_district, "AAA")
    with writers(3):
        files = [store.backup(f"backup{number}") for number in range(4)]
    sizes = []
    for file in files:
        restore(file)
        titles = in_session(lambda session: list(session.exec(select(Notice.title).order_by(col(Notice.title)))))
        assert titles[0::2] == titles[1::2]
        sizes.append(len(titles))
    assert sizes == sorted(sizes)
    assert sizes[-1] > 0


@contextmanager
def writers(count: int) -> Iterator[None]:
    """Have so many threads write pairs of notices during the block; each has written one before it begins."""
    over, begun = threading.Event(), threading.Barrier(count + 1)
    failed: list[BaseException] = []

    def write(name: int) -> None:
        try:
            number = 0
            while not over.is_set():
                in_session(add_pair, f"{name} {number:06}")
                if number == 0:
                    begun.wait(timeout=60)
                number += 1
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=write, args=(name,)) for name in range(count)]
    for thread in threads:
        thread.start()
    begun.wait(timeout=60)
    yield
    over.set()
    for thread in threads:
        thread.join()
    assert failed == []


def add_pair(session: Session, title: str) -> None:
    district = session.exec(select(District.id)).one()
    assert district
    for _ in range(2):
        session.add(Notice(district_id=district, title=title, body="", publish_from=database_now()))
        session.flush()


def database_now():
    from portal_app.clock import now

    return now()
