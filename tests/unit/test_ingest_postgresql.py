"""The import on PostgreSQL: the same rows, found again, changed and ended, and refused with a reason."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from portal_app import database
from portal_app import models as m
from portal_app.ingest import ImportRefused, import_path
from portal_app.ingest.export import export_oneroster
from tests.unit.oneroster_sources import Source

pytestmark = pytest.mark.slow


@pytest.fixture
def engine(pinned: Callable[[str], None], postgresql_url: str) -> Iterator[Engine]:
    engine = database.make_engine(postgresql_url)
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_an_import_adds_finds_changes_and_ends(engine: Engine, tmp_path: Path):
    source = Source(tmp_path, "v1p2")
    assert import_path(engine, source.path).counts["scores"].added == 4
    assert not import_path(engine, source.path).changed_anything
    source.change("results", "18.5", "19")
    source.without("results", "r5,")
    source.without("enrollments", "e3,")
    counts = import_path(engine, source.path).counts
    assert (counts["scores"].changed, counts["scores"].ended) == (1, 1)
    assert counts["section enrollments"].ended == 1
    with Session(engine) as session:
        assert session.exec(select(col(m.Score.points)).filter_by(source_id="r1")).one() == 19


def test_a_row_written_by_hand_afterwards_gets_a_number_of_its_own(engine: Engine, tmp_path: Path):
    import_path(engine, Source(tmp_path, "v1p1").path)
    with Session(engine) as session, session.begin():
        session.add(m.Staff(first_name="New", last_name="Teacher"))
    with Session(engine) as session:
        assert len(session.exec(select(m.Staff)).all()) == 2


def test_a_result_given_twice_across_batches_is_refused(engine: Engine, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("portal_app.ingest.loader.BATCH", 2)
    source = Source(tmp_path, "v1p1")
    source.change("results", "r5,,,w3,zoe", "r1,,,w3,zoe")
    with pytest.raises(ImportRefused, match=r"results\.csv, line 6"):
        import_path(engine, source.path)
    with Session(engine) as session:
        assert session.exec(select(m.District)).all() == []


def test_an_export_reads_back_unchanged(engine: Engine, tmp_path: Path):
    import_path(engine, Source(tmp_path, "v1p2").path)
    with engine.connect() as connection:
        export_oneroster(connection, tmp_path / "out")
    assert not import_path(engine, tmp_path / "out").changed_anything
