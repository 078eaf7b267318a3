"""Settings, built pages, mail, clock, disk, and who may read the files."""

import os
import pwd
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, select, text
from sqlmodel import col

from portal_app import build
from portal_app.clock import local, now
from portal_app.database import engine, in_session
from portal_app.doctor.findings import Finding, good, warning, wrong
from portal_app.doctor.stores import OWN_MACHINE, tables_are_current
from portal_app.domain.staff.mail import queue_health
from portal_app.infrastructure.smtp import ServerUnavailable, SmtpConnection
from portal_app.models import Change
from portal_app.settings import Settings, settings

_MIN_FREE = 1.0  # GB
_MAX_CLOCK_DIFFERENCE = timedelta(seconds=5)
_SHOWN = 3
_NOT_SETTINGS = {"PORTAL_CHROMIUM", "PORTAL_TEST_CLUSTER"}  # of the tests


def settings_in_force() -> Iterator[Finding]:
    """Check for settings that are valid but unsafe on a real site. Invalid settings stop every command."""
    about, chosen = "settings", settings()
    yield good(about, f"parents type {chosen.public_url}, and the server listens on {chosen.host}:{chosen.port}")
    if not chosen.secure and urlsplit(chosen.public_url).hostname not in OWN_MACHINE:
        fix = "Put a proxy with TLS in front, and set PORTAL_PUBLIC_URL to the https address."
        yield wrong(about, "passwords travel unencrypted: the public address is not https", fix)
    if chosen.secure and not chosen.trusted_proxy_hops:
        fix = "Set PORTAL_TRUSTED_PROXY_HOPS to the number of proxies: limits and logs need parents' own addresses."
        yield warning(about, "an https site without a trusted proxy", fix)
    known = {f"PORTAL_{name.upper()}" for name in Settings.model_fields} | _NOT_SETTINGS
    for name in sorted(name for name in os.environ if name.startswith("PORTAL_") and name not in known):
        yield wrong(about, f"{name} is no setting", "Correct its name, or unset it: docs/settings.md lists them all.")


def pages() -> Iterator[Finding]:
    """Check whether the built pages are those of this version."""
    if build.is_current():
        yield good("pages", "built from these sources")
    else:
        yield wrong("pages", "not built, or built from other sources", "Run `make build`.")


def mail() -> Iterator[Finding]:
    """Check whether the mail server accepts messages, and whether the mail queue moves."""
    about, chosen = "mail", settings()
    if not chosen.smtp_url:
        written = sum(1 for _ in chosen.outbox.glob("*.eml"))
        fix = "Set PORTAL_SMTP_URL and PORTAL_MAIL_FROM, so that keys and warnings reach parents."
        yield warning(about, f"there is no mail server; {written} messages are in {chosen.outbox}", fix)
    else:
        host, problem = urlsplit(chosen.smtp_url).hostname, _problem_with_mail(chosen.smtp_url)
        if problem:
            fix = "Correct PORTAL_SMTP_URL, or start the mail server."
            yield wrong(about, f"{host} accepts no mail: {problem}", fix)
        else:
            yield good(about, f"{host} accepts mail from {chosen.mail_from}")
    if tables_are_current():
        yield from _mail_queue(about)


def _mail_queue(about: str) -> Iterator[Finding]:
    health = in_session(queue_health)
    if health.overdue:
        fix = "Run `portal mail deliver` as a service, or set PORTAL_DELIVER_MAIL=true for `portal serve`."
        yield warning(about, f"{health.overdue} messages have been due for more than an hour", fix)
    if health.failed:
        fix = "`portal mail list --status failed` names them."
        yield warning(about, f"{health.failed} messages failed in the last seven days", fix)
    if health.bouncing:
        fix = "`portal mail bouncing` lists them: ask the families for another address."
        yield warning(about, f"{health.bouncing} addresses reject mail", fix)


