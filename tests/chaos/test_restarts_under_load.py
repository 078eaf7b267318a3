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


def browse_until(over: threading.Event, portal: RunningPortal, family: Family, cookie: str) -> tuple[int, str]:
    """Open pages until it is over, come what may; return how many were shown, and every word that was said."""
    shown, said = 0, []
    while not over.is_set():
        with suppress(*LOST), connected(portal.url, cookie=cookie) as tab:
            while not over.is_set():
                said.append(shows_the_schedule(tab, family, seconds=3))
                shown += 1
                over.wait(0.3)  # the pace of a person, below the limits of the socket
    return shown, "".join(said)


def test_pages_come_back_after_each_loss_and_no_family_ever_sees_another(
    serves_several_workers: Serves, postgresql_server: PostgreSQL, redis_server: Redis
) -> None:
    with serves_several_workers() as portal, ThreadPoolExecutor(len(FAMILIES)) as pool:
        cookies = [cookie_in(try_to_sign_in(portal, family)) for family in FAMILIES]
        over = threading.Event()
        browsers = [pool.submit(browse_until, over, portal, *who) for who in zip(FAMILIES, cookies, strict=True)]
        try:
            for lose in (lambda: restart(postgresql_server), lambda: restart(redis_server), portal.workers()[0].kill):
                lose()
                for family, cookie in zip(FAMILIES, cookies, strict=True):
                    until_it_works(portal, cookie, family)
        finally:
            over.set()
        for family, browser in zip(FAMILIES, browsers, strict=True):
            shown, said = browser.result(timeout=60)
            assert shown > 0
            others = [name for other in FAMILIES if other is not family for name in other.names]
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
