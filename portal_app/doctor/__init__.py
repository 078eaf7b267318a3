"""`portal doctor` checks settings, stores, pages, public address, mail, the machine, and the last backup and import.

Each check reports in one line what it found and, when something is wrong, how to fix it. None of them changes anything,
and URLs are shown without their passwords.
"""

from sqlalchemy.exc import SQLAlchemyError

from portal_app.doctor import address, machine, stores, tasks
from portal_app.doctor.findings import Check, Finding, Verdict, wrong

__all__ = ["CHECKS", "Finding", "Verdict", "examine"]

CHECKS: dict[str, Check] = {
    "settings": machine.settings_in_force,
    "database": stores.database,
    "migrations": stores.migrations,
    "redis": stores.redis,
    "pages": machine.pages,
    "address": address.address,
    "mail": machine.mail,
    "clock": machine.clock,
    "disk": machine.disk,
    "permissions": machine.permissions,
    "mfa": stores.mfa_secret,
    "backup": tasks.backups,
    "import": tasks.imports,
    "rights": stores.rights,
}
"""The checks by subject, in the order in which they are shown."""


def examine() -> list[Finding]:
    """Return the findings of all checks. A check that fails to run is a finding, too."""
    return [finding for about, check in CHECKS.items() for finding in _run(about, check)]


def _run(about: str, check: Check) -> list[Finding]:
    try:
        return list(check())
    except (OSError, SQLAlchemyError) as error:
        fix = "Fix the other problems, and run `portal doctor` again."
        return [wrong(about, f"the check failed ({type(error).__name__})", fix)]
