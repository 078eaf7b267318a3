"""A parent of `benchmarks/load.py`: what one does on the evening of report-card day, and how long each step takes."""

import asyncio
import random
import re
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from itertools import cycle
from typing import TypeVar

from benchmarks._protocol import Failed, Place, Tab, request
from portal_app.demo.large import LARGE_PASSWORD

R = TypeVar("R")
READS = (1.0, 3.0)
"""Seconds that a parent looks at a page."""
EVENTS = ("home", "schedule", "grades", "class", "attendance", "calendar", "home again")


@dataclass
class Figures:
    """Seconds that each step took, at the portal and at the empty app, and what went wrong."""

    portal: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    empty: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    late: list[float] = field(default_factory=list)


@dataclass
class Parent:
    """One account: signs in, reads, and leaves the page open."""

    number: int
    portal: Place
    empty: Place
    figures: Figures
    tabs: list[Tab] = field(default_factory=list)

    async def visit(self) -> None:
        """Go through everything; what fails ends the visit, and is counted."""
        self.step = "sign-in"
        try:
            await self._visit()
        except (Failed, OSError, TimeoutError, IndexError, asyncio.IncompleteReadError) as error:
            self.figures.errors[self.step].append(repr(error))

    async def _visit(self) -> None:
        await self.sign_in()
        page = await self._timed("page", request(self.portal, "GET", "/home/"))
        _expect(page.status == 200, f"{page.status}")
        floor = await self._open(self.empty, "/one/")
        began = time.perf_counter()
        tab, said = await self._first(self.portal)
        self.figures.portal["home"].append(time.perf_counter() - began)
        self.students = students_in(said)
        await self._turn_pages(tab, floor)
        await self._print()

    async def _first(self, place: Place) -> tuple[Tab, bytes]:
        self.step = "home"
        tab, said = await Tab.open(place, "/home/")
        self.tabs.append(tab)
        _expect(b"home_state" in said, "no home page")
        return tab, said

    async def _open(self, place: Place, path: str) -> Tab:
        began = time.perf_counter()
        tab, _ = await Tab.open(place, path)
        self.figures.empty["home"].append(time.perf_counter() - began)
        self.tabs.append(tab)
        return tab

    async def sign_in(self) -> None:
        """Sign in by the form, and keep the cookie."""
        form = {"user_name": f"LargeParent{self.number:04d}", "password": LARGE_PASSWORD}
        answer = await self._timed("sign-in", request(self.portal, "POST", "/auth/sign-in", form))
        _expect(answer.status == 303 and answer.header("location") == "/home/", f"{answer.status} {answer.body[:99]!r}")
        cookie = answer.header("set-cookie").partition(";")[0]
        self.portal = Place(self.portal.port, cookie, self.portal.address)

    async def _turn_pages(self, tab: Tab, floor: Tab) -> None:
        student, paths = random.choice(self.students), cycle(("/two/", "/one/"))
        section = b"0"
        for name in EVENTS[1:]:
            await asyncio.sleep(random.uniform(*READS))
            place = "home" if name == "home again" else name
            where = f"/{place}/?student={student}" + (f"&section={section.decode()}" if place == "class" else "")
            said = await self._timed(name, tab.turn_to(where))
            _expect(f"{place}_state".encode() in said, f"the answer holds no {place}")
            if name == "grades":
                section = re.findall(rb'"section_id":(\d+)', said)[0]
            self.step = "empty app"
            began = time.perf_counter()
            await floor.turn_to(next(paths))
            self.figures.empty[name].append(time.perf_counter() - began)

    async def _print(self) -> None:
        await asyncio.sleep(random.uniform(*READS))
        path = f"/reports/{random.choice(self.students)}/report-card.pdf"
        document = await self._timed("PDF", request(self.portal, "GET", path))
        _expect(document.status == 200 and document.body[:5] == b"%PDF-", f"{document.status}")

    async def _timed(self, step: str, work: Awaitable[R]) -> R:
        self.step = step
        began = time.perf_counter()
        done = await work
        self.figures.portal[step].append(time.perf_counter() - began)
        return done

    async def leave(self) -> None:
        """Close all tabs."""
        for tab in self.tabs:
            await tab.close()


def _expect(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise Failed(otherwise)


def students_in(said: bytes) -> list[int]:
    """Return the students whom a signed-in page knows."""
    return sorted({int(one) for one in re.findall(rb'\{"id":(\d+),"first_name"', said)} - {0})
