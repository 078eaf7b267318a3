"""Two workers on one machine, without Redis: each holds its own tabs, and the database is all that they share."""

import http.client
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from tests.chaos.family import (
    MINNIE,
    TOM,
    Family,
    all_get_back_in,
    browsing,
    cookie_in,
    names_of_others,
    try_to_sign_in,
)
from tests.portal_fixtures import Serves
from tests.running import RunningPortal
from tests.socket_client import HYDRATE, SocketClient, connected, text_of

MOST = 18
"""Tabs that a session may open one after the other, below the limits of the socket. All on one worker: hardly ever."""
DONE = '"is_hydrated_rx_state_": true'
"""Said when a page is loaded."""


@pytest.fixture(scope="module")
def portal(serves_workers_without_redis: Serves) -> Iterator[RunningPortal]:
    with serves_workers_without_redis() as running:
        until_both_answer(running)
        yield running


def until_both_answer(portal: RunningPortal) -> None:
    """Return once each of the two workers has answered."""
    answered: set[int] = set()
    for _ in range(2000):
        connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=30)
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
        answered.add(portal.worker_at(connection.sock.getsockname()[1]))
        connection.close()
        if len(answered & {worker.pid for worker in portal.workers()}) == 2:
            return
    raise AssertionError(f"only {answered} answered")


def signed_in(portal: RunningPortal, family: Family) -> str:
    return cookie_in(try_to_sign_in(portal, family))


def opens_home(tab: SocketClient) -> str:
    """Load the home page as a browser does when its socket opens, and return all that was said."""
    tab.send(HYDRATE, path="/home")
    return text_of(tab.hear(until=DONE, seconds=30))


def test_what_the_school_posts_reaches_the_tabs_of_both_workers(portal: RunningPortal) -> None:
    cookie = signed_in(portal, MINNIE)
    with ExitStack() as stack:
        tabs: dict[int, SocketClient] = {}
        for _ in range(MOST):
            tab = stack.enter_context(connected(portal.url, cookie=cookie))
            opens_home(tab)
            tabs[portal.worker_at(tab.port)] = tab
            if len(tabs) == 2:
                break
        assert tabs.keys() == {worker.pid for worker in portal.workers()}
        posted = portal.command("notice", "post", "--title", "Snow day on Friday", "--text", "From the office.")
        assert posted.returncode == 0, posted.stderr
        for tab in tabs.values():
            tab.hear(until="Snow day on Friday", seconds=30)


def test_a_tab_that_comes_back_shows_its_own_page_wherever_it_lands(portal: RunningPortal) -> None:
    """To the other worker and back again; in between, the same token comes with another family's cookie."""
    hers, toms = signed_in(portal, MINNIE), signed_in(portal, TOM)
    landed: list[int] = []
    for _ in range(MOST):
        with connected(portal.url, cookie=hers, token="the-tab") as tab:
            said = opens_home(tab)
            assert "Marcia" in said
            assert names_of_others(MINNIE, said) == []
            landed.append(portal.worker_at(tab.port))
        with connected(portal.url, cookie=toms, token="the-tab") as tab:
            said = opens_home(tab)
            assert "Nadia" in said
            assert names_of_others(TOM, said) == []
        if sum(before != after for before, after in pairwise(landed)) >= 2:
            break
    assert set(landed) == {worker.pid for worker in portal.workers()}


def test_a_killed_worker_costs_nobody_the_page_and_no_family_sees_another(portal: RunningPortal) -> None:
    with browsing(portal) as browsers:
        assert all(browser.shows_another_page() for browser in browsers)
        for worker in portal.workers():
            worker.kill()
            all_get_back_in(browsers)
            until_both_answer(portal)
