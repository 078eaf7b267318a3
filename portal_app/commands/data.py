"""`portal import`, `portal export-oneroster`, `portal demo`: data into and out of the database."""

import csv
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TimeElapsedColumn
from rich.table import Table

from portal_app.clock import today
from portal_app.commands.output import CommandConsole
from portal_app.database import engine, in_session, open_session
from portal_app.demo import NotEmpty, demo_sign_ins, is_empty, load_demo
from portal_app.demo.large import (
    ASSIGNMENTS_PER_TERM,
    LARGE_ACCOUNTS,
    LARGE_PASSWORD,
    LargePlan,
    open_accounts,
    write_large,
)
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.duplicate_guardians import count_duplicate_guardians
from portal_app.infrastructure.last_run import Task, record_run
from portal_app.ingest import ImportRefused, ImportSummary, import_path
from portal_app.ingest.export import export_oneroster
from portal_app.migrations import make_tables_if_empty
from portal_app.settings import settings

console = CommandConsole(highlight=False)
SHOWN = 50
"""Errors that are printed; the report file has more."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_)
    app.command("export-oneroster")(export_oneroster_)
    app.command()(demo)


def import_(
    path: Annotated[Path, typer.Argument(help="A zip or folder of OneRoster CSV or Ed-Fi XML files.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; show what would change.")] = False,
    report: Annotated[Path | None, typer.Option(help="Write the errors into this CSV file.")] = None,
    allow_shrink: Annotated[
        bool,
        typer.Option("--allow-shrink", help="Allow a complete file to end more than a tenth of the rows of a kind."),
    ] = False,
) -> None:
    """Import from the school's own system. A failed import changes nothing. An empty database gets its tables first."""
    make_tables_if_empty()
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task(f"Reading {path.name}", total=None)
        try:
            summary = import_path(
                engine(),
                path,
                on_progress=lambda at: bar.update(task, completed=at.done, total=at.total),
                dry_run=dry_run,
                may_shrink=allow_shrink,
            )
        except ImportRefused as refused:
            raise _refusal(refused, report) from None
    if not dry_run:
        record_run(Task.IMPORT)
    _show_summary(summary, dry_run=dry_run)
    if not dry_run:
        _warn_of_duplicates()


def _warn_of_duplicates() -> None:
    if number := in_session(count_duplicate_guardians):
        console.print(
            f"Warning: guardians with several records (same name and email): {number:,}; see portal account duplicates",
            soft_wrap=True,
        )


def _refusal(refused: ImportRefused, report: Path | None) -> Refused:
    """Return what the operator reads: the first errors line by line, and where all of them are."""
    shown = [str(finding) for finding in refused.errors[:SHOWN]]
    if refused.total > len(shown):
        kept = f"; {report} has the first {len(refused.errors):,}" if report else "; --report FILE writes them as CSV"
        shown.append(f"... and {refused.total - len(shown):,} more{kept}.")
    try:
        _write_report(refused, report)
    except OSError as error:
        shown.append(f"{report} can't be written: {error.strerror}.")
    return Refused("\n".join(["Nothing was imported.", *shown]))


def _write_report(refused: ImportRefused, report: Path | None) -> None:
    if report:
        with report.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerow(("file", "line", "column", "reason"))
            csv.writer(stream).writerows(
                (f.location.file, f.location.line or "", f.column, f.reason) for f in refused.errors
            )


def export_oneroster_(folder: Annotated[Path, typer.Argument(help="A new or empty folder.")]) -> None:
    """Write the district as OneRoster 1.2 CSV files that `portal import` can read."""
    try:
        with engine().connect() as connection:
            rows = export_oneroster(connection, folder)
    except FileExistsError:
        raise Refused(f"{folder} is not empty; name a new folder.") from None
    console.print(f"{sum(rows.values()):,} rows in {len(rows)} files are in {folder}.", markup=False)


def demo(
    show: Annotated[bool, typer.Option("--show", help="Only print the sign-ins and keys.")] = False,
    students: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Load a large district with this many students instead.")
    ] = None,
    terms: Annotated[
        int, typer.Option(min=1, max=4, help="Large district: number of latest terms that have scores.")
    ] = 1,
    assignments: Annotated[
        int,
        typer.Option(min=1, max=ASSIGNMENTS_PER_TERM, help="Large district: scores of a student per class and term."),
    ] = ASSIGNMENTS_PER_TERM,
) -> None:
    """Load the demonstration district into an empty database and print the sign-ins."""
    if show:
        return show_sign_ins()
    make_tables_if_empty()
    try:
        if students:
            return _load_large(LargePlan(students=students, terms=terms, assignments=assignments, today=today()))
        with open_session() as session:
            load_demo(session, today=today())
    except NotEmpty:
        raise Refused("The database holds a district already; the demonstration never mixes with it.") from None
    show_sign_ins()


def _load_large(plan: LargePlan) -> None:
    """Write a large district's OneRoster files beside the database, import them, and make accounts for its parents."""
    if not in_session(is_empty):
        raise NotEmpty
    with tempfile.TemporaryDirectory(prefix="portal-large-", dir=settings().data_dir) as name:
        with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console) as bar:
            task = bar.add_task(f"Writing {plan.students:,} students at {plan.schools} schools", total=plan.results)
            write_large(plan, Path(name), on_results=lambda count: bar.update(task, completed=count))
            bar.update(task, completed=plan.results)
        import_(Path(name))
    made = in_session(open_accounts, LARGE_ACCOUNTS)
    console.print(f"{made} parents can sign in: LargeParent0001, LargeParent0002 ... with {LARGE_PASSWORD}")


def _show_summary(summary: ImportSummary, *, dry_run: bool) -> None:
    title = f"{summary.format}: what would change" if dry_run else summary.format
    table = Table("", "Added", "Changed", "Ended", "Unchanged", "Merged", title=title)
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
    if dry_run:
        console.print("Nothing was changed: this was a dry run.")
    elif not summary.changed_anything:
        console.print("The database was in line already: nothing changed.")


def load_demonstration_if_empty() -> bool:
    """Load the demonstration district when there is no district yet; return whether it was loaded."""
    if not in_session(is_empty):
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
