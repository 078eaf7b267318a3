"""A real browser on a running portal: phone or desktop, and no console error goes unseen."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, ViewportSize, expect, sync_playwright

from tests.browsers import launch
from tests.e2e.page_pool import PagePool
from tests.e2e.visitor import enter
from tests.portal_fixtures import Serves
from tests.running import RunningPortal

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=15_000)  # a busy machine is no reason to fail
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> PagePool:
    return PagePool(chromium)


@pytest.fixture(scope="session")
def portal(serves: Serves) -> Iterator[RunningPortal]:
    """Yield the portal that the tests share, its clock stopped on a school morning.

    A test that changes something does so for a parent (`tests/e2e/parents.py`) or a family of its own.
    """
    with serves() as running:
        yield running


@pytest.fixture(scope="module")
def own_portal(serves: Serves, pages: PagePool) -> Iterator[RunningPortal]:
    """Yield a portal like the shared one for a module that changes the school's records."""
    with serves() as running:
        yield running
        pages.close(running.url)


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Run the test once on a phone-sized and once on a desktop-sized screen."""
    return request.param


@pytest.fixture
def open_page(chromium: Browser, pages: PagePool, portal: RunningPortal) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a context of its own; errors on the console fail the test.

    `user`: the user name of the parent who is signed in there.
    `new`: as in a browser that has never been on the portal. Also for a test whose traces can't be removed again, such
    as an init script.
    `expects`: pieces of the errors that belong to the test, such as a line that is down.
    """
    reused: list[Page] = []
    created: list[Page] = []
    complaints: list[str] = []
    expected: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    def open_page(
        size: str = "phone", *, user: str = "", new: bool = False, expects: Sequence[str] = (), **options: Any
    ) -> Page:
        expected.extend(expects)
        if new:
            page = chromium.new_context(viewport=SIZES[size], base_url=portal.url, **options).new_page()
            created.append(page)
        else:
            page = pages.take(portal.url, SIZES[size], **options)
            reused.append(page)
        page.on("console", hear)
        page.on("pageerror", fail)
        if user:
            enter(page, portal, user)
        return page

    yield open_page
    for page in reused:
        pages.give_back(page)
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)
    for page in created:
        page.context.close()
    assert [text for text in complaints if not any(piece in text for piece in expected)] == []
