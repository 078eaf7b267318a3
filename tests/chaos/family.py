"""Families of the demonstration district, and how their browsers open pages while things go wrong."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import requests
import socketio
from websocket import WebSocketException

from portal_app.pages.home.state import HomeState
from portal_app.pages.schedule.state import ScheduleState
from tests.running import RunningPortal
from tests.socket_client import SocketClient, connected, text_of

HOME, SCHEDULE = f"{HomeState.get_full_name()}.load", f"{ScheduleState.get_full_name()}.load"


@dataclass(frozen=True)
class Family:
    """A guardian's user name and password, a child whose name the pages show, and the names of the family."""

    user_name: str
    password: str
    child: str
    names: tuple[str, ...]


MINNIE = Family("MinnieC", "violet-otter-climbs-9-stairs", "Marcia", ("Greg", "Marcia", "Minnie"))
TOM = Family("TomH", "slow-tractor-hums-in-4-fields", "Nadia", ("Nadia",))
DELLA = Family("DellaC", "nine-kettles-hum-at-dawn-63", "Ferdinand", ("Daffy", "Ferdinand"))
FAMILIES = (MINNIE, TOM, DELLA)
LOST = (socketio.exceptions.SocketIOError, WebSocketException, OSError, AssertionError)
"""How a socket ends, or keeps silent, when what is behind it is lost."""


def try_to_sign_in(portal: RunningPortal, family: Family, *, password: str = "") -> requests.Response:
    """Return the answer to a sign-in form, a redirect not followed."""
    return requests.post(
        f"{portal.url}/auth/sign-in",
        data={"user_name": family.user_name, "password": password or family.password},
        headers={"Origin": portal.url},
        allow_redirects=False,
        timeout=60,
    )


def cookie_in(answer: requests.Response) -> str:
    """Return the session's cookie of an answer, as a browser sends it; empty when there is none."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in answer.cookies if "session" in cookie.name)


def shows_the_schedule(tab: SocketClient, *, seconds: float = 30) -> str:
    """Open the schedule in a tab, and return all that was said until it was shown; the family only at first."""
    tab.send(SCHEDULE, path="/schedule")
    return text_of(tab.hear(until='"shown_rx_state_": "schedule"', seconds=seconds))


def opens_the_schedule(portal: RunningPortal, cookie: str, family: Family) -> str:
    """Open the schedule in a tab of its own; return all that was said until it showed the family's child."""
    with connected(portal.url, cookie=cookie) as tab:
        said = shows_the_schedule(tab)
    assert family.child in said
    return said


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
                    said = shows_the_schedule(tab, seconds=10)
                    with self._shown:
                        self.said.append(said)
                        self._shown.notify_all()
                    self.over.wait(0.3)  # the pace of a person, below the limits of the socket

    def shows_another_page(self) -> bool:
        """Return whether a page more than so far is shown; within a minute, or it never comes."""
        with self._shown:
            so_far = len(self.said)
            return self._shown.wait_for(lambda: len(self.said) > so_far, timeout=60)


@contextmanager
def browsing(portal: RunningPortal) -> Iterator[list[Browser]]:
    """Have every family open pages during the block; afterwards, assert that none was told of another family's."""
    over = threading.Event()
    browsers = [Browser(portal, family, cookie_in(try_to_sign_in(portal, family)), over) for family in FAMILIES]
    with ThreadPoolExecutor(len(FAMILIES)) as pool:
        ended = [pool.submit(browser.browse) for browser in browsers]
        try:
            yield browsers
        finally:
            over.set()
        for one in ended:
            one.result(timeout=60)
    for browser in browsers:
        assert names_of_others(browser.family, "".join(browser.said)) == []


def names_of_others(family: Family, said: str) -> list[str]:
    """Return the names in what was said that belong to another family of these."""
    return [name for other in FAMILIES if other is not family for name in other.names if name in said]


def until_it_works(browser: Browser) -> None:
    """Return once a new tab of a browser shows the schedule; at most twenty tries."""
    for _ in range(20):
        with suppress(*LOST):
            opens_the_schedule(browser.portal, browser.cookie, browser.family)
            return
    raise AssertionError(f"{browser.family.user_name} did not get back in")


def all_get_back_in(browsers: list[Browser]) -> None:
    """Return once each family has opened a new tab, and the one that it browses in shows pages again."""
    for browser in browsers:
        until_it_works(browser)
    assert all(browser.shows_another_page() for browser in browsers)
