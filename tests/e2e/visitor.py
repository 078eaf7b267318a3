"""What a parent does on the pages, in the parent's words."""

from playwright.sync_api import Page, expect

MINNIE = ("MinnieC", "violet-otter-climbs-9-stairs")
PRIYAS_KEY = "{5B0C7D12-93AE-4F6B-8D21-7C"


def sign_in(page: Page, user_name: str = MINNIE[0], password: str = MINNIE[1]) -> None:
    """Sign in and wait for the home page."""
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/home/**")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
