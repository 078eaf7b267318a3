"""Backups of PostgreSQL with its own programs: `pg_dump` reads one snapshot, `pg_restore` writes one transaction.

The programs get the password through the environment, because other users of the machine can read command lines. A
restore moves the old tables into a separate schema, which the operator drops when the new ones are fine.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text, update
from sqlalchemy.engine import URL, make_url
from sqlmodel import col

from portal_app.backup.files import unused_name
from portal_app.clock import now
from portal_app.database import make_engine
from portal_app.domain.refusal import Refused
from portal_app.models import MessageStatus, OutboundMessage, SignIn

_END_OF_ROWS = "\\."
_OTHER_CONNECTIONS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


def dump(database: str, file: Path) -> None:
    """Write the database into `file`, which is empty so far.

    Raises:
        Refused: pg_dump is missing, or failed.
    """
    _run("pg_dump", database, "--format=custom", "--no-owner", "--exclude-schema=before_restore_*", f"--file={file}")


def restore(file: Path, database: str, *, check: Callable[[str], None]) -> str:
    """Replace the tables with the dump in `file`; return where the old ones are kept.

    `check` gets the dump's migration first, and raises to stop the restore.
    """
    _run("pg_restore", None, "--file=/dev/null", str(file))  # reads all of it, to find damage first
    check(_revision(file))
    with _moved_aside(database) as kept:
        _run("pg_restore", database, "--no-owner", "--exit-on-error", "--single-transaction", str(file))
        with _connected(database) as connection:
            connection.execute(update(SignIn).where(col(SignIn.ended_at).is_(None)).values(ended_at=now()))
            _empty_mail_queue(connection)
    return f"the schema {kept}"


def _empty_mail_queue(connection: Connection) -> None:
    if inspect(connection).has_table("outboundmessage"):
        waiting = col(OutboundMessage.status).in_([MessageStatus.QUEUED, MessageStatus.SENDING])
        suppressed = {"status": MessageStatus.SUPPRESSED, "last_error": "restored", "finished_at": now()}
        connection.execute(update(OutboundMessage).where(waiting).values(**suppressed))


def _revision(file: Path) -> str:
    """Return the migration of a dump, from its one-row table; empty if there is none."""
    output = _run("pg_restore", None, "--data-only", "--table=alembic_version", "--file=-", str(file))
    lines = iter(output.splitlines())
    found = next((next(lines, "") for line in lines if line.startswith("COPY ")), "")
    return "" if found == _END_OF_ROWS else found


@contextmanager
def _moved_aside(database: str) -> Iterator[str]:
    """Yield the name of the schema with the old tables; if the block fails, they are moved back."""
    kept = unused_name()
    with _connected(database) as connection:
        if connection.scalar(_OTHER_CONNECTIONS):
            raise Refused("The portal, or another program, uses the database: stop it, restore, and start it again.")
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {kept}"))
        connection.execute(text("CREATE SCHEMA public"))
    try:
        yield kept
    except BaseException:
        with _connected(database) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text(f"ALTER SCHEMA {kept} RENAME TO public"))
        raise


@contextmanager
def _connected(database: str) -> Iterator[Connection]:
    engine = make_engine(database)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _run(name: str, database: str | None, *arguments: str) -> str:
    """Run one of PostgreSQL's programs on a database, or on none, and return what it printed.

    Raises:
        Refused: it is not installed, or failed.
    """
    command = [program(name), *arguments]
    environment = dict(os.environ)
    if database:
        address = make_url(database)
        command.append(f"--dbname={_without_password(address)}")
        environment["PGPASSWORD"] = address.password or environment.get("PGPASSWORD", "")
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no error message"])[0]
        raise Refused(f"{name} failed: {reason}")
    return done.stdout


def _without_password(address: URL) -> str:
    plain = URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    )
    return plain.render_as_string(hide_password=False)


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs.

    Raises:
        Refused: it is not installed.
    """
    # Debian has a folder for the programs of each version; the newest can talk to older servers
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise Refused(f"{name} is not installed (on Debian and Ubuntu: apt-get install postgresql-client).")
    return found
