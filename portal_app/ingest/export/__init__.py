"""Writes a district as OneRoster 1.2 CSV, with the portal's own files beside it: what `ingest.oneroster` reads back.

Accounts, keys, passwords and what parents did (requests, notices read) never leave: this is the school's data, nobody
else's.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from portal_app.ingest.export import days, families, gradebook, records, roster
from portal_app.ingest.export.table import Folder

_PARTS: tuple[Callable[[Connection, Folder], None], ...] = (
    roster.write_orgs,
    days.write_days,
    roster.write_classes,
    roster.write_people,
    families.write_families,
    gradebook.write_scales,
    gradebook.write_assignments,
    records.write_records,
    records.write_messages,
)


def export_oneroster(connection: Connection, folder: Path) -> dict[str, int]:
    """Write all files, for their owner only, into an empty or new folder and return how many rows each has.

    Raises:
        FileExistsError: the folder holds something already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    target = Folder(folder)
    for part in _PARTS:
        part(connection, target)
    target.write_manifest()
    return target.rows
