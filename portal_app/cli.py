"""`portal`: the tool of school staff and of the operator. Each command calls the same domain functions as the pages.

Exit codes: 0 done, 1 refused (one line on stderr says what, where and what to do), 2 wrong usage.
"""

import sys
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InternalError

from portal_app.build import StartError
from portal_app.commands import (
    account,
    attendance,
    backup,
    data,
    doctor,
    event,
    goal,
    grades,
    key,
    mail,
    notice,
    report,
    request,
    rights,
    server,
    setting,
    student,
)
from portal_app.domain.refusal import Refused
from portal_app.infrastructure.work_factor import work_factor
from portal_app.settings import SettingsError, settings

app = typer.Typer(help="Run a parent portal, and do the tasks of school staff.", no_args_is_help=True)
for commands in (server, data, backup, doctor, student, goal, grades):
    commands.register(app)
app.add_typer(account.app, name="account")
app.add_typer(key.app, name="key")
app.add_typer(rights.app, name="rights")
app.add_typer(request.app, name="request")
app.add_typer(mail.app, name="mail")
app.add_typer(setting.app, name="setting")
app.add_typer(attendance.app, name="attendance")
app.add_typer(notice.app, name="notice")
app.add_typer(event.app, name="event")
app.add_typer(report.app, name="report")

_stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def main() -> None:
    """Run the command line; a user's mistake ends with one line, never with a traceback."""
    try:
        work_factor()  # reads the settings: a wrong one stops every command
        app(prog_name="portal")  # not "python -m portal_app.cli", as which the installed program runs it
    except (Refused, SettingsError, StartError) as error:
        _stop(str(error))
    except (DataError, IntegrityError, InternalError):  # no mistake of the user's
        raise
    except DatabaseError as error:
        _stop(_about_the_database(error))
    except OSError as error:
        _stop(_about_a_file(error))
    except OverflowError:  # what no calendar and no database has room for
        _stop("A number or a date is too large, or too small, for the portal: nothing was changed.")


def _about_the_database(error: DatabaseError) -> str:
    reason = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0].rstrip(".")
    lacks_tables = reason.startswith("no such") or "does not exist" in reason
    fix = " `portal migrate` makes or updates it." if lacks_tables else ""
    return f"The database can't be used: {reason}.{fix}"


def _about_a_file(error: OSError) -> str:
    if not error.filename:
        return f"{error.strerror or error}."
    is_own = Path(str(error.filename)).absolute().is_relative_to(settings().data_dir.absolute())
    own = " PORTAL_DATA_DIR names the folder of the portal's own files." if is_own else ""
    return f"{error.filename}: {error.strerror}.{own}"


def _stop(sentence: str) -> None:
    _stderr.print(sentence, style="red", markup=False)
    sys.exit(1)


if __name__ == "__main__":
    main()
