"""`portal student NUMBER ...`: the views that a parent sees, for staff and for scripts."""

import dataclasses
import json
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.pretty import Pretty
from sqlmodel import Session

from portal_app.clock import now, today
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.access import NotFound, student_for_staff
from portal_app.domain.attendance import attendance_of
from portal_app.domain.gradebook import grades_of
from portal_app.domain.refusal import Refused
from portal_app.domain.reports.school import year_named
from portal_app.domain.schedule import schedule_of, where_is

console = CommandConsole(highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of formatted text.")]
_LINE = 120  # characters: without a terminal, the whole view would be one line
VIEWS: dict[str, Callable[..., Any]] = {
    "attendance": attendance_of,
    "grades": grades_of,
    "schedule": schedule_of,
    "where": lambda session, student, as_of: where_is(session, student, at=now()),
}
OF_ANY_YEAR = ("attendance", "grades")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(student)


def student(
    number: Annotated[str, typer.Argument(help="The student's number.")],
    view: Annotated[str, typer.Argument(help="One of: " + ", ".join(VIEWS))],
    as_json: Json = False,
    year: Annotated[str, typer.Option("--year", help="Of grades or attendance: a school year, such as 2025-26.")] = "",
) -> None:
    """Print one view of a student, exactly as a parent's page gets it."""
    if view not in VIEWS:
        raise Refused(f"There is no view {view!r}: choose one of {', '.join(VIEWS)}.")
    if year and view not in OF_ANY_YEAR:
        raise Refused(f"--year goes with {' and '.join(OF_ANY_YEAR)} only.")
    try:
        answer = in_session(_view, number, view, year)
    except NotFound:
        raise Refused(f"No student has the number {number}.") from None
    if as_json:
        typer.echo(to_json(answer))
    else:
        console.print(Pretty(answer), width=min(console.width, _LINE))


def _view(session: Session, number: str, view: str, year: str) -> Any:
    found = student_for_staff(session, number)
    of = {"year_id": year_named(session, year, district_id=found.district_id).id} if year else {}
    return VIEWS[view](session, found, as_of=today(), **of)


def to_json(view: Any) -> str:
    """Return a view as JSON; dates and decimals as text."""
    return json.dumps(dataclasses.asdict(view), default=str, indent=2, ensure_ascii=False)
