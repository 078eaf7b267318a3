"""`portal run`, `serve`, `migrate`: from an empty folder to a portal that parents can open."""

import typer

from portal_app.build import ensure_built
from portal_app.commands.data import load_demonstration_if_empty, show_sign_ins
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.demo import is_demonstration
from portal_app.migrations import migrate as bring_up_to_date
from portal_app.serve import check_address
from portal_app.serve import serve as serve_until_stopped
from portal_app.settings import settings

console = CommandConsole(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(run)
    app.command()(serve)
    app.command()(migrate)


def run() -> None:
    """Build, migrate, load the demonstration district into an empty database, and serve."""
    check_address(settings().host, settings().port)
    ensure_built(say=console.print)
    bring_up_to_date()
    load_demonstration_if_empty()
    if in_session(is_demonstration):
        show_sign_ins()
    console.print(f"\nThe portal is at [bold]{settings().public_url}[/bold] (Ctrl-C stops it).")
    serve_until_stopped()


def serve() -> None:
    """Serve a portal that is built and migrated."""
    serve_until_stopped()


def migrate() -> None:
    """Update the database schema to this version."""
    bring_up_to_date()
    console.print("The database is up to date.")
