"""An import is all or nothing whenever it is killed, and nobody waits for it while it reads and compares."""

import os
import signal
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlmodel import Session, col, select

from portal_app import clock, database
from portal_app import models as m
from portal_app.ingest import ImportRefused, import_path, imports, loader, writing
from portal_app.ingest.summary import Progress
from tests.schema import make_tables
from tests.unit.oneroster_sources import Source


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path, "v1p1")


@pytest.fixture
def engine(pinned: Callable[[str], None], tmp_path: Path, source: Source) -> Iterator[Engine]:
    """Yield a database on disk that holds the sample; the source then differs from it in three kinds."""
    engine = database.make_engine(f"sqlite:///{tmp_path / 'portal.db'}")
    make_tables(engine)
    import_path(engine, source.path)
    source.change("users", "Max,Reed", "Maximilian,Reed")
    source.change("results", "18.5", "19")
    source.change("results", "r5,,,w3", "r6,,,w3")
    yield engine
    engine.dispose()


def state(engine: Engine) -> tuple[set[str], set[tuple[str | None, Decimal | None]], int]:
    """Return what the three changed kinds hold."""
    with Session(engine) as session:
        return (
            set(session.exec(select(m.Student.first_name))),
            set(session.exec(select(col(m.Score.source_id), col(m.Score.points)))),
            len(session.exec(select(m.Change.id)).all()),
        )


def killed_at(path: Path, url: str, operation: str, count: int) -> bool:
    """Import in a child process that kills itself at the `count`th call; return whether it came so far."""
    child = os.fork()
    if child == 0:
        _die_at(operation, count)
        import_path(database.make_engine(url), path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _die_at(operation: str, count: int) -> None:
    operations: dict[str, tuple[list[object], str]] = {
        "keeping": ([writing.Spool], "add"),
        "writing": ([writing, loader], "perform"),
    }
    owners, name = operations[operation]
    whole, calls = getattr(owners[0], name), []

    def counted(*args: object) -> object:
        calls.append(1)
        if len(calls) == count:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*args)

    for owner in owners:
        setattr(owner, name, counted)


@pytest.mark.parametrize("operation", ["keeping", "writing"])
def test_an_import_killed_at_any_operation_leaves_the_old_data_and_the_next_one_the_new(engine, source, operation):
    old, count = state(engine), 1
    while killed_at(source.path, str(engine.url), operation, count):
        if count == 1 or operation == "writing":
            assert state(engine) == old
        count += 1
    assert count > 3, "there was something to kill"
    new = state(engine)
    assert new != old
    assert "Maximilian" in new[0]
    assert not import_path(engine, source.path).changed_anything


def test_a_first_import_killed_on_the_way_leaves_an_empty_portal(pinned, tmp_path, source):
    engine = database.make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    make_tables(engine)
    for count in (1, 10, 20):
        assert killed_at(source.path, str(engine.url), "writing", count)
        with Session(engine) as session:
            assert session.exec(select(m.District.id)).first() is None
    assert import_path(engine, source.path).changed_anything


def in_passing(engine: Engine, act: Callable[[Session], None], *, times: int) -> Callable[[Progress], None]:
    """Return a listener that does something in a session of its own while an import reads, so many times."""
    left = [times]

    def listen(progress: Progress) -> None:
        if left[0] and progress.file:
            left[0] -= 1
            with Session(engine) as session, session.begin():
                session.execute(text("PRAGMA busy_timeout = 0"))
                act(session)

    return listen


def test_parents_sign_in_while_an_import_reads_without_waiting_at_all(engine, source):
    def sign_in(session: Session) -> None:
        session.add(m.AccessLogEntry(at=clock.now(), succeeded=True))

    summary = import_path(engine, source.path, on_progress=in_passing(engine, sign_in, times=3))
    assert summary.changed_anything
    with Session(engine) as session:
        assert len(session.exec(select(m.AccessLogEntry.id)).all()) == 3


@pytest.mark.parametrize("times", [1, 2, imports.TRIES])
def test_a_score_that_the_office_posts_meanwhile_is_kept_and_the_import_planned_anew(engine, source, times):
    def post(session: Session) -> None:
        work = session.exec(select(m.Assignment).filter_by(source_id="w3")).one()
        students = session.exec(select(m.Student)).all()
        taken = {s.student_id for s in session.exec(select(m.Score).filter_by(assignment_id=work.id))}
        student = next((s for s in students if s.id not in taken), students[0])
        earlier = session.exec(select(m.Score).filter_by(assignment_id=work.id, student_id=student.id)).first()
        if earlier:
            session.delete(earlier)
            session.flush()
        session.add(
            m.Score(assignment_id=work.id or 0, student_id=student.id or 0, points=Decimal(7), posted_at=clock.now())
        )

    import_path(engine, source.path, on_progress=in_passing(engine, post, times=times))
    with Session(engine) as session:
        assert Decimal(7) in set(session.exec(select(col(m.Score.points))))
        assert session.exec(select(col(m.Score.points)).filter_by(source_id="r1")).one() == 19


def test_what_the_office_changes_before_the_plan_is_carried_out_is_kept(engine, source, monkeypatch):
    carry_out = writing.Spool.carry_out

    def after_the_office(spool: writing.Spool, connection: Connection) -> None:
        with Session(engine) as session, session.begin():
            session.exec(select(m.Score).filter_by(source_id="r1")).one().is_cheated = True
        carry_out(spool, connection)

    monkeypatch.setattr(writing.Spool, "carry_out", after_the_office)
    import_path(engine, source.path)
    with Session(engine) as session:
        score = session.exec(select(m.Score).filter_by(source_id="r1")).one()
    assert (score.points, score.is_cheated) == (19, True)


def test_a_score_that_is_gone_ends_though_another_was_taken_over_from_the_office(engine, source):
    with Session(engine) as session, session.begin():
        work, student = session.exec(select(m.Assignment).filter_by(source_id="w3")).one(), m.Student.number == "900002"
        max_ = session.exec(select(m.Student.id).where(student)).one()
        session.add(m.Score(assignment_id=work.id or 0, student_id=max_ or 0, posted_at=clock.now()))
    source.change("results", "r4,,,w2,max", "r7,,,w3,max")
    import_path(engine, source.path)
    with Session(engine) as session:
        assert set(session.exec(select(m.Score.source_id))) == {"r1", "r2", "r3", "r6", "r7"}


def test_a_refused_import_and_a_dry_run_never_write(engine, source):
    old = state(engine)
    assert import_path(engine, source.path, dry_run=True).changed_anything
    assert state(engine) == old
    source.change("results", "r4,,,w2", "r4,,,w9")
    with pytest.raises(ImportRefused):
        import_path(engine, source.path)
    assert state(engine) == old
