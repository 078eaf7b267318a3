"""`portal doctor`: checks the installation and says how to fix what it finds."""

import typer
from rich.table import Table

from portal_app.commands.output import CommandConsole
from portal_app.doctor import Verdict, examine

console = CommandConsole(highlight=False)
_SIGNS = {
    Verdict.GOOD: "[green]ok[/green]",
    Verdict.WARNING: "[yellow]warning[/yellow]",
    Verdict.WRONG: "[red]WRONG[/red]",
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(doctor)


def doctor() -> None:
    """Check settings, database, Redis, pages, public address, mail, clock, disk, permissions, MFA secret, last backup.

    Says how to fix what it finds. The exit code is 1 when something is wrong.
    """
    findings = examine()
    table = Table.grid(padding=(0, 2))
    for finding in findings:
        fix = f"\n[bold]{_escape(finding.fix)}[/bold]" if finding.fix else ""
        table.add_row(_SIGNS[finding.verdict], finding.about, _escape(finding.found) + fix)
    console.print(table)
    wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
    console.print(f"{wrong} to be fixed." if wrong else "Nothing is wrong.")
    raise typer.Exit(1 if wrong else 0)


def _escape(words: str) -> str:
    return words.replace("[", r"\[")
