"""PostgreSQL and Redis of the tests' own, where the programs are installed (a plugin of `tests/conftest.py`).

They run on loopback, for this run only. A test may stop them and start them again, to see what the portal does then.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from portal_app.database import make_engine
from portal_app.migrations import migrate
from tests.running import free_port

_QUIET: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _program(name: str) -> str | None:
    found = [str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    return shutil.which(name) or (sorted(found)[-1] if found else None)


@dataclass(frozen=True)
class PostgreSQL:
    """A PostgreSQL server. `url` names no database."""

    folder: Path
    port: int
    as_whom: list[str]

    @property
    def url(self) -> str:
        """Return the address without a database name."""
        return f"postgresql://portal@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return when it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{self.folder}'"
        self._control("-w", "-l", str(self.folder / "log"), "-o", f"{options} -c fsync=off", "start")

    def stop(self) -> None:
        """Stop at once, as in a crash."""
        self._control("-m", "immediate", "stop")

    def create(self, name: str, *, template: str = "template1") -> str:
        """Create a database, and return its address."""
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"{self.url}/{name}"

    def create_with_password(self, name: str, password: str) -> str:
        """Create a database and a role of the same name that has to give a password; return the address with it."""
        self._run(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        self._run(f"CREATE DATABASE {name} OWNER {name}")
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"host {name} {name} 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
        self._run("SELECT pg_reload_conf()")
        return f"postgresql://{name}:{password}@127.0.0.1:{self.port}/{name}"

    def drop(self, name: str) -> None:
        """Drop a database, whoever uses it."""
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(statement)

    def _control(self, *arguments: str) -> None:
        command = [*self.as_whom, str(_program("pg_ctl")), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, **_QUIET)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """Yield a running PostgreSQL server."""
    if not has_postgresql():
        pytest.skip("PostgreSQL is not installed: its half of the test did not run")
    with run_postgresql() as server:
        yield server


def has_postgresql() -> bool:
    """Return whether PostgreSQL's programs are there."""
    return bool(_program("initdb") and _program("pg_ctl"))


@contextmanager
def run_postgresql() -> Iterator[PostgreSQL]:
    """Yield a running PostgreSQL server, and stop it in the end."""
    initdb = str(_program("initdb"))
    # not in pytest's own folder: PostgreSQL refuses to run as root, and its account may not look in there
    as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with TemporaryDirectory(prefix="portal-postgresql-") as folder:
        if as_whom:
            shutil.chown(folder, "postgres")
        make = [*as_whom, initdb, "-D", f"{folder}/data", "-U", "portal", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(make, check=True, capture_output=True, cwd=folder)
        server = PostgreSQL(Path(folder), free_port(), as_whom)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def postgresql_url(postgresql_server: PostgreSQL) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL database."""
    name = f"portal_{uuid4().hex}"
    yield postgresql_server.create(name)
    postgresql_server.drop(name)


@pytest.fixture(scope="session")
def migrated_template(postgresql_server: PostgreSQL) -> str:
    """Return the name of a database that migrations have made, to be copied."""
    name = "migrated"
    engine = make_engine(postgresql_server.create(name))
    migrate(on=engine)
    engine.dispose()
    return name


@pytest.fixture
def migrated_postgresql_url(postgresql_server: PostgreSQL, migrated_template: str) -> Iterator[str]:
    """Yield the address of a PostgreSQL database as `portal migrate` leaves it."""
    name = f"portal_{uuid4().hex}"
    yield postgresql_server.create(name, template=migrated_template)
    postgresql_server.drop(name)


class Redis:
    """A Redis server with a password, which keeps nothing on disk."""

    def __init__(self, folder: Path, port: int) -> None:
        self._command = [
            str(_program("redis-server")), "--port", str(port), "--bind", "127.0.0.1", "--requirepass", "of-the-tests",
            "--save", "", "--dir", str(folder),
        ]  # fmt: skip
        self._process: subprocess.Popen[str] | None = None
        self.url = f"redis://:of-the-tests@127.0.0.1:{port}"

    def start(self) -> None:
        """Start, empty, and return when it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        while "Ready to accept connections" not in self._process.stdout.readline():
            assert self._process.poll() is None, "Redis did not start"

    def stop(self) -> None:
        """Stop at once, as in a crash: all that it held is lost."""
        assert self._process
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """Yield a running Redis server."""
    if not _program("redis-server"):
        pytest.skip("Redis is not installed: its half of the test did not run")
    server = Redis(tmp_path_factory.mktemp("redis"), free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: Redis) -> str:
    """Return the address of the Redis server."""
    return redis_server.url
