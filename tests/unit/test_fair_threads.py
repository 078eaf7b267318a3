"""Accounts wait in turn for the threads that query and hash: one that sends much only slows down itself."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal_app.fair_threads import FairThreads


class Gate:
    """Tasks that note their name and wait until they are let through."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._open = threading.Event()

    def task(self, name: str) -> Callable[[], str]:
        def run() -> str:
            self.begun.append(name)
            assert self._open.wait(20)
            return name

        return run

    def open(self) -> None:
        self._open.set()


def threads(*, number: int = 1, per_key: int = 1) -> FairThreads:
    return FairThreads(ThreadPoolExecutor(number), threads=number, per_key=per_key)


async def wait_until(happened: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not happened():
            await asyncio.sleep(0)


async def test_accounts_wait_in_turn_whatever_their_number_of_tasks() -> None:
    gate, fair = Gate(), threads()
    flood = [asyncio.create_task(fair.run("flood", gate.task(f"flood {n}"))) for n in range(20)]
    await wait_until(lambda: gate.begun == ["flood 0"])
    others = [asyncio.create_task(fair.run(name, gate.task(name))) for name in ("Minnie", "Rosa")]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(*flood, *others)
    assert gate.begun[:4] == ["flood 0", "flood 1", "Minnie", "Rosa"]


async def test_an_account_has_no_more_than_its_share_of_the_threads() -> None:
    gate, fair = Gate(), threads(number=2)
    flood = [asyncio.create_task(fair.run("flood", gate.task(f"flood {n}"))) for n in range(3)]
    await wait_until(lambda: gate.begun == ["flood 0"])
    other = asyncio.create_task(fair.run("Minnie", gate.task("Minnie")))
    await wait_until(lambda: "Minnie" in gate.begun)
    assert gate.begun == ["flood 0", "Minnie"]
    gate.open()
    assert await other == "Minnie"
    assert await asyncio.gather(*flood) == ["flood 0", "flood 1", "flood 2"]


async def test_a_task_of_nobody_in_particular_has_a_turn_of_its_own() -> None:
    gate, fair = Gate(), threads()
    flood = [asyncio.create_task(fair.run("flood", gate.task(f"flood {n}"))) for n in range(5)]
    await wait_until(lambda: len(gate.begun) == 1)
    anonymous = [asyncio.create_task(fair.run(None, gate.task(f"visitor {n}"))) for n in range(2)]
    await asyncio.sleep(0)
    gate.open()
    await asyncio.gather(*flood, *anonymous)
    assert gate.begun[1:4] == ["flood 1", "visitor 0", "visitor 1"]


async def test_an_error_reaches_its_caller_only_and_the_thread_goes_on() -> None:
    fair = threads()

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await fair.run("Minnie", fail)
    assert await fair.run("Minnie", lambda: 7) == 7


async def test_a_caller_that_no_longer_waits_costs_no_turn() -> None:
    gate, fair = Gate(), threads()
    first = asyncio.create_task(fair.run("Minnie", gate.task("first")))
    await wait_until(lambda: gate.begun == ["first"])
    gone = asyncio.create_task(fair.run("Minnie", gate.task("gone")))
    last = asyncio.create_task(fair.run("Minnie", gate.task("last")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    gate.open()
    assert await asyncio.gather(first, last) == ["first", "last"]
    assert gate.begun == ["first", "last"]


async def test_a_caller_that_leaves_while_its_task_runs_frees_the_thread_at_its_end() -> None:
    gate, fair = Gate(), threads()
    leaves = asyncio.create_task(fair.run("Minnie", gate.task("leaves")))
    await wait_until(lambda: gate.begun == ["leaves"])
    leaves.cancel()
    gate.open()
    assert await fair.run("Minnie", lambda: "next") == "next"
