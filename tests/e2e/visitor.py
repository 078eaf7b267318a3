"""What a parent does on the pages, in the parent's words."""

from playwright.sync_api import Page, expect

MINNIE = ("MinnieC", "violet-otter-climbs-9-stairs")
PRIYAS_KEY = "{5B0C7D12-93AE-4F6B-8D21-7C"


def sign_in(page: Page, user_name: str = MINNIE[0], password: str = MINNIE[1]) -> None:
    """Sign in, whatever the page's language, and wait for the home page."""
    page.goto("/sign-in/")
    page.locator("#user_name").fill(user_name)
    page.locator("#password").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/**")
    expect(page.locator("h1")).to_be_visible()
