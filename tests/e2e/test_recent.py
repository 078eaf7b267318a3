"""Recent activity in a browser: unread until it was on screen, on every device; filters; groups that unfold."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.office import number_of, post
from tests.e2e.parents import parent_like
from tests.e2e.visitor import JOSE, MINNIE, ROSA
from tests.running import RunningPortal

Opens = Callable[..., Page]


def unread(page: Page) -> Locator:
    """Return the marks of what is new among the lines."""
    return page.locator(".activity-lines [data-tone=new]")


def line(page: Page, text: str) -> Locator:
    """Return the lines with a text."""
    return page.get_by_role("listitem").filter(has_text=text)


def test_what_was_on_screen_is_read_on_another_device_too_and_stays_on_the_page(
    open_page: Opens, portal: RunningPortal
) -> None:
    parent = parent_like(portal, ROSA)
    recent, home = open_page("phone", user=parent), open_page("desktop", user=parent)
    recent.goto("/recent/")
    recent.get_by_role("button", name="Mark all as read").click()
    expect(recent.locator(".page-summary")).to_have_text("You have read everything.")
    home.goto("/home/")
    expect(home.locator(".page-summary")).to_have_text("Welcome, Rosa Delgado. Nothing new.")

    on = ("--student", number_of(portal, "Leo"), "--date", "2026-10-06", "--period", "2", "--code", "AU")
    post(portal, "attendance", "post", *on)
    for page in (home, recent):
        expect(line(page, "Unexcused").filter(has_text="Today, period 2")).to_be_visible()
    expect(home.locator(".page-summary")).to_have_text("Welcome, Rosa Delgado. Nothing new.")
    for page in (home, recent):
        expect(unread(page)).to_have_count(0)
        expect(line(page, "Unexcused").first).to_be_visible()
    home.reload()
    expect(home.get_by_role("heading", name="Leo Delgado")).to_be_visible()
    expect(line(home, "Unexcused")).to_have_count(0)


def test_what_was_not_on_screen_stays_unread(open_page: Opens, portal: RunningPortal) -> None:
    parent = parent_like(portal, JOSE)
    page = open_page("phone", user=parent)
    page.goto("/recent/")
    page.reload()
    folded = page.locator(".activity-group").filter(has=page.locator("summary [data-tone=new]")).first
    expect(folded).to_be_visible()
    expect(folded.get_by_role("listitem").first).to_be_hidden()
    folded.locator("summary").click()
    shown = folded.get_by_role("listitem")
    expect(shown.first).to_be_visible()
    shown.first.scroll_into_view_if_needed()
    expect(shown.first.locator("[data-tone=new]")).to_have_count(0)


def test_the_filters_show_one_child_and_fewer_days(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    page.goto("/recent/")
    expect(line(page, "Greg").first).to_be_attached()
    days = page.locator("main section h2")
    all_days = days.count()
    page.get_by_label("Whose activity").get_by_role("link", name="Marcia").click()
    page.wait_for_url("**/recent/?since=&child=*")
    expect(line(page, "Greg")).to_have_count(0)
    expect(line(page, "Marcia").first).to_be_attached()
    page.get_by_label("From when on").get_by_role("link", name="Since yesterday").click()
    page.wait_for_url("**/recent/?since=yesterday&child=*")
    expect(page.get_by_role("link", name="Since yesterday")).to_have_attribute("aria-current", "true")
    assert days.count() < all_days
