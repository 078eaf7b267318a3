"""`portal import`, `portal demo`: data into the database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TimeElapsedColumn
from rich.table import Table

from portal_app.clock import today
from portal_app.database import ask, engine, open_session
from portal_app.demo import NotEmpty, demo_sign_ins, is_empty, load_demo
from portal_app.domain.refusal import Refused
from portal_app.ingest import ImportRefused, ImportSummary, import_path

console = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_)
    app.command()(demo)


def import_(path: Annotated[Path, typer.Argument(help="A zip or folder of Ed-Fi XML files.")]) -> None:
    """Bring the database in line with the school's own system: all of it, or nothing when something is wrong."""
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task(f"Reading {path.name}", total=None)
        try:
            summary = import_path(
                engine(), path, on_progress=lambda at: bar.update(task, completed=at.done, total=at.total)
            )
        except ImportRefused as refused:
            raise Refused(f"Nothing was imported. {refused}") from None
    _show_summary(summary)


def demo(show: Annotated[bool, typer.Option("--show", help="Only print the ways in.")] = False) -> None:
    """Load the demonstration district into an empty database, and print the ways in."""
    if not show:
        try:
            with open_session() as session:
                load_demo(session, today=today())
        except NotEmpty:
            raise Refused("The database holds a district already; the demonstration never mixes with it.") from None
    show_sign_ins()


def _show_summary(summary: ImportSummary) -> None:
    table = Table("", "Added", "Changed", "Ended", "Unchanged", "Merged", title=summary.format)
    for kind, counts in summary.counts.items():
        numbers = (counts.added, counts.changed, counts.ended, counts.unchanged, counts.merged)
        table.add_row(kind, *(f"{number:,}" if number else "" for number in numbers))
    console.print(table)
    for note in summary.notes:
        console.print(f"- {note}", markup=False)
    if summary.unread:
        console.print(
            f"Not read, because a parent portal has no use for it: {', '.join(summary.unread)}.", markup=False
        )
    if not summary.changed_anything:
        console.print("The database was in line already: nothing changed.")


def load_demonstration_if_empty() -> bool:
    """Load the demonstration district when there is no district yet; return whether it was loaded."""
    if not ask(is_empty):
        return False
    with open_session() as session:
        load_demo(session, today=today())
    return True


def show_sign_ins() -> None:
    """Print the user names, passwords and keys of the demonstration district."""
    ways = demo_sign_ins()
    console.print("\n[bold]Demonstration sign-ins[/bold] (user name, password)")
    for way in ways.sign_ins:
        _show_way(f"{way.user_name}  {way.password}", f"{way.who}: {way.look_at}")
    console.print(f"\n[bold]Activation keys[/bold] (District ID {ways.district_code})")
    for key in ways.keys:
        _show_way(key.text, f"{key.who}: {key.look_at}")


def _show_way(typed: str, about: str) -> None:
    console.print(f"  {typed}", style="cyan", markup=False, soft_wrap=True)  # never cut: it is to be typed
    console.print(f"      {about}", markup=False, soft_wrap=True)
