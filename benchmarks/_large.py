"""The large district of `benchmarks/load.py`: generated once, and kept in the temporary folder for the next run."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from portal_app.demo.large import LARGE_PASSWORD
from portal_app.domain.accounts.passwords import hash_password
from portal_app.settings import settings
from tests.running import ROOT, environment

DATE = "2026-10-28T17:00"
"""The evening of report-card day: two days before the term ends."""


def large_district(students: int, assignments: int) -> Path:
    """Return a data folder with a district of so many students; takes minutes the first time."""
    kept = Path(tempfile.gettempdir()) / f"portal-district-{students}-{assignments}-{_version()}"
    if kept.exists():
        return kept
    print(f"Making a district of {students:,} students ({kept}) ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="portal-district-", dir=kept.parent) as name:
        data = Path(name) / "data"
        data.mkdir()
        for command in (["migrate"], ["demo", "--students", str(students), "--assignments", str(assignments)]):
            program = [sys.executable, "-m", "portal_app.cli", *command]
            subprocess.run(program, cwd=ROOT, env=environment(data, TODAY=DATE), stdout=subprocess.DEVNULL, check=True)
        shutil.move(data, kept)
    return kept


class LargeCopy:
    """A copy of the district's database, to be written to, whose passwords are hashed at this cost."""

    def __init__(self, folder: Path, kept: Path, *, cost: int) -> None:
        self.folder = folder
        shutil.copy(kept / "portal.db", folder / "portal.db")
        os.environ["PORTAL_BCRYPT_COST"] = str(cost)
        settings.cache_clear()
        with closing(sqlite3.connect(folder / "portal.db")) as database:
            hashed = [hash_password(LARGE_PASSWORD)]
            self.accounts = database.execute("UPDATE account SET password_hash = ?", hashed).rowcount
            database.commit()
        os.sync()  # a gigabyte on its way to the disk would hold up the portal's small writes


def _version() -> str:
    """Return the newest migration: after another one, the district is made anew."""
    return max(path.stem for path in (ROOT / "alembic" / "versions").glob("*.py"))
