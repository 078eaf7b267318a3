"""`portal backup` and `portal restore`."""

from pathlib import Path
from typing import Annotated

import typer

from portal_app import backup as backups
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.accounts.mfa import count_unverifiable
from portal_app.infrastructure.last_run import Task, record_run
from portal_app.infrastructure.secret_file import secret_path
from portal_app.migrations import is_current

console = CommandConsole(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(backup)
    app.command()(restore)


def backup(file: Annotated[Path, typer.Argument(help="A new file; only its owner can read it.")]) -> None:
    """Write the whole database into one file, as it is now, while the portal runs."""
    backups.back_up(file)
    record_run(Task.BACKUP)
    console.print(f"{file} holds the database ({file.stat().st_size / 1e6:,.1f} MB).", markup=False, soft_wrap=True)
    if secret_path().exists():
        console.print(f"It does not hold {secret_path()}: keep a copy of that elsewhere.", markup=False, soft_wrap=True)


def restore(file: Annotated[Path, typer.Argument(help="A file that `portal backup` wrote.")]) -> None:
    """Replace the database with a backup. The portal must be stopped; the previous database is kept."""
    kept = backups.restore(file)
    console.print(f"The database is as {file} has it. Everybody has to sign in again.", markup=False, soft_wrap=True)
    if kept:
        console.print(f"What it held before is kept in {kept}.", markup=False, soft_wrap=True)
    if not is_current():
        console.print("The backup is of an older version: `portal migrate` brings it up to date.", markup=False)
    elif (lost := in_session(count_unverifiable)[1]) > 0:
        console.print(
            f"{lost} accounts use MFA with a secret that {secret_path()} does not hold: restore your copy of it."
        )
