"""The server and its workers, as an operator meets them when something is wrong."""

import signal
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors.multiprocess import SIGNALS

from portal_app import serve
from portal_app.build import StartError
from tests.running import free_port


class Workers:
    """Workers that have ended already, with this exit code."""

    exitcode = 0

    def __init__(self, _config, _sockets) -> None:
        self.processes = [SimpleNamespace(exitcode=self.exitcode)]

    def run(self) -> None:
        """Return as when they have all ended."""


class FailedWorkers(Workers):
    exitcode = STARTUP_FAILURE


def test_an_application_that_does_not_come_up_is_an_error_of_the_start(monkeypatch) -> None:
    monkeypatch.setattr(serve, "Workers", FailedWorkers)

    with pytest.raises(StartError, match="could not start"):
        serve._workers("127.0.0.1", free_port())


def test_a_server_that_was_stopped_ends_well(monkeypatch) -> None:
    monkeypatch.setattr(serve, "Workers", Workers)

    serve._workers("127.0.0.1", free_port())


@pytest.fixture
def signals() -> Iterator[None]:
    """Give back the signals that the workers' parent process takes over."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
def test_the_parent_hears_at_once_that_a_worker_died_before_it_answered() -> None:
    """Otherwise it waits for the answer of a dead worker for half a minute, and obeys no signal meanwhile."""
    workers = serve.Workers(Config("portal_app.nothing:app", workers=1, timeout_worker_healthcheck=60), [])
    workers.init_processes()
    workers.keep_subprocess_alive()
    worker = workers.processes[0]

    worker.process.kill()
    worker.process.join()

    assert worker.parent_conn.poll(), "the pipe is still open"
