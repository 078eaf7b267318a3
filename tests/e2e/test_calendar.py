"""The calendar in a browser: shapes, layers, an opened day, one child and all; and the address beside it."""

from collections.abc import Callable

import requests
from playwright.sync_api import Locator, Page, expect

from tests.e2e.office import post
from tests.e2e.visitor import MINNIE
from tests.running import RunningPortal

Opens = Callable[..., Page]


def the_calendar(page: Page, path: str = "/calendar/") -> None:
    """Open a calendar."""
    page.goto(path)
    expect(page.get_by_role("heading", name="Calendar")).to_be_visible()
    expect(page.locator(".page-summary")).to_contain_text("due within a week")


def today(page: Page) -> Locator:
    """Return the cell of today."""
    return page.locator("button.day[aria-current=date]")


def title(page: Page) -> Locator:
    """Return what stands between the arrows."""
    return page.locator(".stepper p")


def test_a_child_has_a_calendar_and_so_has_the_family(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_calendar(page)
    expect(page.locator(".page-summary")).to_have_text("Marcia has 18 assignments due within a week.")
    page.get_by_role("navigation", name="All pages").get_by_role("link", name="Calendar").first.click()
    expect(page.locator(".page-summary")).to_have_text("37 assignments are due within a week.")
    assert "/family-calendar" in page.url


def test_a_day_opens_its_items_and_each_says_whose_it_is(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_calendar(page, "/family-calendar/")
    today(page).click()
    entries = page.get_by_role("dialog", name="Tuesday, October 6, 2026").get_by_role("listitem")
    expect(entries.filter(has_text="Greg").first).to_be_visible()
    expect(entries.filter(has_text="Marcia").first).to_be_visible()
    assert entries.count() == entries.filter(has=page.locator(".whose")).count()


def test_an_assignment_leads_to_its_class(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_calendar(page)
    today(page).click()
    page.get_by_role("dialog").get_by_role("link").first.click()
    page.wait_for_url("**/class/**student=*")
    assert "section=" in page.url


def test_layers_are_switched_off_and_on(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_calendar(page)
    assignments = page.get_by_role("group", name="What to show").get_by_role("button", name="Assignments")
    expect(assignments).to_have_attribute("aria-pressed", "true")
    expect(today(page)).to_be_visible()
    assignments.click()
    expect(assignments).to_have_attribute("aria-pressed", "false")
    expect(today(page)).to_have_count(0)  # nothing else is on that day
    expect(page.locator("button.day")).not_to_have_count(0)
    assignments.click()
    expect(today(page)).to_be_visible()


def test_attendance_and_days_without_school_are_layers_too(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_calendar(page)
    page.locator("button.day[aria-label^='Monday, October 5, 2026']").click()
    expect(page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Absent")).to_contain_text("Excused")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Later").click()
    expect(title(page)).to_have_text("November 2026")
    off = page.locator("button.day[data-school=false]").first
    expect(off).to_have_attribute("aria-label", "Monday, November 2, 2026: No school")
    off.click()
    expect(page.get_by_role("dialog").get_by_role("listitem").first.locator(".title")).not_to_be_empty()


def test_month_week_and_list_and_the_way_back_to_today(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_calendar(page)
    page.get_by_role("button", name="Week").click()
    expect(title(page)).to_have_text("Oct 4 to Oct 10, 2026")
    expect(page.locator(".day-list > li")).to_have_count(7)
    page.get_by_role("button", name="Earlier").click()
    expect(title(page)).to_have_text("Sep 27 to Oct 3, 2026")
    page.get_by_role("button", name="Today", exact=True).click()
    expect(title(page)).to_have_text("Oct 4 to Oct 10, 2026")
    page.get_by_role("button", name="List").click()
    expect(title(page)).to_have_text("Oct 6 to Nov 2, 2026")
    expect(page.locator(".day-list h3").first).to_have_text("today")


def test_a_desktop_spells_out_what_is_on_a_day_and_a_phone_shows_dots(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_calendar(page)
    expect(today(page)).to_be_visible()
    assert today(page).locator(".lines").is_visible() == (size == "desktop")
    assert today(page).locator(".dots").is_visible() == (size == "phone")


def test_an_event_that_the_office_posts_appears_and_goes(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page("desktop", user="NgoziO")
    the_calendar(page)
    what = ("--title", "Band concert", "--starts", "2026-10-21T18:30", "--school", "Flint River High", "--place", "Gym")
    post(portal, "event", "post", *what, "--reference", "concert")
    concert = page.locator("button.day").filter(has_text="Band concert")
    expect(concert).to_have_count(1)
    concert.click()
    expect(page.get_by_role("dialog").get_by_role("listitem").filter(has_text="Band concert")).to_contain_text(
        "6:30 PM"
    )
    page.keyboard.press("Escape")
    post(portal, "event", "cancel", "--reference", "concert")
    expect(concert).to_have_count(0)


def test_the_page_and_the_calendar_addresses_live_side_by_side(portal: RunningPortal) -> None:
    page = requests.get(f"{portal.url}/calendar/", timeout=10)
    assert (page.status_code, page.headers["content-type"].split(";")[0]) == (200, "text/html")
    unknown = requests.get(f"{portal.url}/calendar/{'x' * 43}.ics", timeout=10)
    assert (unknown.status_code, unknown.text) == (404, "Not found")
