"""Two workers on PostgreSQL and Redis: what parents notice when one of them, or Redis, is lost. Almost nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal_app.domain.accounts.form_errors import Problem
from portal_app.infrastructure.throttle import Limit
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from tests.e2e.visitor import MINNIE, MINNIES_PASSWORD, sign_in
from tests.portal_fixtures import Serves
from tests.running import RunningPortal
from tests.servers import PostgreSQL, Redis
from tests.socket_client import HYDRATE, SocketClient, connected, text_of
from tests.socket_client import sign_in as cookie_of

PORTAL, HOME = PortalState.get_full_name(), HomeState.get_full_name()
ROSA = ("RosaD", "paper-boats-drift-past-7-mills")
TOM = ("TomH", "slow-tractor-hums-in-4-fields")
SECONDS = 20_000  # milliseconds within which parents are back, on a busy machine
SHOWN, LAST = '"shown_rx_state_": "home"', '"is_hydrated_rx_state_": true'
"""What the server says with the home page's content, and as its last word on it."""
HERS = ("Greg", "Marcia", "Minnie")
"""First names of Minnie's family: none of them may reach anybody else."""


@pytest.fixture(scope="module")
def cluster(serves_several_workers: Serves) -> Iterator[RunningPortal]:
    with serves_several_workers(TRUSTED_PROXY_HOPS="1") as running:
        yield running


@pytest.fixture
def browse(chromium: Browser, cluster: RunningPortal) -> Iterator[Callable[[], Page]]:
    """Return a function that opens a page in a browser of its own; a lost worker may be heard on its console."""
    contexts: list[BrowserContext] = []

    def browse() -> Page:
        contexts.append(chromium.new_context(base_url=cluster.url, viewport={"width": 1280, "height": 800}))
        return contexts[-1].new_page()

    yield browse
    for context in contexts:
        context.close()


def post(cluster: RunningPortal, title: str) -> None:
    """Post a notice of the district, as the office would."""
    posted = cluster.command("notice", "post", "--title", title, "--text", "From the office.")
    assert posted.returncode == 0, posted.stdout + posted.stderr


def test_what_the_school_posts_reaches_the_pages_of_every_worker(cluster: RunningPortal) -> None:
    cookie = cookie_of(cluster.url, MINNIE, MINNIES_PASSWORD)
    with ExitStack() as stack:
        tabs = [stack.enter_context(connected(cluster.url, cookie=cookie)) for _ in range(8)]
        for tab in tabs:
            tab.send(HYDRATE, path="/home")
            tab.hear(until="Marcia")
        post(cluster, "Snow day on Friday")
        for tab in tabs:
            tab.hear(until="Snow day on Friday", seconds=20)


def test_a_tab_that_comes_back_to_another_worker_is_still_its_own(cluster: RunningPortal) -> None:
    hers, rosas = (cookie_of(cluster.url, *whose) for whose in ((MINNIE, MINNIES_PASSWORD), ROSA))
    for _ in range(6):
        with connected(cluster.url, cookie=hers, token="the-tab") as tab:
            tab.send(HYDRATE, path="/home")
            assert "Marcia" in home_page(tab)
        with connected(cluster.url, cookie=rosas, token="the-tab") as tab:
            tab.send(HYDRATE, path="/home")
            heard = home_page(tab)
            assert "Nadia" in heard
            assert not any(name in heard for name in HERS)


def home_page(tab: SocketClient) -> str:
    """Return what the server says until the tab shows its home page.

    A tab that leaves before the last word may leave its lock in Redis, where it ends after ten seconds.
    """
    shown = tab.hear(until=SHOWN)
    return text_of(shown + tab.hear(until=LAST))


