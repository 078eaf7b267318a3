"""A thread pool in front of which accounts wait in turn, so that one that sends much only slows down itself.

Each key (an account, or whoever sends) has a queue of its own and may have a few tasks running. A free thread takes the
first task of the key that has waited longest for its turn, not the oldest task.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

R = TypeVar("R")
_Task = tuple[Callable[[], Any], asyncio.Future[Any]]


@dataclass(slots=True)
class _Queues:
    """The tasks of one event loop: waiting, by key in the order of their turns, and how many run."""

    waiting: OrderedDict[Hashable, deque[_Task]] = field(default_factory=OrderedDict)
    running: Counter[Hashable] = field(default_factory=Counter)
    total: int = 0


class FairThreads:
    """Runs tasks in the threads of `executor`: at most `threads` at a time, and `per_key` of the same key."""

    def __init__(self, executor: Executor, *, threads: int, per_key: int) -> None:
        self._executor, self._threads, self._per_key = executor, threads, per_key
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Queues] = WeakKeyDictionary()

    async def run(self, key: Hashable | None, task: Callable[[], R]) -> R:
        """Return the task's result, once it is its turn. `None`: nobody's in particular, so a key of its own."""
        loop = asyncio.get_running_loop()
        queues = self._loops.setdefault(loop, _Queues())
        result: asyncio.Future[R] = loop.create_future()
        queues.waiting.setdefault(object() if key is None else key, deque()).append((task, result))
        self._start(queues, loop)
        return await result

    def _start(self, queues: _Queues, loop: asyncio.AbstractEventLoop) -> None:
        """Start tasks as long as there is a free thread and a key that may use it."""
        while queues.total < self._threads and (key := self._next(queues)) is not None:
            task, result = self._taken(queues, key)
            if result.cancelled():
                continue
            queues.total += 1
            queues.running[key] += 1
            done = partial(self._finished, queues, loop, key, result)
            loop.run_in_executor(self._executor, task).add_done_callback(done)

    def _next(self, queues: _Queues) -> Hashable | None:
        return next((key for key in queues.waiting if queues.running[key] < self._per_key), None)

    def _taken(self, queues: _Queues, key: Hashable) -> _Task:
        """Take the key's first task, and put the key at the end of the line."""
        tasks = queues.waiting[key]
        taken = tasks.popleft()
        if tasks:
            queues.waiting.move_to_end(key)
        else:
            del queues.waiting[key]
        return taken

    def _finished(
        self,
        queues: _Queues,
        loop: asyncio.AbstractEventLoop,
        key: Hashable,
        result: asyncio.Future[Any],
        done: asyncio.Future[Any],
    ) -> None:
        queues.total -= 1
        queues.running[key] -= 1
        if not queues.running[key]:
            del queues.running[key]
        if not result.done():
            if done.cancelled():
                result.cancel()
            elif error := done.exception():
                result.set_exception(error)
            else:
                result.set_result(done.result())
        self._start(queues, loop)
