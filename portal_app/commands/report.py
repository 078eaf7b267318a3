"""`portal report ...`: reports for a whole school at once, made on all cores."""

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

from portal_app.clock import today
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session, open_session
from portal_app.domain.access import student_for_staff
from portal_app.domain.refusal import Refused
from portal_app.domain.reports.school import StudentTerm, students_of
from portal_app.infrastructure.translation import languages

app = typer.Typer(help="Print reports for a whole school.", no_args_is_help=True)
console = CommandConsole(highlight=False)

AT_ONCE = 20
"""Students whom a process takes at a time: few enough for a smooth bar, many enough to be worth the asking."""


@app.callback()
def _reports() -> None:
    """Keep `card` a subcommand though it is the only one."""


@app.command()
def card(
    school: Annotated[str, typer.Option("--school", help="The school's name, or its number.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the PDFs; created if necessary.")],
    term: Annotated[str, typer.Option("--term", help='The last term to show, such as "Term 2"; default: all.')] = "",
    year: Annotated[str, typer.Option("--year", help='A school year, such as "2025-26"; default: the current.')] = "",
    language: Annotated[str, typer.Option("--language", help="en, es ...")] = "en",
) -> None:
    """Write the report card of every student of a school, one PDF each, named by student number."""
    if language not in languages():
        raise Refused(f"There is no language {language!r}: choose one of {', '.join(languages())}.")
    students = in_session(students_of, school=school, term=term, year=year, as_of=today())
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = make_cards(students, out=out, language=language)
    console.print(f"{made:,} report cards in {out}.", markup=False)


def make_cards(students: Sequence[StudentTerm], *, out: Path, language: str, processes: int | None = None) -> int:
    """Make a report card for each of the students, on all cores, with a progress bar; return how many."""
    batches = [students[start : start + AT_ONCE] for start in range(0, len(students), AT_ONCE)]
    columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn())
    # a fresh process has no thread and no database connection of this one
    fresh = multiprocessing.get_context("spawn")
    with (
        Progress(*columns, console=console) as bar,
        ProcessPoolExecutor(processes or os.cpu_count(), mp_context=fresh) as pool,
    ):
        task = bar.add_task("Report cards", total=len(students))
        for done in as_completed([pool.submit(_make_batch, batch, out, language) for batch in batches]):
            bar.advance(task, done.result())
    return len(students)


def _make_batch(students: Sequence[StudentTerm], out: Path, language: str) -> int:
    from portal_app.reports import report_card  # no other command waits for fonts to be read
    from portal_app.reports.documents import plain_name

    with open_session() as session:
        for one in students:
            student = student_for_staff(session, one.number)
            document = report_card(session, student, language=language, year_id=one.year_id, term_id=one.term_id)
            _write(out / plain_name(f"{one.number} - {document.name}"), document.body)
            session.expunge_all()
    return len(students)


def _write(path: Path, body: bytes) -> None:
    """Write a file that only its owner can read."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(body)
