"""`portal notice ...`: notices of the district or a school to parents."""

from datetime import datetime
from typing import Annotated

import typer

from portal_app.clock import local, zone
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.staff.posting import post_notice, withdraw_notice

app = typer.Typer(help="Post notices to parents.", no_args_is_help=True)
console = CommandConsole(highlight=False)
FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]
Reference = Annotated[str, typer.Option("--reference", help="A name of your choice, to change or withdraw it later.")]


@app.command()
def post(
    title: Annotated[str, typer.Option("--title", help="The title.")],
    text: Annotated[str, typer.Option("--text", help="The text.")] = "",
    school: Annotated[str, typer.Option("--school", help="Name or number; default: the whole district.")] = "",
    district: Annotated[str, typer.Option("--district", help="The District ID, if there are several.")] = "",
    begins: Annotated[
        datetime | None, typer.Option("--from", formats=FORMATS, help="Shown from; default: now.")
    ] = None,
    ends: Annotated[
        datetime | None, typer.Option("--until", formats=FORMATS, help="Shown until; default: no end.")
    ] = None,
    reference: Reference = "",
) -> None:
    """Post a notice, or replace the one with the same reference."""
    notice = in_session(
        post_notice,
        title=title,
        body=text,
        school=school,
        district=district,
        publish_from=_moment(begins),
        publish_until=_moment(ends),
        reference=reference,
    )
    console.print(f"Notice {notice.id}, up from {local(notice.publish_from):%Y-%m-%d %H:%M}.", markup=False)


@app.command()
def withdraw(reference: Reference) -> None:
    """Delete a notice."""
    in_session(withdraw_notice, reference=reference)
    console.print(f"Notice {reference} is down.", markup=False)


def _moment(wall: datetime | None) -> datetime | None:
    """Return the moment at which the district's clock shows this."""
    return wall.replace(tzinfo=zone()) if wall else None
