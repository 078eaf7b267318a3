"""`portal request ...`: contact changes that guardians request. Nothing changes before staff accept."""

import dataclasses
import json
from typing import Annotated

import typer
from rich.table import Table

from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.staff.contact_decisions import (
    StaffRequestRow,
    accept_request,
    decline_request,
    requests_for_staff,
)
from portal_app.models import RequestStatus

app = typer.Typer(help="List and decide contact-change requests.", no_args_is_help=True)
console = CommandConsole(highlight=False)
Number = Annotated[int, typer.Argument(help="The request's number.")]
Note = Annotated[str, typer.Option("--note", help="A message to the guardian, shown and emailed with the decision.")]


@app.command("list")
def list_(
    status: Annotated[RequestStatus | None, typer.Option("--status", help="Only requests with this status.")] = (
        RequestStatus.PENDING
    ),
    all_: Annotated[bool, typer.Option("--all", help="Include decided requests.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the pending requests."""
    requests = in_session(requests_for_staff, status=None if all_ else status)
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(one) for one in requests], indent=2, ensure_ascii=False))
    elif requests:
        console.print(_table(requests))
    else:
        console.print("No requests.")


@app.command()
def accept(number: Number, note: Note = "") -> None:
    """Accept a change. Enter it in the school's own system too, or the next import undoes it."""
    request = in_session(accept_request, number, note=note)
    _say(request, "Accepted")
    console.print("Enter it into the student information system too: the next import brings its values.")


@app.command()
def decline(number: Number, note: Note = "") -> None:
    """Decline a change and tell the guardian."""
    _say(in_session(decline_request, number, note=note), "Declined")


def _say(request: StaffRequestRow, decision: str) -> None:
    whose = f"{request.guardian}{f', household {request.household}' if request.household else ''}"
    console.print(f"{decision}: {request.what} of {whose}: {request.new}", markup=False, soft_wrap=True)


def _table(requests: list[StaffRequestRow]) -> Table:
    table = Table("No.", "Asked", "Guardian", "School", "What", "On file", "New", "Reason", "Status")
    for one in requests:
        what = f"{one.what} ({one.household})" if one.household else one.what
        cells = (one.guardian, one.school, what, one.old, one.new, one.reason, one.status)
        table.add_row(str(one.id), one.asked_on, *map(_as_text, cells))
    return table


def _as_text(cell: str) -> str:
    return cell.replace("[", r"\[")  # what a guardian typed is no markup
