"""A portal that really runs: the built pages, a server process of its own, a database of its own."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from threading import Lock
from unittest.mock import patch

import psutil
import requests
from sqlalchemy import inspect, text
from sqlmodel import Session, select
from urllib3.util import Retry

from portal_app.database import make_engine
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts.passwords import fold_user_name
from portal_app.models import Account
from portal_app.settings import settings

ROOT = Path(__file__).resolve().parent.parent
_ONE_AT_A_TIME = Lock()
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)  # it warns of each try before a server is up


@dataclass(frozen=True)
class RunningPortal:
    """Where a running portal answers, and the data folder and settings that `portal` commands share with it."""

    url: str
    data: Path
    settings: dict[str, str]
    pid: int

    @property
    def database(self) -> str:
        """Return the address of its database."""
        return database_of(self.data, self.settings)

    def texts(self) -> Iterator[str]:
        """Yield every text that its database holds."""
        engine = make_engine(self.database)
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                    yield from (value for value in row if isinstance(value, str))
        engine.dispose()

    def workers(self) -> list[psutil.Process]:
        """Return the processes that answer, oldest first."""
        return sorted(filter(answers, psutil.Process(self.pid).children()), key=lambda child: child.create_time())

    def worker_at(self, port: int) -> int:
        """Return which process answers the connection that a client has opened from this port, 0 while none does."""
        for worker in self.workers():
            if any(one.raddr and one.raddr.port == port for one in worker.net_connections("tcp")):
                return worker.pid
        return 0

    @contextmanager
    def records(self) -> Iterator[Session]:
        """Yield a session on its database, with its clock and its other settings in force, and commit in the end."""
        engine = make_engine(self.database)
        with patch.dict(os.environ, environment(self.data, **self.settings), clear=True):
            settings.cache_clear()
            try:
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    yield session
            finally:
                settings.cache_clear()
                engine.dispose()

    def new_session(self, user_name: str) -> tuple[str, str]:
        """Sign an account in without a password, and return name and value of the cookie that a browser gets then."""
        with self.records() as session:
            key = fold_user_name(user_name)
            account = session.exec(select(Account).where(Account.user_name_key == key)).one()
            assert account.id
            token = sessions.begin(session, account.id, address="127.0.0.1", device="A browser of the tests")
            return sessions.cookie_name(), token

    def letters(self) -> list[EmailMessage]:
        """Send what waits in the mail queue, and return all emails that the portal has written to its outbox."""
        assert self.command("mail", "deliver", "--once").returncode == 0
        files = sorted((self.data / "outbox").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `portal ...` beside the server, as the office would."""
        return command_in(self.data, *arguments, **self.settings)


def body_of(message: EmailMessage, form: str = "plain") -> str:
    """Return the text of an email, or its HTML."""
    body = message.get_body((form,))
    assert body is not None
    return str(body.get_content())


def database_of(data: Path, settings: Mapping[str, str]) -> str:
    """Return the address of the database of a portal with these settings, without their prefix."""
    return settings.get("DATABASE_URL") or f"sqlite:///{data / 'portal.db'}"


def answers(child: psutil.Process) -> bool:
    """Return whether a child of a server is one of its workers, and alive: a killed one stays until it is reaped."""
    try:
        return any("spawn_main" in word for word in child.cmdline())
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return False


def command_in(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `portal ...` on the database in `data`; `settings` are PORTAL_* variables without the prefix."""
    request = {"environment": environment(data, **settings), "arguments": arguments}
    with _ONE_AT_A_TIME:
        server = _command_server()
        assert server.stdin
        assert server.stdout
        print(json.dumps(request), file=server.stdin, flush=True)
        return subprocess.CompletedProcess(arguments, **json.loads(server.stdout.readline()))


@cache
def _command_server() -> subprocess.Popen[str]:
    """Return the process of `tests/command_server.py`. It ends with this one, whose end closes its stdin."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.command_server"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a portal with its database in `data`, without the PORTAL_* variables around."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    # mail goes out when a test asks for it: `RunningPortal.letters`
    own = {"DATA_DIR": str(data), "BCRYPT_COST": "10", "DELIVER_MAIL": "false", **settings}
    return {**around, "PYTHONPATH": str(ROOT), **{f"PORTAL_{name}": value for name, value in own.items()}}


@contextmanager
def running_portal(data: Path, **settings: str) -> Iterator[RunningPortal]:
    """Yield a portal that serves the database in `data`."""
    port = free_port()
    with (data / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "portal_app.cli", "serve"],
            cwd=ROOT,
            env=environment(data, PORT=str(port), **settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_it_answers(f"http://localhost:{port}/healthz")
            yield RunningPortal(f"http://localhost:{port}", data, settings, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def wait_until_it_answers(url: str) -> None:
    """Return once a server that has just been started gives this answer."""
    with requests.Session() as http:
        http.mount(
            "http://", requests.adapters.HTTPAdapter(max_retries=Retry(total=60, backoff_factor=0.05, backoff_max=1))
        )
        http.get(url, timeout=10).raise_for_status()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
