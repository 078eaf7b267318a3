"""A server that is asked to stop: what has begun ends before it does."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from portal_app.pages.base import PortalState
from tests.chaos.family import MINNIE, cookie_in, opens_the_schedule, shows_the_schedule, try_to_sign_in
from tests.running import ROOT, RunningPortal, environment, free_port, wait_until_it_answers
from tests.socket_client import connected

LANGUAGE = f"{PortalState.get_full_name()}.choose_language"


def test_an_event_that_has_begun_ends_before_the_server_does(demonstration: Path, tmp_path: Path) -> None:
    """The event waits for the database, which another program holds until the server has been told to stop."""
    (tmp_path / "portal.db").write_bytes((demonstration / "portal.db").read_bytes())
    port = free_port()
    command = [sys.executable, "-m", "portal_app.cli", "serve"]
    chosen = environment(tmp_path, PORT=str(port), TODAY="2026-10-06T10:15")
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, cwd=ROOT, env=chosen, stderr=log) as server:
        wait_until_it_answers(f"http://localhost:{port}")
        portal = RunningPortal(f"http://localhost:{port}", tmp_path, {}, server.pid)
        cookie = cookie_in(try_to_sign_in(portal, MINNIE))
        with connected(portal.url, cookie=cookie) as tab, closing(sqlite3.connect(tmp_path / "portal.db")) as writer:
            shows_the_schedule(tab, MINNIE)
            writer.execute("BEGIN IMMEDIATE")
            tab.send(LANGUAGE, {"code": "es"}, path="/schedule")
            opens_the_schedule(portal, cookie, MINNIE)  # by now the server has begun with what was sent before
            server.send_signal(signal.SIGTERM)
            writer.rollback()
        assert server.wait(timeout=30) == 0
    with closing(sqlite3.connect(tmp_path / "portal.db")) as database:
        chosen_language = database.execute("SELECT locale FROM account WHERE user_name = ?", (MINNIE.user_name,))
        assert chosen_language.fetchone() == ("es",)
