"""Report-card day in a district of 52,000 students: what a parent waits for, on this machine, generator included.

`python -m benchmarks.load [--seconds 120] [--rate 7.9] [--cost 10] [--workers 2] [--students 52000] [--assignments 20]`

Parents sign in by the form at 7.9 a second (28,500 an hour), open the portal and go through home, schedule, grades, a
class, attendance, the calendar and a PDF, with a moment to read between two pages; then their page stays open. The very
same turns of a page go to an empty Reflex app beside the portal, in the same seconds: no page can be quicker than that.
Afterwards eight parents turn the grades page without a pause.

Workers on SQLite, on one machine and without Redis, as most operators have it. The cost of bcrypt is 10, the lowest
that is allowed: at 12, the default, one sign-in takes a quarter of a second of a core, so that 7.9 a second alone take
two. `--cost 12` measures that, too. The district is kept in the temporary folder, so that the next run begins at once.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks._empty import empty_app
from benchmarks._large import DATE, LargeCopy, large_district
from benchmarks._parents import EVENTS, Figures, Parent, students_in
from benchmarks._protocol import Place, Tab
from portal_app.pages.grades.state import GradesState
from tests.running import RunningPortal, running_portal

WARM = 20
"""Parents who come before anything is measured."""
LANES, TABS, CLOSED_SECONDS = 8, 16, 15.0
"""Parents who turn pages without a pause, each in many tabs: the guard allows one session ten messages a second."""
EVENT_P95, TIMES_EMPTY, SESSION_BYTES, PAGES_A_SECOND = 0.150, 3.0, 250_000, 500.0
console = Console(highlight=False, width=110)


@dataclass
class Run:
    """One run against one portal and one empty app."""

    portal: RunningPortal
    accounts: int
    empty_port: int
    empty_pid: int
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def parent(self, figures: Figures) -> Parent:
        """Return the next parent, who comes from an address of their own."""
        number = next(self.numbers)
        stride = 7  # parents of different schools, one after the other
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        port = int(self.portal.url.rpartition(":")[2])
        account = number * stride % self.accounts + 1
        return Parent(account, Place(port, address=address), Place(self.empty_port), figures)

    async def warm_up(self) -> None:
        """Let some parents come first: what every server does once is nobody's wait."""
        parents = [self.parent(Figures()) for _ in range(WARM)]
        await asyncio.gather(*(parent.visit() for parent in parents))
        for parent in parents:
            await parent.leave()

    async def arrivals(self, rate: float, seconds: float) -> tuple[Figures, list[Parent]]:
        """Let parents come at this rate, whatever the server does; return when the last one has read everything."""
        figures, parents, visits = Figures(), [], []
        began = time.perf_counter()
        for number in range(round(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(due - time.perf_counter())
            figures.late.append(time.perf_counter() - due)
            parents.append(self.parent(figures))
            visits.append(asyncio.create_task(parents[-1].visit()))
        await asyncio.gather(*visits)
        return figures, parents

    async def closed_loop(self) -> tuple[float, float]:
        """Return the grades pages, and the turns of the empty app's page, that eight parents get in a second."""
        parents = [self.parent(Figures()) for _ in range(LANES * TABS)]
        tabs, floors = [], []
        for parent in parents:
            await parent.sign_in()
            tab, said = await Tab.open(parent.portal, "/grades/")
            tabs.append((tab, [f"/grades/?student={one}" for one in students_in(said)]))
            floors.append((await Tab.open(parent.empty, "/one/"))[0])
        handler = f"{GradesState.get_full_name()}.load"
        pages = await _loops([_pages(tabs[lane::LANES], handler, b"grades_state") for lane in range(LANES)])
        counter = "reflex___state____state.empty___empty____counter.load"
        ones = [(floor, ["/one/"]) for floor in floors]
        turns = await _loops([_pages(ones[lane::LANES], counter, b"counter") for lane in range(LANES)])
        return pages, turns


async def _pages(tabs: list[tuple[Tab, list[str]]], handler: str, until: bytes) -> int:
    """Turn pages without a pause, in each tab after the other; return how many there were."""
    end, done = time.perf_counter() + CLOSED_SECONDS, 0
    for number in count():
        for tab, paths in tabs:
            await tab.call(handler, paths[number % len(paths)], until=until)
            done += 1
        if time.perf_counter() > end:
            break
    return done


async def _loops(lanes: list[Awaitable[int]]) -> float:
    began = time.perf_counter()
    done = await asyncio.gather(*lanes)
    return sum(done) / (time.perf_counter() - began)


@dataclass(frozen=True)
class Usage:
    """Seconds of processor time and bytes of memory that processes have taken so far."""

    seconds: float
    memory: int


def usage(*processes: int) -> Usage:
    """Return what these processes and their children have taken."""
    found = [psutil.Process(one) for one in processes]
    found += [child for one in found for child in one.children(recursive=True)]
    seconds, memory = 0.0, 0
    for process in found:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            seconds, memory = seconds + times.user + times.system, memory + process.memory_info().rss
    return Usage(seconds, memory)


def quantile(taken: list[float], share: float) -> float:
    """Return the time within which this share was answered."""
    return sorted(taken)[min(len(taken) - 1, int(share * len(taken)))]


def _cells(taken: list[float]) -> list[str]:
    return [f"{quantile(taken, share) * 1000:,.0f}" for share in (0.5, 0.95, 0.99)] if taken else ["", "", ""]


def show(figures: Figures) -> bool:
    """Print the steps; return whether all are within their limits."""
    table = Table("step", "times", "p50", "p95", "p99", "errors", "empty p50", "p95", "p99", "x empty", title="ms")
    good = not any(figures.errors.values())
    for step in ("sign-in", "page", *EVENTS, "PDF"):
        taken, floor = figures.portal[step], figures.empty[step]
        times = quantile(taken, 0.5) / quantile(floor, 0.5) if taken and floor else 0.0
        if step in EVENTS:
            good = good and bool(taken) and quantile(taken, 0.95) <= EVENT_P95 and times <= TIMES_EMPTY
        ratio = f"{times:.1f}" if times else ""
        errors = str(len(figures.errors[step]))
        table.add_row(step, f"{len(taken):,}", *_cells(taken), errors, *_cells(floor), ratio)
    console.print(table)
    for step, wrong in figures.errors.items():
        if wrong:
            console.print(f"{step}: {len(wrong)} errors, the first: {wrong[0][:200]}", markup=False)
    return good


async def measure(run: Run, rate: float, seconds: float) -> bool:
    """Run everything and print it; return whether all is within its limits."""
    await run.warm_up()
    await asyncio.sleep(2)
    me, portal, empty, began = psutil.Process().pid, usage(run.portal.pid), usage(run.empty_pid), time.perf_counter()
    own = psutil.Process(me).cpu_times()
    figures, parents = await run.arrivals(rate, seconds)
    taken, after, floor = time.perf_counter() - began, usage(run.portal.pid), usage(run.empty_pid)
    now = psutil.Process(me).cpu_times()
    good = show(figures)
    each, floor_each = ((b.memory - a.memory) / len(parents) for a, b in ((portal, after), (empty, floor)))
    cores = [(after.seconds - portal.seconds) / taken, (floor.seconds - empty.seconds) / taken]
    cores.append((now.user + now.system - own.user - own.system) / taken)
    console.print(f"{len(parents)} parents came at {rate} a second, and all their pages stayed open, for {taken:.0f} s")
    console.print(f"cores in use: portal {cores[0]:.2f}, empty app {cores[1]:.2f}, generator {cores[2]:.2f}")
    console.print(f"the generator was late by at most {max(figures.late) * 1000:.0f} ms")
    console.print(f"memory of an open session: {each / 1000:.0f} kB (limit {SESSION_BYTES / 1000:.0f} kB); ", end="")
    console.print(f"of an open page of the empty app: {floor_each / 1000:.0f} kB")
    for parent in parents:
        await parent.leave()
    pages, turns = await run.closed_loop()
    console.print(
        f"{LANES} parents in a closed loop: {pages:.0f} grades pages/s (limit {PAGES_A_SECOND:.0f}); ", end=""
    )
    console.print(f"empty app: {turns:.0f} events/s")
    return good and each <= SESSION_BYTES and pages >= PAGES_A_SECOND


def main() -> int:
    """Measure and print; return 0 if all is within its limits, else 1."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=7.9)
    parser.add_argument("--cost", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--students", type=int, default=52_000)
    parser.add_argument("--assignments", type=int, default=20)
    given = parser.parse_args()
    random.seed(52_000)
    kept = large_district(given.students, given.assignments)
    with tempfile.TemporaryDirectory(prefix="portal-load-") as name:
        data = LargeCopy(Path(name), kept, cost=given.cost)
        settings = {"TODAY": DATE, "BCRYPT_COST": str(given.cost), "TRUSTED_PROXY_HOPS": "1"}
        settings["WORKERS"] = str(given.workers)
        workers = "one worker" if given.workers == 1 else f"{given.workers} workers"
        console.print(f"{given.students:,} students, {given.assignments} scores of each in a class; SQLite, {workers},")
        console.print(f"bcrypt cost {given.cost}, generator on the same {psutil.cpu_count()} cores")
        with running_portal(data.folder, **settings) as portal, empty_app() as empty:
            run = Run(portal, data.accounts, *empty)
            return 0 if asyncio.run(measure(run, given.rate, given.seconds)) else 1


if __name__ == "__main__":
    sys.exit(main())
