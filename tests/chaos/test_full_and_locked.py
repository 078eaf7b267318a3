"""A disk that is full, and a database that another program holds: pages go on, and nobody is let in half-way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest
import requests

from tests.chaos.family import MINNIE, TOM, cookie_in, opens_the_schedule, shows_the_schedule, try_to_sign_in
from tests.portal_fixtures import Serves
from tests.running import RunningPortal
from tests.socket_client import connected

NOTHING_MORE = 1  # byte: no file may be written beyond it


@pytest.fixture
def portal(serves_one_worker: Serves) -> Iterator[RunningPortal]:
    """Yield a portal whose clock runs, and which writes an action down after four seconds."""
    with serves_one_worker(TODAY="2026-10-06", IDLE_MINUTES="2") as running:
        yield running


def let_write(portal: RunningPortal, most: int) -> None:
    """Let no file of the server grow beyond so many bytes, as if the disk were full."""
    for worker in portal.workers():
        worker.rlimit(psutil.RLIMIT_FSIZE, (most, psutil.RLIM_INFINITY))


def test_on_a_full_disk_pages_can_be_read_and_nobody_is_let_in_until_there_is_room(portal: RunningPortal) -> None:
    cookie = cookie_in(try_to_sign_in(portal, MINNIE))
    with connected(portal.url, cookie=cookie) as tab:
        shows_the_schedule(tab, MINNIE)
        let_write(portal, NOTHING_MORE)
        refused = try_to_sign_in(portal, TOM)
        assert not cookie_in(refused)
        assert "/home/" not in refused.headers.get("Location", "")
        shows_the_schedule(tab, MINNIE)
    let_write(portal, psutil.RLIM_INFINITY)
    opens_the_schedule(portal, cookie_in(try_to_sign_in(portal, TOM)), TOM)
    opens_the_schedule(portal, cookie, MINNIE)
    with closing(sqlite3.connect(portal.data / "portal.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_while_another_program_writes_for_long_pages_are_read_and_nobody_is_let_in(portal: RunningPortal) -> None:
    """The lock is held for as long as the sign-in waits for it, which is five seconds."""
    cookie = cookie_in(try_to_sign_in(portal, MINNIE))
    with connected(portal.url, cookie=cookie) as tab, closing(sqlite3.connect(portal.data / "portal.db")) as writer:
        shows_the_schedule(tab, MINNIE)
        writer.execute("BEGIN IMMEDIATE")
        refused = try_to_sign_in(portal, TOM)
        assert not cookie_in(refused)
        shows_the_schedule(tab, MINNIE)
        opens_the_schedule(portal, cookie, MINNIE)
        assert requests.get(f"{portal.url}/readyz", timeout=10).ok
        writer.rollback()
        opens_the_schedule(portal, cookie_in(try_to_sign_in(portal, TOM)), TOM)
