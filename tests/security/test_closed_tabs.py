"""What a flood of tabs leaves behind: the states of closed tabs are limited for each session."""

import re

import requests

from tests.chaos.family import MINNIE, cookie_in, try_to_sign_in
from tests.portal_fixtures import Serves
from tests.running import free_port
from tests.socket_client import SocketClient

KEPT = 20
"""Closed tabs of a session whose state is kept."""
OPENED = 25
"""More than are kept, and below the limits of the socket."""


def test_a_session_that_opens_and_closes_tabs_leaves_few_of_them_behind(serves_one_worker: Serves) -> None:
    metrics = free_port()
    with serves_one_worker(METRICS_PORT=str(metrics)) as portal:
        cookie = cookie_in(try_to_sign_in(portal, MINNIE))
        for _ in range(OPENED):
            SocketClient(portal.url, cookie=cookie).lose()
        until_held(metrics, KEPT)


def until_held(metrics: int, number: int) -> None:
    """Return once the portal holds so many states; an AssertionError if it does not come to that."""
    held = ""
    for _ in range(5000):
        page = requests.get(f"http://localhost:{metrics}/metrics", timeout=10).text
        [held] = re.findall(r"^portal_held_states ([\d.]+)$", page, re.MULTILINE) or [""]
        if held and float(held) == number:
            return
    raise AssertionError(f"{held} states are held, not {number}")
