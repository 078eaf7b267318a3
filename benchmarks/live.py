"""How soon does an open page show what another process posts, and what do a thousand idle pages cost?

Run `python -m benchmarks.live`. A portal runs as in production, on SQLite and, where it is installed, on PostgreSQL. 50
times something is posted for a child whose parent has the pages open: the time from the commit to the message on the
socket must stay under 2 s at the 95th percentile. Then a thousand pages of as many sessions are opened and left alone:
together they may take 5 % of one core. Raw sockets stand for browsers; `make build` must have made the pages.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

os.environ["PORTAL_TODAY"] = "2026-10-06T10:15"  # before the settings are read

import psutil
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from benchmarks._idle import IdlePages
from portal_app import models as m
from portal_app.database import make_engine
from portal_app.domain.accounts import sessions
from portal_app.domain.changes.feed import record_change
from portal_app.domain.staff.posting import post_attendance, post_notice
from portal_app.pages.attendance.state import AttendanceState
from portal_app.pages.grades.state import GradesState
from portal_app.pages.home.state import HomeState
from portal_app.pages.schedule.state import ScheduleState
from tests.running import RunningPortal, command_in, running_portal
from tests.servers import has_postgresql, run_postgresql
from tests.socket_client import SocketClient, connected, sign_in

MORNING = os.environ["PORTAL_TODAY"]
MINNIE = ("MinnieC", "violet-otter-climbs-9-stairs")
CHILD = "Marcia"
TRIALS, SECONDS_ALLOWED = 50, 2.0
PAGES, CORE_ALLOWED, WATCHED = 1000, 0.05, 30.0
PLACES: dict[str, Any] = {
    "/home": HomeState,
    "/attendance": AttendanceState,
    "/grades": GradesState,
    "/schedule": ScheduleState,
}
Post = Callable[[Session, m.Student, int], object]


def attendance(session: Session, student: m.Student, turn: int) -> None:
    """Post one period, now this code and now that."""
    code = ("AU", "AE")[turn % 2]
    post_attendance(session, student_number=student.number, on=date(2026, 10, 6), period="1", code=code)


def notice(session: Session, _student: m.Student, turn: int) -> None:
    """Write a school's notice over the former one."""
    post_notice(session, title=f"Notice {turn}", school="Babb Middle", reference="bench")


def score(session: Session, student: m.Student, turn: int) -> None:
    """Give a score."""
    _change(session, student, turn, m.Score, "points", m.Subject.SCORE)


def grade(session: Session, student: m.Student, turn: int) -> None:
    """Post a final grade."""
    _change(session, student, turn, m.PostedGrade, "percent", m.Subject.GRADE)


def schedule(session: Session, student: m.Student, turn: int) -> None:
    """Move a class to another room."""
    roster = select(m.SectionEnrollment.section_id).where(m.SectionEnrollment.student_id == student.id)
    meetings = select(m.SectionMeeting).where(col(m.SectionMeeting.section_id).in_(roster))
    for meeting in session.exec(meetings):
        meeting.room = f"{turn}"
    record_change(session, m.Subject.SCHEDULE, student_id=student.id)


def _change(
    session: Session, student: m.Student, turn: int, model: type[SQLModel], column: str, subject: m.Subject
) -> None:
    row = session.exec(select(model).where(col(model.student_id) == student.id)).first()  # type: ignore[attr-defined]
    assert row is not None
    setattr(row, column, turn % 90 + 1)
    record_change(session, subject, student_id=student.id, item_id=row.id)  # type: ignore[attr-defined]


POSTS: tuple[tuple[Post, str], ...] = (
    (attendance, "/attendance"),
    (score, "/grades"),
    (grade, "/grades"),
    (notice, "/home"),
    (schedule, "/schedule"),
)
"""What is posted, and the page on which it must appear."""


def delays(portal: RunningPortal, engine: Engine) -> list[float]:
    """Return the seconds from each commit to the message on the socket of the page that shows it."""
    cookie = sign_in(portal.url, *MINNIE)
    with Session(engine, expire_on_commit=False) as session, ExitStack() as stack:
        student = session.exec(select(m.Student).where(m.Student.first_name == CHILD)).one()
        pages = {path: stack.enter_context(connected(portal.url, cookie=cookie)) for path in PLACES}
        for path, page in pages.items():
            page.send(f"{PLACES[path].get_full_name()}.load", path=path, query=f"?student={student.id}")
            page.hear(until=CHILD, seconds=60)
        return [_delay(session, student, pages, turn) for turn in range(TRIALS)]


def _delay(session: Session, student: m.Student, pages: dict[str, SocketClient], turn: int) -> float:
    time.sleep(random.uniform(0, 1))  # at any moment between two looks
    post, path = POSTS[turn % len(POSTS)]
    post(session, student, turn)
    session.commit()
    committed = time.perf_counter()
    pages[path].hear(seconds=30)
    taken = time.perf_counter() - committed
    for other in pages.keys() - {path}:  # all pages of the family ask anew
        pages[other].hear(seconds=30)
    return taken


def idle_cost(portal: RunningPortal, engine: Engine) -> float:
    """Return the share of one core that the server takes while nobody does anything."""
    with Session(engine) as session:
        account = session.exec(select(m.Account).where(m.Account.user_name == MINNIE[0])).one()
        tokens = [sessions.begin(session, account.id or 0, address="127.0.0.1", device="bench") for _ in range(PAGES)]
        session.commit()
    pages = IdlePages()
    handler = f"{HomeState.get_full_name()}.load"
    for number, token in enumerate(tokens):
        cookie = f"{sessions.cookie_name()}={token}"
        pages.open(portal.url, token=f"idle-{number}", cookie=cookie, handler=handler, path="/home")
    time.sleep(3)  # until the last page's own work is done
    before, started = _cpu(portal), time.perf_counter()
    time.sleep(WATCHED)
    share = (_cpu(portal) - before) / (time.perf_counter() - started)
    pages.close()
    return share


def _cpu(portal: RunningPortal) -> float:
    """Return the seconds of processor time that the server has taken so far."""
    times = [process.cpu_times() for process in (psutil.Process(portal.pid), *portal.workers())]
    return sum(one.user + one.system for one in times)


def measure(name: str, **stores: str) -> bool:
    """Print the measures on one kind of database; return whether they are within their limits."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for command in ("migrate", "demo"):
            done = command_in(data, command, TODAY=MORNING, **stores)
            assert done.returncode == 0, done.stderr
        with running_portal(data, TODAY=MORNING, **stores) as portal:
            engine = make_engine(portal.database)
            taken = delays(portal, engine)
            share = idle_cost(portal, engine)
            engine.dispose()
    p95 = quantiles(taken, n=20)[-1]
    print(f"{name}: posted to shown, {TRIALS} trials: median {median(taken):.2f} s, p95 {p95:.2f} s (limit 2 s)")
    print(f"{name}: {PAGES} idle pages: {share:.1%} of one core (limit 5 %)", flush=True)
    return p95 < SECONDS_ALLOWED and share < CORE_ALLOWED


def main() -> int:
    """Print the measures; return 0 if all are within their limits, else 1."""
    good = measure("SQLite")
    if has_postgresql():
        with run_postgresql() as server:
            good = measure("PostgreSQL", DATABASE_URL=server.create("bench")) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
