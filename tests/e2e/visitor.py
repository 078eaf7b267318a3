"""What a parent does on the pages, in the parent's words."""

from playwright.sync_api import Page, expect

from tests.running import RunningPortal

MINNIE, DELLA, ROSA, JOSE = "MinnieC", "DellaC", "RosaD", "JoseN"
WILHELMINA = "WilhelminaFeatherstonehaugh"
"""The parent with the longest names."""

MINNIES_PASSWORD = "violet-otter-climbs-9-stairs"


def enter(page: Page, portal: RunningPortal, user_name: str) -> None:
    """Sign in without the form, where it is not what is tested: the page opened next is a signed-in one."""
    name, value = portal.new_session(user_name)
    page.context.add_cookies([{"name": name, "value": value, "url": portal.url, "httpOnly": True}])


def sign_in(page: Page, user_name: str = MINNIE, password: str = MINNIES_PASSWORD) -> None:
    """Sign in by the form, whatever the page's language, and wait for the home page."""
    page.goto("/sign-in/")
    page.locator("#user_name").fill(user_name)
    page.locator("#password").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/**")
    expect(page.locator("h1")).to_be_visible()
