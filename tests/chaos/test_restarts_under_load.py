"""Families open pages all the while as PostgreSQL, Redis and the workers are lost, one after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import socketio
from websocket import WebSocketException

from tests.chaos.family import (
    DELLA,
    MINNIE,
    TOM,
    Family,
    cookie_in,
    opens_the_schedule,
    shows_the_schedule,
    try_to_sign_in,
)
from tests.portal_fixtures import Serves
from tests.running import RunningPortal
from tests.servers import PostgreSQL, Redis
from tests.socket_client import connected

FAMILIES = (MINNIE, TOM, DELLA)
LOST = (socketio.exceptions.SocketIOError, WebSocketException, OSError, AssertionError)
"""How a socket ends, or keeps silent, when what is behind it is lost."""


class Browser:
    """A family's browser, which opens page after page until it is `over`, come what may; it keeps all that was said."""

    def __init__(self, portal: RunningPortal, family: Family, cookie: str, over: threading.Event) -> None:
        self.portal, self.family, self.cookie, self.over = portal, family, cookie, over
        self.said: list[str] = []
        self._shown = threading.Condition()

    def browse(self) -> None:
        """Open pages in one tab, and in a new one whenever it is lost."""
        while not self.over.is_set():
            with suppress(*LOST), connected(self.portal.url, cookie=self.cookie) as tab:
                while not self.over.is_set():
                    said = shows_the_schedule(tab, self.family, seconds=10)
                    with self._shown:
                        self.said.append(said)
                        self._shown.notify_all()
                    self.over.wait(0.3)  # the pace of a person, below the limits of the socket

    def shows_another_page(self) -> bool:
        """Return whether a page more than so far is shown; within a minute, or it never comes."""
        with self._shown:
            so_far = len(self.said)
            return self._shown.wait_for(lambda: len(self.said) > so_far, timeout=60)


def test_pages_come_back_after_each_loss_and_no_family_ever_sees_another(
    serves_several_workers: Serves, postgresql_server: PostgreSQL, redis_server: Redis
) -> None:
    with serves_several_workers() as portal, ThreadPoolExecutor(len(FAMILIES)) as pool:
        over = threading.Event()
        browsers = [Browser(portal, family, cookie_in(try_to_sign_in(portal, family)), over) for family in FAMILIES]
        browsing = [pool.submit(browser.browse) for browser in browsers]
        try:
            assert all(browser.shows_another_page() for browser in browsers)
            for lose in (lambda: restart(postgresql_server), lambda: restart(redis_server), portal.workers()[0].kill):
                lose()
                for browser in browsers:
                    until_it_works(portal, browser.cookie, browser.family)
                assert all(browser.shows_another_page() for browser in browsers)
        finally:
            over.set()
        for browser, ended in zip(browsers, browsing, strict=True):
            ended.result(timeout=60)
            others = [name for family in FAMILIES if family is not browser.family for name in family.names]
            said = "".join(browser.said)
            assert [name for name in others if name in said] == []


def restart(server: PostgreSQL | Redis) -> None:
    """Lose a server as in a crash, and start it again."""
    server.stop()
    server.start()


def until_it_works(portal: RunningPortal, cookie: str, family: Family) -> None:
    """Return once a new tab shows the schedule; at most twenty tries."""
    for _ in range(20):
        with suppress(*LOST):
            opens_the_schedule(portal, cookie, family)
            return
    raise AssertionError(f"{family.user_name} did not get back in")
