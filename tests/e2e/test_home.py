"""The home page in a browser: all children at once."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.visitor import MINNIE

Opens = Callable[..., Page]


def card(page: Page, child: str) -> Locator:
    """Return the card of a child."""
    return page.locator(".home-children > section").filter(has=page.get_by_role("heading", name=child))


def test_each_child_says_where_they_are_and_what_is_due_and_missing(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    page.goto("/home/")
    marcia = card(page, "Marcia Clayton")
    expect(marcia).to_contain_text("By the timetable, Marcia is in Language Arts 7, room 210, until 10:33 AM.")
    expect(marcia).to_contain_text("4 missing assignments")
    expect(marcia.get_by_role("heading", name="Due today")).to_be_visible()
    expect(marcia.get_by_role("heading", name="Due tomorrow")).to_be_visible()
    expect(marcia).to_contain_text("Babb Middle, grade 7")
    expect(card(page, "Greg Clayton")).to_contain_text("McGarrah Elementary, kindergarten")
    expect(card(page, "Greg Clayton")).to_contain_text("Greg is in Science KK")


def test_missing_work_leads_to_the_to_do_list(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    page.goto("/home/")
    card(page, "Greg Clayton").get_by_role("link", name="missing").click()
    page.wait_for_url("**/todo/?student=*")
    expect(page.get_by_role("heading", name="To Do List")).to_be_visible()
