"""A disk that is full, and a database that another program holds: pages go on, and nobody is let in half-way."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.chaos.family import MINNIE, TOM, cookie_in, opens_the_schedule, shows_the_schedule, try_to_sign_in
from tests.e2e.conftest import chromium, playwright  # noqa: F401 - one fault is looked at with a browser
from tests.e2e.visitor import sign_in
from tests.portal_fixtures import Serves
from tests.running import RunningPortal
from tests.socket_client import connected

NOT_NOW = "error=not-now"
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
        shows_the_schedule(tab)
        let_write(portal, NOTHING_MORE)
        refused = try_to_sign_in(portal, TOM)
        assert not cookie_in(refused)
        assert NOT_NOW in refused.headers["Location"]
        shows_the_schedule(tab)
    let_write(portal, psutil.RLIM_INFINITY)
    opens_the_schedule(portal, cookie_in(try_to_sign_in(portal, TOM)), TOM)
    opens_the_schedule(portal, cookie, MINNIE)
    with closing(sqlite3.connect(portal.data / "portal.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_while_another_program_writes_for_long_pages_are_read_and_nobody_is_let_in(portal: RunningPortal) -> None:
    """The lock is held for as long as two sign-ins wait for it, which is ten seconds."""
    cookie = cookie_in(try_to_sign_in(portal, MINNIE))
    with connected(portal.url, cookie=cookie) as tab, closing(sqlite3.connect(portal.data / "portal.db")) as writer:
        shows_the_schedule(tab)
        writer.execute("BEGIN IMMEDIATE")
        for password in (TOM.password, "a wrong password"):  # each waits for five seconds
            refused = try_to_sign_in(portal, TOM, password=password)
            assert not cookie_in(refused)
            assert NOT_NOW in refused.headers["Location"]
        shows_the_schedule(tab)
        opens_the_schedule(portal, cookie, MINNIE)
        assert requests.get(f"{portal.url}/readyz", timeout=10).ok
        writer.rollback()
        opens_the_schedule(portal, cookie_in(try_to_sign_in(portal, TOM)), TOM)


def test_a_page_whose_question_could_not_be_answered_says_so_in_one_line_until_the_next_thing_is_done(
    serves_one_worker: Serves,
    chromium: Browser,  # noqa: F811
) -> None:
    with serves_one_worker() as portal:
        page = chromium.new_page(base_url=portal.url)
        sign_in(page)
        page.goto("/account/")
        line = page.get_by_text("very busy just now")
        make = page.get_by_role("button", name="Make a calendar address")
        with closing(sqlite3.connect(portal.data / "portal.db")) as writer:
            writer.execute("BEGIN IMMEDIATE")
            make.click()
            expect(line).to_be_visible()
            writer.rollback()
        make.click()
        expect(page.locator("#calendar-address")).to_be_visible()
        expect(line).not_to_be_visible()
        page.context.close()
