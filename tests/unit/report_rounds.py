"""Every report of many students, made and read back: what several processes do at once for the slow tests."""

import os
from collections.abc import Sequence
from pathlib import Path

from portal_app import database
from portal_app.domain.access import Viewer, student_for_staff
from portal_app.domain.reports import ReportKind
from portal_app.reports import make_report
from portal_app.settings import settings
from tests.unit.paper_reading import misplaced, words_quickly

NOBODY = Viewer(guardian_id=0, account_id=0, sign_in_id=0)


def faults_of(data: Path, moment: str, numbers: Sequence[str]) -> list[str]:
    """Return what is wrong with the documents about students of a data folder's database, in a process of its own."""
    os.environ.update(PORTAL_DATA_DIR=str(data), PORTAL_TODAY=moment)
    os.environ.pop("PORTAL_DATABASE_URL", None)
    settings.cache_clear()
    database.engine.cache_clear()
    faults: list[str] = []
    for number in numbers:
        with database.open_session() as session:
            student = student_for_staff(session, number)
            for kind in ReportKind:
                found = words_quickly(make_report(session, student, kind, language="en", viewer=NOBODY).body)
                faults += [f"{kind} of {number}: {fault}" for fault in misplaced(found)]
                if number not in {word.text for word in found}:
                    faults.append(f"{kind} of {number}: the student's number is not on it")
    return faults
