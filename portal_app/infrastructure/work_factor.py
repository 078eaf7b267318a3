"""The work factor of password hashes: `PORTAL_BCRYPT_COST`, or less for the portal's own tests.

The tests sign in some hundred times; at the lowest work factor that an operator may choose, hashing took a good part of
their time. `PORTAL_TEST_BCRYPT_COST` must never reach a parent's password. It is refused unless the portal listens and
is reached on this machine only (`settings.py`), and unless the database has the table `test_database`. The tests make
it with a statement of their own; no migration and no command does.
"""

from functools import lru_cache

from sqlalchemy import Engine, inspect

from portal_app.database import engine
from portal_app.settings import SettingsError, settings

MARK = "test_database"
"""The table that only a database of the tests has."""


def work_factor() -> int:
    """Return bcrypt's cost for new hashes.

    Raises:
        SettingsError: it is the tests' own, and the database is not.
    """
    cost = settings().test_bcrypt_cost
    if cost is None:
        return settings().bcrypt_cost
    if not _is_marked(engine()):
        raise SettingsError(
            f"PORTAL_TEST_BCRYPT_COST: only for the portal's own tests; this database has no table {MARK}"
        )
    return cost


@lru_cache(maxsize=1)
def _is_marked(of: Engine) -> bool:
    return inspect(of).has_table(MARK)
