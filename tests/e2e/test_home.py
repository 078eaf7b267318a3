"""The home page in a browser: all children at once, and what is new since the last visit."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.office import number_of, post
from tests.e2e.parents import parent_like
from tests.e2e.visitor import JOSE, MINNIE, ROSA
from tests.running import RunningPortal

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


def test_missing_work_leads_to_the_to_do_list_and_new_attendance_to_its_page(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    page.goto("/home/")
    card(page, "Greg Clayton").get_by_role("link", name="missing").click()
    page.wait_for_url("**/todo/?student=*")
    expect(page.get_by_role("heading", name="To Do List")).to_be_visible()


def test_what_is_new_stays_new_for_this_visit_and_is_old_at_the_next(open_page: Opens, portal: RunningPortal) -> None:
    parent = parent_like(portal, ROSA)
    before = open_page(user=parent)
    before.goto("/home/")
    expect(before.locator(".page-summary")).to_contain_text(" since ")
    before.close()

    number = number_of(portal, "Leo")
    on = ("--student", number, "--date", "2026-10-06", "--period", "2", "--code", "AU")
    post(portal, "attendance", "post", *on)
    page = open_page(user=parent)
    page.goto("/home/")
    news = card(page, "Leo Delgado").get_by_role("listitem").filter(has_text="Unexcused")
    expect(news).to_contain_text("today, period 2")
    page.reload()  # the same visit
    expect(news).to_be_visible()

    later = open_page(user=parent)
    later.goto("/home/")
    expect(later.locator(".page-summary")).to_have_text(re.compile(r"Welcome, Rosa Delgado\. \d+ new notices?\."))
    expect(card(later, "Leo Delgado")).to_be_visible()
    expect(card(later, "Leo Delgado").get_by_text("Unexcused")).to_have_count(0)


def test_many_recent_entries_are_unfolded_on_a_tap(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page(user=parent_like(portal, JOSE))
    page.goto("/home/")
    fold = page.locator(".home-children details").first
    expect(fold.get_by_role("listitem").first).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.get_by_role("listitem").first).to_be_visible()
