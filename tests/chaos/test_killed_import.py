"""`kill -9` at fifty points of an import: the database holds the old data or the new, and the next import succeeds.

The points lie all over what an import does, by the processor time that it has used: reading, comparing, writing and
committing. The kernel ends the process at that instant, wherever it is, so no code of ours can take notice.
"""

import os
import random
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, col, func, select

from portal_app import database
from portal_app import models as m
from portal_app.ingest import import_path
from portal_app.migrations import migrate
from tests.unit.oneroster_sources import Source

POINTS = 50
STUDENTS, WORKS = 40, 25


def a_source(folder: Path, *, named: str) -> Path:
    """Return a district of forty students with a thousand results; another name means other texts, scores and rows."""
    folder.mkdir()
    source, only = Source(folder, "v1p1"), named[0]
    lines: dict[str, list[str]] = {name: source.text(name).splitlines() for name in (*GROWN, "demographics")}
    for n in range(STUDENTS):
        lines["users"].append(f"p{n},,,true,s1,student,,,{named}{n},Reed,,80{n:04},,,,,09,")
        lines["demographics"].append(f"p{n},,,2012-01-01,,,,,,,,,,,,")
        lines["enrollments"].append(f"pe{n},,,k1,s1,p{n},student,,,")
    for w in range(WORKS):
        lines["lineItems"].append(f"pw{w},,,{named} {w},,2026-09-01,2026-09-03,k1,hw,q1,0,20")
        for n in range(STUDENTS):
            name = f"{only}{n}" if w == 0 else f"{n}"  # one work's results are other rows
            lines["results"].append(f"pr{w}-{name},,,pw{w},p{n},fully graded,{(n + w + len(named)) % 20},2026-09-04,")
    for name, all_of_it in lines.items():
        (source.path / f"{name}.csv").write_text("\n".join([*all_of_it, ""]))
    return source.path


GROWN = ("users", "enrollments", "lineItems", "results")


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Path, Path]:
    """Return two sources of one district that differ in many rows of four kinds."""
    return a_source(tmp_path / "one", named="Alma"), a_source(tmp_path / "other", named="Benito")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, pinned, tmp_path: Path) -> str:
    """Return the address of an empty database, of each kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url")
    return f"sqlite:///{tmp_path / 'portal.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = database.make_engine(url)
    migrate(on=engine)
    yield engine
    engine.dispose()


def held(engine: Engine) -> tuple[Any, ...]:
    """Return all that the two sources differ in, as the database holds it, and how many changes the feed has."""
    with Session(engine) as session:
        return (
            set(session.exec(select(col(m.Student.source_id), col(m.Student.first_name)))),
            set(session.exec(select(col(m.Assignment.source_id), col(m.Assignment.name)))),
            set(session.exec(select(col(m.Score.source_id), col(m.Score.points)))),
            session.exec(select(func.count(col(m.SectionEnrollment.id)))).one(),
        )


def recorded_changes(engine: Engine) -> int:
    """Return how many changes the feed has so far."""
    with Session(engine) as session:
        return session.exec(select(func.count(col(m.Change.id)))).one()


def in_a_child(url: str, path: Path, *, after: float = 0) -> tuple[int, float]:
    """Import in a process of its own, killed after so many seconds of processor time (0: never).

    Return the signal that ended it, and the seconds that it used.
    """
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it ends the process as SIGKILL does: nothing runs after it
        signal.setitimer(signal.ITIMER_PROF, after)
        import_path(database.make_engine(url), path)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return os.WTERMSIG(status), now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def points(count: int) -> list[float]:
    """Return points all over a duration of 1, one at a place of chance in each of equal parts."""
    chance = random.Random(count)
    return [(n + chance.random()) / count for n in range(count)]


def test_an_import_killed_at_fifty_points_leaves_the_old_or_the_new_data_and_the_next_one_succeeds(
    engine: Engine, url: str, sources: tuple[Path, Path]
) -> None:
    states, durations = [], []
    for source in (*sources, *sources):
        died, seconds = in_a_child(url, source)
        assert not died
        states.append(held(engine))
        durations.append(seconds)
    assert states[:2] == states[2:]
    assert states[0] != states[1]
    shortest, to_come, number = min(durations[1:]), points(POINTS), 0
    while to_come:
        old, new, source = states[(number + 1) % 2], states[number % 2], sources[number % 2]
        before, point = recorded_changes(engine), to_come[0] * shortest
        died, seconds = in_a_child(url, source, after=point)
        if died:
            assert died == signal.SIGPROF
            to_come.pop(0)
        else:  # it was done sooner than any before: the point lay behind its end, and is tried again
            shortest = min(seconds, shortest * 0.9)
        number += 1
        assert (held(engine), recorded_changes(engine) > before) in [(old, False), (new, True)], (
            f"killed after {point:.3f} s"
        )
        import_path(engine, source)
        assert held(engine) == new
        assert not import_path(engine, source, dry_run=True).changed_anything
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_first_import_killed_at_ten_points_leaves_an_empty_portal_or_a_full_one(
    pinned, tmp_path: Path, sources: tuple[Path, Path]
) -> None:
    def an_empty_one(name: str) -> Engine:
        engine = database.make_engine(f"sqlite:///{tmp_path / name}.db")
        SQLModel.metadata.create_all(engine)
        return engine

    whole = an_empty_one("whole")
    _, seconds = in_a_child(str(whole.url), sources[0])
    for number, point in enumerate(points(10)):
        engine = an_empty_one(f"killed{number}")
        in_a_child(str(engine.url), sources[0], after=point * seconds)
        assert held(engine) in [(set(), set(), set(), 0), held(whole)]
        import_path(engine, sources[0])
        assert held(engine) == held(whole)
        engine.dispose()
    whole.dispose()
