"""Bring the database to the shape that this version of the portal expects (Alembic, both databases)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from portal_app.database import engine

ROOT = Path(__file__).resolve().parent.parent


def migrate(target: str = "head", *, on: Engine | None = None) -> None:
    """Bring the database up to `target`."""
    _run(command.upgrade, target, on)


def take_back(target: str = "base", *, on: Engine | None = None) -> None:
    """Bring the database down to `target`. Data in dropped tables is lost."""
    _run(command.downgrade, target, on)


def is_current(on: Engine | None = None) -> bool:
    """Return whether the database has every migration of this version."""
    with (on or engine()).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == _scripts().get_current_head()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "alembic"))
    return config


def _run(action, target: str, on: Engine | None) -> None:
    config = _config()
    with (on or engine()).connect() as connection:
        config.attributes["connection"] = connection
        action(config, target)
