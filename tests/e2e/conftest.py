"""A real browser on a running portal: one context per test, phone or desk, and no console error goes unseen."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browsers import launch
from tests.running import RunningPortal

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
SIZES = {"phone": PHONE, "desk": DESK}


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


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """Run the test once on a phone-sized and once on a desk-sized screen."""
    return request.param


@pytest.fixture
def open_page(chromium: Browser, portal: RunningPortal) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a context of its own; errors on the console fail the test.

    `expects`: pieces of the errors that belong to the test, such as a line that is down.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    expected: list[str] = []

    def open_page(size: str = "phone", *, expects: Sequence[str] = (), **options: object) -> Page:
        expected.extend(expects)
        context = chromium.new_context(viewport=SIZES[size], base_url=portal.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(piece in text for piece in expected)] == []
