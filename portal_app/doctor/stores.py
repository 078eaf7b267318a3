"""The database, its tables, Redis, and the MFA secret that belongs to the database."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from portal_app.backup import postgresql
from portal_app.database import engine, in_session
from portal_app.doctor.findings import Finding, good, warning, wrong
from portal_app.domain.accounts import mfa
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.rights import with_access_by_default
from portal_app.infrastructure import throttle
from portal_app.infrastructure.secret_file import secret_path
from portal_app.migrations import is_current, is_known, revision_of, wanted_revision
from portal_app.settings import settings

_REDIS_TIMEOUT = 2  # seconds
OWN_MACHINE = ("localhost", "127.0.0.1", "::1", None)


def database() -> Iterator[Finding]:
    """Check whether the database answers and is not damaged."""
    about, address = "database", _address()
    if not database_is_there():
        yield wrong(about, f"there is none at {address.database}", "Run `portal migrate`, which makes it.")
        return
    where = address.render_as_string(hide_password=True)
    try:
        with engine().connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        yield wrong(about, *_why_not(where, error))
        return
    yield good(about, f"{where} answers")
    yield from _sqlite_file(about) if _is_sqlite() else _backup_programs(about)


def _why_not(where: str, error: SQLAlchemyError) -> tuple[str, str]:
    """Return why a database can't be used, and the fix. PostgreSQL explains a refused connection in words only."""
    words = str(getattr(error, "orig", error))
    refusal = re.search(r"FATAL:\s+(.*)", words)
    if not refusal:
        return f"{where} does not answer", "Start it, and correct PORTAL_DATABASE_URL if it has moved."
    reason = refusal[1].strip()
    if "password" in reason:
        return f"{where} refuses the password", "Correct the password in PORTAL_DATABASE_URL."
    if "database" in reason and "does not exist" in reason:
        make = f"createdb --owner={_address().username} {_address().database}"
        return f"{where} has no such database", f"Make it ({make}), or correct its name in PORTAL_DATABASE_URL."
    return f"{where} refuses the connection: {reason}", "Correct PORTAL_DATABASE_URL, or the server's pg_hba.conf."


def database_is_there() -> bool:
    """Return whether a connection would find a database, rather than make an empty file."""
    return not _is_sqlite() or Path(_address().database or "").exists()


def tables_are_current() -> bool:
    """Return whether the database answers and has the tables of this version."""
    try:
        return database_is_there() and is_current()
    except SQLAlchemyError:
        return False


def _address() -> URL:
    return make_url(settings().database)


def _is_sqlite() -> bool:
    return _address().get_backend_name() == "sqlite"


def _sqlite_file(about: str) -> Iterator[Finding]:
    with engine().connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        yield wrong(about, f"the file is damaged: {found}", "Stop the portal and run `portal restore` with a backup.")


def _backup_programs(about: str) -> Iterator[Finding]:
    try:
        for name in ("pg_dump", "pg_restore"):
            postgresql.program(name)
    except Refused as refused:
        yield warning(about, "no backup can be made from this machine", str(refused))


def migrations() -> Iterator[Finding]:
    """Check whether the tables are those of this version."""
    about = "migrations"
    if not database_is_there():
        return
    with engine().connect() as connection:
        revision = revision_of(connection)
    if revision == wanted_revision():
        yield good(about, f"the tables are those of this version ({revision})")
    elif is_known(revision):
        yield wrong(about, "the tables are of an older version", "Stop the portal and run `portal migrate`.")
    else:
        yield wrong(about, "the tables are of a newer version", "Install that version of the portal again.")


def rights() -> Iterator[Finding]:
    """Say how many guardians have access although no source gives them rights."""
    about = "rights"
    if not tables_are_current():
        return
    count = in_session(with_access_by_default)
    if not count:
        yield good(about, "every guardian's access comes from the school's records or staff")
        return
    found = f"{count:,} guardians have access because the source says nothing about rights"
    yield warning(
        about, found, "Import portalRights.csv, or set PORTAL_DEFAULT_RIGHTS, if not all parents may see all."
    )


def redis() -> Iterator[Finding]:
    """Check whether Redis answers, if one is set, and requires a password."""
    about, address = "redis", urlsplit(settings().redis_url)
    if not settings().redis_url:
        yield good(about, "none is set: the workers of one machine need none")
        return
    if throttle.store_is_available():
        yield good(about, f"{address.hostname} answers")
    elif _refuses_password():
        yield wrong(about, f"{address.hostname} refuses the password", "Correct the password in PORTAL_REDIS_URL.")
    else:
        yield wrong(
            about, f"{address.hostname} does not answer", "Start it, and correct PORTAL_REDIS_URL if it changed."
        )
    if not address.password and address.hostname not in OWN_MACHINE:
        fix = "Give it one, keep it on a private network, and name it in PORTAL_REDIS_URL."
        yield wrong(about, "it holds what parents look at, and requires no password", fix)


def _refuses_password() -> bool:
    try:
        with Redis.from_url(settings().redis_url, socket_timeout=_REDIS_TIMEOUT) as connection:
            connection.ping()
    except AuthenticationError:
        return True
    except RedisError as error:
        return "NOAUTH" in str(error)
    return False


def mfa_secret() -> Iterator[Finding]:
    """Check whether the secret file is the one that the accounts' MFA was set up with."""
    about = "mfa"
    if not tables_are_current():
        return
    accounts, unverifiable = in_session(mfa.count_unverifiable)
    if unverifiable:
        fix = "Restore your copy of the file; without a copy, run `portal account reset-mfa` for each account."
        found = f"{unverifiable} of {accounts} accounts can't sign in: {secret_path()} does not hold their secret"
        yield wrong(about, found, fix)
    elif accounts:
        yield good(about, f"{accounts} accounts use it; no backup holds {secret_path()}, so keep a copy elsewhere")
    else:
        yield good(about, "no account uses it")
