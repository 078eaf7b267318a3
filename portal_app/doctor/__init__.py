"""What `portal doctor` looks at: settings, database, migrations, Redis, pages, mail, clock, disk, permissions,
and the key that second factors hang on.

Each check answers in one line what it found and, when something is wrong, what cures it. None of them changes anything,
and none shows a password: addresses are shown without one.
"""

from sqlalchemy.exc import SQLAlchemyError

from portal_app.doctor import machine, stores
from portal_app.doctor.findings import Check, Finding, Verdict, wrong

__all__ = ["CHECKS", "Finding", "Verdict", "examine"]

CHECKS: dict[str, Check] = {
    "settings": machine.settings_in_force,
    "database": stores.database,
    "migrations": stores.migrations,
    "redis": stores.redis,
    "pages": machine.pages,
    "mail": machine.mail,
    "clock": machine.clock,
    "disk": machine.disk,
    "permissions": machine.permissions,
    "second factor": stores.second_factor,
}
"""The checks by what they are about, in the order of a conversation with an operator."""


def examine() -> list[Finding]:
    """Return what all checks found. A check that can't be made is a finding too."""
    return [finding for about, check in CHECKS.items() for finding in _made(about, check)]


def _made(about: str, check: Check) -> list[Finding]:
    try:
        return list(check())
    except (OSError, SQLAlchemyError) as error:
        fix = "Cure what else is wrong, and ask again."
        return [wrong(about, f"it can't be looked at ({type(error).__name__})", fix)]
