"""The server and its workers, as an operator meets them when something is wrong."""

from types import SimpleNamespace

import pytest
from uvicorn.config import STARTUP_FAILURE

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
    monkeypatch.setattr(serve, "Multiprocess", FailedWorkers)

    with pytest.raises(StartError, match="could not start"):
        serve._workers("127.0.0.1", free_port())


def test_a_server_that_was_stopped_ends_well(monkeypatch) -> None:
    monkeypatch.setattr(serve, "Multiprocess", Workers)

    serve._workers("127.0.0.1", free_port())
