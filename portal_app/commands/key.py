"""`portal key ...`: activation keys, with which guardians make their accounts."""

from typing import Annotated

import typer
from rich.console import Console

from portal_app.clock import local
from portal_app.database import ask
from portal_app.domain.access import NotFound
from portal_app.domain.key_issue import issue_keys_for_student
from portal_app.domain.refusal import Refused

app = typer.Typer(help="Issue activation keys for guardians.", no_args_is_help=True)
console = Console(highlight=False)


@app.callback()
def _keys() -> None:
    """Keep `issue` a subcommand though it is the only one."""


@app.command()
def issue(student: Annotated[str, typer.Option("--student", help="The student's number.")]) -> None:
    """Print a new key for each of a student's guardians who may use the portal and have no account yet."""
    try:
        keys = ask(issue_keys_for_student, student)
    except NotFound:
        raise Refused(f"No student has the number {student}.") from None
    if not keys:
        raise Refused(f"Every guardian of student {student} who may use the portal has an account already.")
    for key in keys:
        console.print(f"{key.text}  {key.name}, {key.relationship}", markup=False, soft_wrap=True)  # never cut
        console.print(f"    valid until {local(key.expires_at):%Y-%m-%d %H:%M}", markup=False)
