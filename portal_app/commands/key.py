"""`portal key ...`: activation keys, with which guardians create their accounts."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TimeElapsedColumn

from portal_app.clock import local, now
from portal_app.commands.output import CommandConsole
from portal_app.database import in_session, open_session
from portal_app.domain.access import NotFound
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.activation_keys import issue_keys_for_student
from portal_app.domain.staff.activation_letters import letters_for_school
from portal_app.infrastructure.translation import SOURCE, languages

app = typer.Typer(help="Issue activation keys for guardians.", no_args_is_help=True)
console = CommandConsole(highlight=False)


@app.command()
def issue(student: Annotated[str, typer.Option("--student", help="The student's number.")]) -> None:
    """Print a new key for each guardian of a student who has portal access and no account."""
    try:
        keys = in_session(issue_keys_for_student, student)
    except NotFound:
        raise Refused(f"No student has the number {student}.") from None
    if not keys:
        raise Refused(f"Every guardian of student {student} who may use the portal has an account already.")
    for key in keys:
        console.print(f"{key.text}  {key.name}, {key.relationship}", markup=False, soft_wrap=True)  # never cut
        console.print(f"    valid until {local(key.expires_at):%Y-%m-%d %H:%M}", markup=False)


@app.command()
def letters(
    school: Annotated[str, typer.Option("--school", help="The school's name or number.")],
    out: Annotated[Path, typer.Option("--out", help="The PDF to write; it must not exist yet.")],
    district: Annotated[str, typer.Option("--district", help="The District ID, if there are several.")] = "",
    language: Annotated[str, typer.Option("--language", help="One of: " + ", ".join(languages()))] = SOURCE,
    only_new: Annotated[
        bool, typer.Option("--only-new", help="Leave out guardians with a valid key from the school.")
    ] = False,
) -> None:
    """Write activation letters, one page for each guardian of a school without an account. Older letters' keys end."""
    if language not in languages():
        raise Refused(f"The portal does not speak {language!r}: choose one of {', '.join(languages())}.")
    if out.exists():
        raise Refused(f"{out} exists already, and may hold keys: choose another name.")
    bar = Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console)
    with bar, open_session() as session:
        task = bar.add_task("Issuing keys", total=None)
        written = letters_for_school(
            session,
            school,
            district=district,
            only_new=only_new,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        if not written:
            raise Refused("Nobody needs a letter: every guardian who may use the portal has an account or a key.")
        # within the transaction: when the file can't be written, no key has changed
        from portal_app.reports.letters import activation_letters  # no other command waits for fonts to be read

        _write(out, activation_letters(written, language=language, made_at=local(now())))
    console.print(f"{len(written)} letters are in {out}. Whoever reads them can make the accounts: keep them safe.")


def _write(out: Path, body: bytes) -> None:
    try:
        with os.fdopen(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(body)
    except OSError as error:
        raise Refused(f"{out} can't be written: {error.strerror}.") from None
