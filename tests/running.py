"""A portal that really runs: the built pages, a server process of its own, a database of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from urllib3.util import Retry

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class RunningPortal:
    """Where a running portal answers, and the environment in which `portal` commands reach the same database."""

    url: str
    environment: dict[str, str]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `portal ...` beside the server, as the office would."""
        return subprocess.run(
            [sys.executable, "-m", "portal_app.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )


@contextmanager
def running_portal(data: Path, **settings: str) -> Iterator[RunningPortal]:
    """Yield a portal that serves the database in `data`; `settings` are PORTAL_* variables without the prefix."""
    port = free_port()
    environment = {
        **os.environ,
        "PORTAL_DATA_DIR": str(data),
        "PORTAL_PORT": str(port),
        "PORTAL_BCRYPT_COST": "10",
        "PYTHONPATH": str(ROOT),
        **{f"PORTAL_{name.upper()}": value for name, value in settings.items()},
    }
    log = (data / "server.log").open("ab")
    server = subprocess.Popen(
        [sys.executable, "-m", "portal_app.cli", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
    )
    try:
        portal = RunningPortal(f"http://localhost:{port}", environment)
        wait_until_it_answers(portal.url)
        yield portal
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        log.close()


def wait_until_it_answers(url: str) -> None:
    """Return once the server is healthy."""
    with requests.Session() as http:
        http.mount("http://", requests.adapters.HTTPAdapter(max_retries=Retry(total=60, backoff_factor=0.05, backoff_max=1)))
        http.get(f"{url}/healthz", timeout=10).raise_for_status()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
