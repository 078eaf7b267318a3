"""How a session ends, and what of it stays on the screen: nothing."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.parents import PASSWORD, parent_like
from tests.e2e.visitor import DELLA, MINNIE, ROSA, enter, sign_in
from tests.portal_fixtures import Serves
from tests.running import RunningPortal, body_of

Opens = Callable[..., Page]


def test_signing_out_empties_the_other_tab_too(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    page.goto("/home/")
    other = page.context.new_page()
    other.goto("/schedule/")
    expect(other.get_by_role("heading", name="Today's classes")).to_be_visible()
    page.locator("nav").get_by_role("button", name="Sign Out").locator("visible=true").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Marcia" not in other.content()


def test_after_signing_out_the_back_button_shows_nothing(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    page.goto("/schedule/")
    expect(page.get_by_role("heading", name="Today's classes")).to_be_visible()
    page.locator("nav").get_by_role("button", name="Sign Out").locator("visible=true").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Marcia" not in page.content()


def test_disabling_an_account_empties_its_open_page_and_enabling_lets_it_in_again(
    portal: RunningPortal, open_page: Opens
) -> None:
    parent = parent_like(portal, ROSA)
    page = open_page(user=parent)
    page.goto("/home/")
    expect(page.get_by_role("main").get_by_text("Nadia").first).to_be_visible()
    assert portal.command("account", "disable", parent).returncode == 0
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Nadia" not in page.content()
    page.get_by_label("User name").fill(parent)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("or the account is disabled.")).to_be_visible()
    assert portal.command("account", "enable", parent.upper()).returncode == 0
    sign_in(page, parent, PASSWORD)


def test_five_wrong_passwords_disable_an_account_until_the_school_enables_it(
    portal: RunningPortal, open_page: Opens
) -> None:
    parent = parent_like(portal, DELLA)
    page = open_page()
    for _ in range(5):
        page.goto("/sign-in/")
        page.get_by_label("User name").fill(parent)
        page.get_by_label("Password", exact=True).fill("a wrong password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("The user name or the password is not right")).to_be_visible()
        expect(page.get_by_label("User name")).to_have_value(parent)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("or the account is disabled.")).to_be_visible()
    letters = [body_of(letter) for letter in portal.letters()]
    assert any(parent in letter and "disabled" in letter for letter in letters)
    assert portal.command("account", "enable", parent).returncode == 0
    sign_in(page, parent, PASSWORD)


@pytest.fixture(scope="module")
def impatient(serves: Serves) -> Iterator[RunningPortal]:
    """Yield a portal whose sessions end after two minutes and a few seconds without an action; its clock runs."""
    with serves(TODAY="2026-10-06", IDLE_MINUTES="2.15") as running:
        yield running


def test_two_minutes_before_the_end_a_warning_offers_to_stay(impatient: RunningPortal, chromium: Browser) -> None:
    context = chromium.new_context(base_url=impatient.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    enter(page, impatient, MINNIE)
    page.goto("/home/")
    warning = page.get_by_role("alertdialog", name="Are you still there?")
    expect(warning).to_be_visible(timeout=30_000)
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    context.close()


def test_when_time_is_up_the_page_leads_out_and_holds_nothing(serves: Serves, chromium: Browser) -> None:
    with serves(TODAY="2026-10-06", IDLE_MINUTES="0.1") as hasty:
        context = chromium.new_context(base_url=hasty.url)
        page = context.new_page()
        enter(page, hasty, MINNIE)
        page.goto("/home/")
        expect(page.get_by_role("heading", name="Home")).to_be_visible()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=30_000)
        assert "Marcia" not in page.content()
        page.goto("/home/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        context.close()
