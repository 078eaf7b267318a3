"""`portal mail ...`: send the mail queue, and see what became of each message."""

import signal
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.table import Table

from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.delivery.deliverer import Tally, deliver_due, deliver_until, preview_digest
from portal_app.domain.access import NotFound
from portal_app.domain.notifications.planning import plan_digests
from portal_app.domain.notifications.preferences import set_preference
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.mail import (
    bouncing_addresses,
    clear_bouncing,
    guardians_named,
    message_for_staff,
    messages_for_staff,
)
from portal_app.infrastructure.mail import write_message
from portal_app.models import MessageKind, MessageStatus
from portal_app.settings import settings

app = typer.Typer(help="Send the mail queue, and see what became of each message.", no_args_is_help=True)
console = CommandConsole(highlight=False)
_TIME = "%Y-%m-%d %H:%M"


@app.command()
def deliver(
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and end.")] = False,
) -> None:
    """Send messages as they become due, until stopped. Several of these programs may run at the same time."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if not once:
        return deliver_until(stop)
    in_session(plan_digests)
    tally = deliver_due(stop=stop)
    console.print(_summary(tally), markup=False)
    if tally.is_paused:
        raise Refused("The mail server fails: the messages stay queued. `portal doctor` says why.")


def _summary(tally: Tally) -> str:
    counts = {
        "sent": tally.sent,
        "written to the outbox": tally.written,
        "not to be sent": tally.suppressed,
        "failed": tally.failed,
        "to be tried again": tally.postponed,
    }
    found = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    return f"Messages: {found}." if found else "No message is due."


@app.command("list")
def list_(
    status: Annotated[MessageStatus | None, typer.Option("--status", help="Only messages in this state.")] = None,
    kind: Annotated[MessageKind | None, typer.Option("--kind", help="Only messages of this kind.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most this many.")] = 50,
) -> None:
    """List the latest messages, newest first."""
    rows = in_session(messages_for_staff, status=status, kind=kind, limit=limit)
    table = Table("Message", "Kind", "Recipient", "Status", "Attempts", "Error", "Queued", "Finished")
    for row in rows:
        finished = f"{row.finished_at:{_TIME}}" if row.finished_at else ""
        table.add_row(
            *(str(row.id), row.kind, row.recipient, row.status, str(row.attempts), row.last_error),
            *(f"{row.queued_at:{_TIME}}", finished),
        )
    console.print(table if rows else "There is no message.")


@app.command()
def show(message: Annotated[int, typer.Argument(help="The message's number in the list.")]) -> None:
    """Show one message: to whom, what about, and what became of it. Its text is stored nowhere."""
    try:
        row = in_session(message_for_staff, message)
    except NotFound as error:
        raise Refused(f"{str(error).capitalize()}.") from None
    facts = {
        "Kind": row.kind,
        "About": row.period,
        "Recipient": row.recipient,
        "Address on file": row.address or "(none)",
        "Channel": row.channel,
        "Status": row.status,
        "Attempts": str(row.attempts),
        "Last error": row.last_error or "(none)",
        "Queued": f"{row.queued_at:{_TIME}}",
        "Not before": f"{row.not_before:{_TIME}}" if row.not_before else "(finished)",
        "Finished": f"{row.finished_at:{_TIME}}" if row.finished_at else "(not yet)",
    }
    for name, value in facts.items():
        console.print(f"{name + ':':<17}{value}", markup=False)
    if row.status is MessageStatus.WRITTEN:
        console.print(f"There is no mail server: the message is a file in {settings().outbox}.", markup=False)


class PreviewKind(StrEnum):
    """A kind of message that can be previewed."""

    WEEKLY_DIGEST = "weekly-digest"


@app.command()
def preview(
    kind: Annotated[PreviewKind, typer.Argument(help="The kind of message.")],
    out: Annotated[Path, typer.Option("--out", help="A folder for the .eml files.")],
    guardian: Annotated[
        list[str] | None,
        typer.Option("--guardian", help="User name, email address or full name; repeat it for several; default: all."),
    ] = None,
) -> None:
    """Write the messages that would be sent now as files, and send nothing. Their unsubscribe links do nothing."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = 0
    for guardian_id in in_session(guardians_named, guardian or []):
        message = in_session(preview_digest, guardian_id)
        if message is not None:
            write_message(message, out / f"{kind}-{guardian_id}.eml")
            written += 1
    console.print(f"{written:,} messages are in {out}; nothing was sent.", markup=False)


@app.command()
def subscribe(
    guardian: Annotated[str, typer.Option("--guardian", help="User name, email address or full name.")],
    kind: Annotated[PreviewKind, typer.Option("--kind", help="The kind of message.")] = PreviewKind.WEEKLY_DIGEST,
    off: Annotated[bool, typer.Option("--off", help="End these messages instead.")] = False,
) -> None:
    """Send a guardian a kind of message again, or end it, when the guardian asks the office."""
    found = in_session(guardians_named, [guardian])
    if len(found) > 1:
        raise Refused(f"Several guardians are called {guardian!r}: use the user name or the email address.")
    in_session(set_preference, found[0], MessageKind(kind), is_on=not off)
    console.print(f"{kind}: {'off' if off else 'on'} for {guardian}.", markup=False)


@app.command()
def bouncing(
    clear: Annotated[str, typer.Option("--clear", metavar="ADDRESS", help="Send to this address again.")] = "",
) -> None:
    """List the addresses that a mail server has rejected for good: nothing is sent to them until they are cleared."""
    if clear:
        try:
            in_session(clear_bouncing, clear)
        except NotFound as error:
            raise Refused(f"{error}.") from None
        console.print(f"Messages to {clear} are sent again.", markup=False)
        return
    rows = in_session(bouncing_addresses)
    table = Table("Address", "Code", "Since", "Guardians")
    for row in rows:
        table.add_row(row.address, str(row.code), f"{row.since:{_TIME}}", ", ".join(row.guardians))
    console.print(table if rows else "No address rejects mail.")
