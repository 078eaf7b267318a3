"""No text of any report leaves its place: all 960 students of the Grand Bend sample, and the demonstration district.

Slow, on all cores; `make slow` runs it, and `make test` with everything else.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import select

from portal_app import database
from portal_app import models as m
from portal_app.clock import today
from portal_app.demo import load_demo
from portal_app.ingest import import_path
from tests.unit.paper_reading import POPPLER
from tests.unit.report_rounds import faults_of
from tests.unit.test_ingest_grand_bend import FOLDER

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(POPPLER is None, reason="needs pdftotext (poppler-utils)"),
]
AT_ONCE = 12


@pytest.fixture
def processes() -> Iterator[ProcessPoolExecutor]:
    """Yield a process for each core, with nothing of this one in it."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=fresh) as pool:
        yield pool


def faults(pool: ProcessPoolExecutor, data: Path, moment: str, numbers: list[str]) -> list[str]:
    batches = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    asked = [pool.submit(faults_of, data, moment, batch) for batch in batches]
    return [fault for each in asked for fault in each.result()]


def all_numbers() -> list[str]:
    with database.open_session() as session:
        return list(session.exec(select(m.Student.number).order_by(m.Student.number)))


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the Grand Bend sample is not at {FOLDER}")
def test_every_report_of_every_student_of_grand_bend_is_well_set(
    database_file: Path, processes: ProcessPoolExecutor
) -> None:
    import_path(database.engine(), FOLDER)
    numbers = all_numbers()
    assert len(numbers) == 960
    assert not faults(processes, database_file, "2011-03-01T10:00", numbers)


def test_every_report_of_every_fourth_student_of_the_demonstration_is_well_set(
    database_file: Path, pinned, processes: ProcessPoolExecutor
) -> None:
    pinned("2026-11-24T10:00")
    with database.open_session() as session:
        load_demo(session, today=today())
    numbers = all_numbers()[::4]
    assert len(numbers) > 70
    assert not faults(processes, database_file, "2026-11-24T10:00", numbers)
