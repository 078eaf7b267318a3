"""`portal account ...`: what the office does for a guardian's account."""

from typing import Annotated

import typer
from rich.console import Console

from portal_app.database import open_session
from portal_app.domain.access import NotFound
from portal_app.domain.accounts import disable_account, enable_account
from portal_app.domain.refusal import Refused

app = typer.Typer(help="Enable and disable guardians' accounts.", no_args_is_help=True)
console = Console(highlight=False)
UserName = Annotated[str, typer.Argument(help="The guardian's user name.")]


@app.command()
def enable(user_name: UserName) -> None:
    """Let a disabled account sign in again."""
    _change(enable_account, user_name)
    console.print(f"{user_name} can sign in again.")


@app.command()
def disable(user_name: UserName) -> None:
    """Keep an account from signing in, and end its sessions at once."""
    _change(disable_account, user_name)
    console.print(f"{user_name} is disabled, and signed out everywhere.")


def _change(action, user_name: str) -> None:
    try:
        with open_session() as session:
            action(session, user_name)
    except NotFound:
        raise Refused(f"No account has the user name {user_name}.") from None
