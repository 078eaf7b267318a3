"""`portal rights ...`: what each guardian may see of a student, for changes that cannot wait for the next import."""

import dataclasses
import json
from typing import Annotated

import typer

from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.access import Right
from portal_app.domain.staff.rights import GuardianRights, rights_for_staff, set_rights, withdrawn_rights

app = typer.Typer(help="Show and set what guardians may see of a student.", no_args_is_help=True)
console = CommandConsole(highlight=False)
Student = Annotated[str, typer.Option("--student", help="The student's number.")]
Guardian = Annotated[str, typer.Option("--guardian", help="User name, email address or full name.")]
Rights = Annotated[
    list[Right] | None, typer.Option("--right", help="A right, several times for several; default: all access.")
]


@app.command()
def show(
    student: Student, as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False
) -> None:
    """Show a student's guardians and what each may see."""
    found = in_session(rights_for_staff, student)
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        _say(one)


@app.command()
def give(student: Student, guardian: Guardian, right: Rights = None) -> None:
    """Give a guardian rights to a student, or all access again."""
    _set(student, guardian, right, given=True)


@app.command()
def withdraw(student: Student, guardian: Guardian, right: Rights = None) -> None:
    """Withdraw a guardian's rights to a student, or all access; open pages close at once."""
    _set(student, guardian, right, given=False)


@app.command()
def withdrawn() -> None:
    """List what staff have withdrawn: it stays so, whatever an import says, until staff give it again."""
    found = in_session(withdrawn_rights)
    for one in found:
        what = one.right or "all access"
        line = f"{one.guardian}, of {one.student} ({one.student_number}): {what}, since {one.withdrawn_at}"
        console.print(line, markup=False, soft_wrap=True)
    if not found:
        console.print("Nothing is withdrawn by staff.")


def _set(student: str, guardian: str, rights: list[Right] | None, *, given: bool) -> None:
    _say(in_session(set_rights, student, guardian, rights or (), given=given))
    console.print(
        "Enter it into the student information system too: an import that gives rights can take this right away again."
        if given
        else "No import gives this back; `portal rights give` does."
    )


def _say(one: GuardianRights) -> None:
    name = f"{one.guardian} ({one.user_name})" if one.user_name else one.guardian
    rights = "all" if len(one.rights) == len(Right) else ", ".join(one.rights) or "nothing"
    seen = rights if one.portal_access else f"no portal access; with it: {rights}"
    if not one.is_enabled:
        seen = f"no access: the school's system has disabled this guardian; otherwise: {seen}"
    console.print(f"{name}, {one.relationship or 'guardian'}: {seen}", markup=False, soft_wrap=True)
