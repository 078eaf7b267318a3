"""Every page of the portal, taken from the assembly: a new page is tested by being there."""

from playwright.sync_api import Page, expect

from portal_app.pages.base import PortalState
from portal_app.portal_app import PAGES


def _is_behind_sign_in(state: object) -> bool:
    return isinstance(state, type) and issubclass(state, PortalState)


BEFORE_SIGN_IN = [f"{route}/" for route, _view, state in PAGES if not _is_behind_sign_in(state)]
BEHIND_SIGN_IN = [f"{route}/" for route, _view, state in PAGES if _is_behind_sign_in(state)]
ONE_CLASS = "/class/"
"""The page that shows nothing without an address from another page."""


def open_place(page: Page, path: str) -> None:
    """Open a page and wait until its answers are there."""
    if path == ONE_CLASS:
        open_place(page, "/grades/")
        path = page.locator(f"main a[href^='{ONE_CLASS}']").first.get_attribute("href") or ""
        assert path, "no class to open on the page of grades"
    page.goto(path)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main .skeleton")).to_have_count(0)
