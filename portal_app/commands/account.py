"""`portal account ...`: what staff see of guardians' accounts and can do for one."""

import dataclasses
import json
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from sqlmodel import Session

from portal_app.clock import local
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.access import NotFound
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.accounts import (
    AccountRow,
    account_details,
    accounts_for_staff,
    disable_account,
    enable_account,
    reset_mfa,
    reset_password,
)
from portal_app.domain.staff.duplicate_guardians import DuplicateGuardian, duplicate_guardians

R = TypeVar("R")
app = typer.Typer(
    help="List guardians' accounts, enable or disable them, reset a password or two-step sign-in.", no_args_is_help=True
)
console = CommandConsole(highlight=False, markup=False)  # a name may hold square brackets
UserName = Annotated[str, typer.Argument(help="The guardian's user name.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@app.command("list")
def list_(
    disabled: Annotated[bool, typer.Option("--disabled", help="Only accounts that cannot sign in.")] = False,
    as_json: Json = False,
) -> None:
    """List the accounts."""
    rows = in_session(accounts_for_staff, disabled_only=disabled)
    if as_json:
        typer.echo(_json([dataclasses.asdict(row) for row in rows]))
        return
    table = Table("User name", "Guardian", "E-mail", "Status", "MFA", "Last signed in")
    for row in rows:
        last = f"{row.last_sign_in:%Y-%m-%d %H:%M}" if row.last_sign_in else "never"
        table.add_row(row.user_name, row.guardian, row.email, _status(row), "on" if row.has_mfa else "", last)
    console.print(table)


@app.command()
def show(user_name: UserName, as_json: Json = False) -> None:
    """Show one account: its status, its guardian's students, the latest sign-in attempts."""
    details = _run(account_details, user_name)
    if as_json:
        typer.echo(_json(dataclasses.asdict(details)))
        return
    row = details.account
    console.print(f"{row.user_name}: {row.guardian}, {row.email or 'no e-mail on file'}", markup=False)
    console.print(f"Status: {_status(row)}. MFA: {'on' if row.has_mfa else 'off'}.")
    for title, lines in (("Students", details.students), ("Access log", details.log)):
        console.print(f"\n{title}")
        for line in lines or ("none",):
            console.print(f"  {line}", markup=False, soft_wrap=True)


@app.command()
def duplicates(as_json: Json = False) -> None:
    """List guardians with several records of the same name and email: each record is an account of its own."""
    found = in_session(duplicate_guardians)
    if as_json:
        typer.echo(_json([dataclasses.asdict(one) for one in found]))
        return
    for one in found:
        _show_duplicate(one)
    console.print("Merge the records in the school's system." if found else "No guardian has several records.")


@app.command()
def enable(user_name: UserName) -> None:
    """Let a disabled account sign in again."""
    _run(enable_account, user_name)
    console.print(f"{user_name} can sign in again.")


@app.command()
def disable(user_name: UserName) -> None:
    """Disable an account and end its sessions at once."""
    _run(disable_account, user_name)
    console.print(f"{user_name} is disabled and signed out everywhere; its calendar addresses have ended.")


@app.command("reset-password")
def reset_password_(user_name: UserName) -> None:
    """Issue a key for a new password and email it; a disabled account is enabled. First make sure who is asking."""
    key = _run(reset_password, user_name)
    console.print(key.text, soft_wrap=True)  # never cut
    console.print(f"With it the guardian chooses a new password for {user_name}, at the page for activation keys.")
    console.print(f"It is valid until {local(key.expires_at):%Y-%m-%d %H:%M}; the old password works until it is used.")


@app.command("reset-mfa")
def reset_mfa_(user_name: UserName) -> None:
    """Turn two-step sign-in off: the password alone is enough again. First make sure who is asking."""
    if not _run(reset_mfa, user_name):
        raise Refused(f"{user_name} does not use MFA.")
    console.print(f"{user_name} signs in with the password alone again, and is signed out everywhere.")


def _show_duplicate(one: DuplicateGuardian) -> None:
    console.print(f"{one.name}, {one.email}", soft_wrap=True)
    for record in one.records:
        account = f"account {record.user_name}" if record.user_name else "no account"
        students = "; ".join(record.students) or "no students"
        console.print(f"  {record.source_id or 'no id'} ({account}): {students}", soft_wrap=True)


def _run(action: Callable[[Session, str], R], user_name: str) -> R:
    try:
        return in_session(action, user_name)
    except NotFound:
        raise Refused(f"No account has the user name {user_name}.") from None


def _status(row: AccountRow) -> str:
    if row.disabled_at:
        return f"disabled since {row.disabled_at:%Y-%m-%d %H:%M}"
    return f"open, {row.failed_sign_ins} failed attempts" if row.failed_sign_ins else "open"


def _json(rows: object) -> str:
    return json.dumps(rows, default=str, indent=2, ensure_ascii=False)
