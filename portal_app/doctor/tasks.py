"""The tasks that an operator has to repeat: backups and imports."""

from collections.abc import Iterator
from datetime import timedelta

from portal_app.clock import local, now
from portal_app.doctor.findings import Finding, good, warning
from portal_app.infrastructure.last_run import Task, last_run

_OLDEST = {Task.BACKUP: timedelta(days=2), Task.IMPORT: timedelta(days=7)}
_FIXES = {
    Task.BACKUP: "Enable deploy/parent-portal-backup.timer, or run `portal backup FILE` every night.",
    Task.IMPORT: "Export from the school's system again and run `portal import FILE`: parents see old data.",
}


def backups() -> Iterator[Finding]:
    """Check when the last backup was made."""
    yield _age(Task.BACKUP)


def imports() -> Iterator[Finding]:
    """Check when the last import succeeded."""
    yield _age(Task.IMPORT)


def _age(task: Task) -> Finding:
    at = last_run(task)
    if at is None:
        return warning(task, f"no {task} was made here yet", _FIXES[task])
    found = f"the last {task} was made on {local(at):%Y-%m-%d at %H:%M}"
    return good(task, found) if now() - at <= _OLDEST[task] else warning(task, found, _FIXES[task])
