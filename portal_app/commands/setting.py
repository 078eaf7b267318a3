"""`portal setting ...`: what a district decides about messages to guardians."""

from typing import Annotated

import typer
from rich.table import Table
from sqlmodel import Session

from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.notifications.district_settings import SettingName, SettingRow, change_setting, setting_rows
from portal_app.domain.staff.posting.scope import district_with_code

app = typer.Typer(help="Show and change the district's settings for messages.", no_args_is_help=True)
console = CommandConsole(highlight=False)
District = Annotated[str, typer.Option("--district", help="The District ID, if there are several.")]


@app.command()
def get(
    name: Annotated[SettingName | None, typer.Argument(help="The setting; default: all.")] = None,
    district: District = "",
) -> None:
    """Show the settings, or the value of one."""
    rows = in_session(_rows, district)
    if name is not None:
        console.print(next(row.value for row in rows if row.name is name), markup=False)
        return
    table = Table("Setting", "Value", "Default", "Meaning")
    for row in rows:
        table.add_row(row.name, row.value, row.default, row.about)
    console.print(table)


@app.command("set")
def set_(
    name: Annotated[SettingName, typer.Argument(help="The setting.")],
    value: Annotated[str, typer.Argument(help="Its new value.")],
    district: District = "",
) -> None:
    """Change a setting."""
    stored = in_session(_change, name, value, district)
    console.print(f"{name} is {stored}.", markup=False)


def _rows(session: Session, district: str) -> list[SettingRow]:
    return setting_rows(session, district_with_code(session, district).id or 0)


def _change(session: Session, name: SettingName, value: str, district: str) -> str:
    return change_setting(session, district_with_code(session, district).id or 0, name, value)