def test_two_browsers_on_one_tab_token_never_see_each_other(cluster: RunningPortal) -> None:
    """The workers share what they keep for a tab, so the token must lead nowhere without its cookie, on any worker."""
    hers = cookie_of(cluster.url, MINNIE, MINNIES_PASSWORD)
    with connected(cluster.url, cookie=hers) as tab:
        tab.send(HYDRATE, path="/home")
        tab.hear(until="Marcia")
        for _ in range(4):
            with connected(cluster.url, token=tab.token) as thief:
                thief.send(f"{HOME}.load")
                heard = text_of(thief.hear(until="_redirect"))
                assert "/sign-in/" in heard
                assert not any(name in heard for name in HERS)


def test_tries_are_counted_for_all_workers_together(cluster: RunningPortal) -> None:
    allowed = int(Limit.SIGN_IN.value.split()[0])
    said = [wrong_sign_in(cluster, f"Nobody{number}") for number in range(allowed + 2)]
    assert said == [Problem.WRONG_SIGN_IN] * allowed + [Problem.TOO_MANY] * 2


def wrong_sign_in(cluster: RunningPortal, user_name: str) -> str:
    """Return the code with which a sign-in is refused."""
    answer = requests.post(
        f"{cluster.url}/auth/sign-in",
        data={"user_name": user_name, "password": "a wrong password"},
        headers={"Origin": cluster.url, "X-Forwarded-For": "203.0.113.9"},
        allow_redirects=False,
        timeout=30,
    )
    return parse_qs(urlsplit(answer.headers["Location"]).query)["error"][0]


def test_when_a_worker_is_killed_its_parents_are_back_and_it_is_replaced(
    cluster: RunningPortal, browse: Callable[[], Page]
) -> None:
    pages = [browse() for _ in range(3)]
    for page in pages:
        sign_in(page)
    for number, worker in enumerate(cluster.workers()):
        worker.kill()
        post(cluster, f"After worker {number}")
        for page in pages:
            expect(page.get_by_text(f"After worker {number}").first).to_be_visible(timeout=SECONDS)
        wait_for_workers(cluster)


def wait_for_workers(cluster: RunningPortal) -> None:
    """Return once there are two workers that answer."""
    with requests.Session() as http:
        for _ in range(600):
            if http.get(f"{cluster.url}/readyz", timeout=20).ok and len(cluster.workers()) == 2:
                return
    raise AssertionError("the worker was not replaced")


def test_when_redis_loses_everything_parents_go_on_in_their_own_sessions(
    cluster: RunningPortal, redis_server: Redis, browse: Callable[[], Page]
) -> None:
    hers, toms = browse(), browse()
    sign_in(hers)
    sign_in(toms, *TOM)
    redis_server.stop()
    assert requests.get(f"{cluster.url}/readyz", timeout=20).status_code == 503
    redis_server.start()
    post(cluster, "After Redis")
    for page in (hers, toms):
        expect(page.get_by_text("After Redis").first).to_be_visible(timeout=SECONDS)
    hers.get_by_role("link", name="Schedule").first.click()
    expect(hers.locator(".page-summary")).to_contain_text("Marcia", timeout=SECONDS)
    assert "Marcia" not in toms.content()


def test_a_session_that_ended_while_redis_was_away_is_not_admitted(
    cluster: RunningPortal, redis_server: Redis, browse: Callable[[], Page]
) -> None:
    page = browse()
    sign_in(page, *TOM)
    redis_server.stop()
    assert cluster.command("account", "disable", TOM[0]).returncode == 0
    redis_server.start()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=SECONDS)
    assert "Nadia" not in page.content()
    assert cluster.command("account", "enable", TOM[0]).returncode == 0


def test_when_postgresql_restarts_parents_go_on(
    cluster: RunningPortal, postgresql_server: PostgreSQL, browse: Callable[[], Page]
) -> None:
    page = browse()
    sign_in(page)
    postgresql_server.stop()
    assert requests.get(f"{cluster.url}/readyz", timeout=20).status_code == 503
    postgresql_server.start()
    post(cluster, "After PostgreSQL")
    expect(page.get_by_text("After PostgreSQL").first).to_be_visible(timeout=SECONDS)
