"""When this installation last finished a task that an operator has to repeat: a file in the data folder for each task.

Files and not rows, because a backup can't contain its own record, and a restore must not bring back an old one.
"""

from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from portal_app.clock import now
from portal_app.settings import settings


class Task(StrEnum):
    """A task whose age `portal doctor` reports."""

    BACKUP = "backup"
    IMPORT = "import"


def record_run(task: Task) -> None:
    """Note that a task has finished now. A data folder that can't be written is no reason to fail: the task is done."""
    with suppress(OSError):
        _file(task).write_text(now().isoformat(), "utf-8")


def last_run(task: Task) -> datetime | None:
    """Return when a task finished last; None: never, or the file is unreadable."""
    try:
        return datetime.fromisoformat(_file(task).read_text("utf-8").strip())
    except (OSError, ValueError):
        return None


def _file(task: Task) -> Path:
    return settings().data_dir / f"last-{task}"