def _problem_with_mail(address: str) -> str:
    connection = SmtpConnection(address)
    try:
        connection.check()
    except ServerUnavailable as unavailable:
        reason = unavailable.reason
        return f"it answers with code {reason}" if reason.isdigit() else reason
    finally:
        connection.close()
    return ""


def clock() -> Iterator[Finding]:
    """Check whether the clock runs, and agrees with the database's."""
    about, chosen = "clock", settings()
    if chosen.today is not None:
        fix = "Unset PORTAL_TODAY outside of demonstrations."
        yield warning(about, f"it is pinned to {local(now()):%Y-%m-%d %H:%M}", fix)
        return
    yield good(about, f"it is {local(now()):%Y-%m-%d %H:%M} in {chosen.time_zone}")
    if tables_are_current():
        yield from _database_clock(about)


def _database_clock(about: str) -> Iterator[Finding]:
    with engine().connect() as connection:
        is_elsewhere = connection.dialect.name == "postgresql"
        theirs = connection.execute(text("SELECT now()")).scalar_one() if is_elsewhere else now()
        last = connection.execute(select(func.max(col(Change.at)))).scalar()
    apart = abs(theirs - now())
    if apart > _MAX_CLOCK_DIFFERENCE:
        fix = "Let both machines keep time by NTP (on Debian: apt-get install systemd-timesyncd)."
        yield wrong(about, f"the database's clock is {apart.total_seconds():,.0f} seconds apart", fix)
    if last and last > now() + _MAX_CLOCK_DIFFERENCE:
        fix = "Set the machine's clock: sessions and keys expire by it."
        yield wrong(about, f"the database holds changes of {local(last):%Y-%m-%d %H:%M}, which is in the future", fix)


def disk() -> Iterator[Finding]:
    """Check whether the disk has room for the database to grow."""
    folder = next(path for path in (settings().data_dir, *settings().data_dir.absolute().parents) if path.exists())
    free = shutil.disk_usage(folder).free / 1e9
    if free < _MIN_FREE:
        yield wrong("disk", f"{free:.1f} GB free at {folder}", "Make room: on a full disk nobody can sign in.")
    else:
        yield good("disk", f"{free:,.0f} GB free at {folder}")


def _why_unwritable(folder: Path, files: list[Path]) -> Finding | None:
    """Return why the portal can't write its data folder or a file in it; None: it can."""
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        fix = "Mount it for writing, or name another folder in PORTAL_DATA_DIR (with systemd: StateDirectory=)."
        return wrong("permissions", f"{folder} is on a read-only file system", fix)
    owner = folder.stat().st_uid
    foreign = [path for path in files if path.stat().st_uid != owner]
    if foreign:
        fix = f"chown -R {_account(owner)} {folder} (run `portal` as that account, never as root)"
        return wrong("permissions", f"{foreign[0].name} does not belong to {_account(owner)}, as its folder does", fix)
    if not os.access(folder, os.W_OK | os.X_OK):
        fix = f"Run `portal` as {_account(owner)}, or give the folder to the portal's account: chown -R portal {folder}"
        return wrong("permissions", f"{folder} belongs to {_account(owner)} and can't be written", fix)
    return None


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def permissions() -> Iterator[Finding]:
    """Check whether the portal can write its files and nobody else can read them."""
    about, folder = "permissions", settings().data_dir
    if not folder.exists():
        yield warning(about, f"{folder} is not there yet", "Run `portal migrate`, which makes it.")
        return
    files = sorted([*folder.glob("*.db*"), *folder.glob("*.key"), *folder.glob("outbox/*.eml")])
    if problem := _why_unwritable(folder, files):
        yield problem
    seen = [path for path in files if path.stat().st_mode & 0o077]
    if seen:
        fix = f"chmod go= {' '.join(map(str, seen[:_SHOWN]))}" + (" ..." if len(seen) > _SHOWN else "")
        yield wrong(about, f"others on this machine may read records and secrets ({len(seen)} files)", fix)
    else:
        yield good(about, f"only the portal's account may read the {len(files)} files in {folder}")
