"""A server that is asked to stop: what has begun ends before it does, and whoever asked hears the answer."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from portal_app.pages.base import PortalState
from tests.chaos.family import MINNIE, TOM, cookie_in, opens_the_schedule, shows_the_schedule, try_to_sign_in
from tests.portal_fixtures import IN_USE
from tests.running import ROOT, RunningPortal, environment, free_port, wait_until_it_answers
from tests.socket_client import connected

LANGUAGE = f"{PortalState.get_full_name()}.choose_language"


@pytest.fixture
def server(demonstration: Path, tmp_path: Path) -> Iterator[tuple[RunningPortal, subprocess.Popen[bytes]]]:
    """Yield a portal and its process, which the test asks to stop."""
    (tmp_path / "portal.db").write_bytes((demonstration / "portal.db").read_bytes())
    port = free_port()
    command = [sys.executable, "-m", "portal_app.cli", "serve"]
    chosen = environment(tmp_path, PORT=str(port), **IN_USE)
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, cwd=ROOT, env=chosen, stderr=log) as server:
        wait_until_it_answers(f"http://localhost:{port}/healthz")
        yield RunningPortal(f"http://localhost:{port}", tmp_path, {}, server.pid), server
        server.terminate()


def test_an_event_that_has_begun_is_answered_before_the_server_stops(server) -> None:
    """The event waits for the database, which another program holds until the server has been told to stop."""
    portal, process = server
    cookie = cookie_in(try_to_sign_in(portal, MINNIE))
    database = portal.data / "portal.db"
    with connected(portal.url, cookie=cookie) as tab, closing(sqlite3.connect(database)) as writer:
        shows_the_schedule(tab)
        writer.execute("BEGIN IMMEDIATE")
        tab.send(LANGUAGE, {"code": "es"}, path="/schedule")
        opens_the_schedule(portal, cookie, MINNIE)  # by now the server has begun with what was sent before
        process.send_signal(signal.SIGTERM)
        writer.rollback()
        tab.hear(until='"es"')
    assert process.wait(timeout=30) == 0
    with closing(sqlite3.connect(database)) as reader:
        language = reader.execute("SELECT locale FROM account WHERE user_name = ?", (MINNIE.user_name,))
        assert language.fetchone() == ("es",)


def test_a_form_that_was_sent_is_answered_before_the_server_stops(server) -> None:
    portal, process = server
    cookie = cookie_in(try_to_sign_in(portal, MINNIE))
    with ThreadPoolExecutor(1) as people, closing(sqlite3.connect(portal.data / "portal.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        form = people.submit(try_to_sign_in, portal, TOM)
        opens_the_schedule(portal, cookie, MINNIE)
        process.send_signal(signal.SIGTERM)
        writer.rollback()
        assert cookie_in(form.result())
    assert process.wait(timeout=30) == 0
