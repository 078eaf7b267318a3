"""`portal event ...`: events in the calendar of a district, a school or a class."""

from datetime import date, datetime
from typing import Annotated

import typer

from portal_app.clock import local
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting import cancel_event, post_event

app = typer.Typer(help="Post events to the calendar.", no_args_is_help=True)
console = CommandConsole(highlight=False)
WHEN = "A date (2026-10-09), for whole days, or a date and time (2026-10-09T18:30)."
Reference = Annotated[str, typer.Option("--reference", help="A name of your choice, to change or cancel it later.")]


@app.command()
def post(
    title: Annotated[str, typer.Option("--title", help="The title.")],
    starts: Annotated[str, typer.Option("--starts", help=WHEN)],
    ends: Annotated[str, typer.Option("--ends", help=f"{WHEN} Default: the same day, or one hour later.")] = "",
    description: Annotated[str, typer.Option("--description", help="The description.")] = "",
    place: Annotated[str, typer.Option("--place", help="Where it is.")] = "",
    school: Annotated[str, typer.Option("--school", help="Name or number; default: the whole district.")] = "",
    section: Annotated[str, typer.Option("--class", help="One class of the school, such as MATH-06-1.")] = "",
    district: Annotated[str, typer.Option("--district", help="The District ID, if there are several.")] = "",
    reference: Reference = "",
) -> None:
    """Post an event, or replace the one with the same reference."""
    event = in_session(
        post_event,
        title=title,
        starts=_wall(starts),
        ends=_wall(ends) if ends else None,
        description=description,
        location=place,
        school=school,
        section=section,
        district=district,
        reference=reference,
    )
    console.print(f"Event {event.id}, {local(event.starts_at):%Y-%m-%d %H:%M}: {event.title}.", markup=False)


@app.command()
def cancel(reference: Reference) -> None:
    """Delete an event, also from calendar subscriptions."""
    in_session(cancel_event, reference=reference)
    console.print(f"Event {reference} is cancelled.", markup=False)


def _wall(text: str) -> date | datetime:
    """Return what the district's calendar, or its clock too, shows."""
    try:
        wall = datetime.fromisoformat(text) if "T" in text or " " in text else date.fromisoformat(text)
    except ValueError:
        shape = "a date like 2026-10-09 or a date and time like 2026-10-09T18:30"
        raise Refused(f"{text!r} is not {shape}.") from None
    if isinstance(wall, datetime) and wall.tzinfo:
        raise Refused(f"Give the time of {text!r} as the district's clock shows it, without a time zone.")
    return wall
