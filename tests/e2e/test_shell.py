"""The frame around the pages: the picker keeps the page, notices are new until opened, languages and looks change."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.parents import PASSWORD, parent_like
from tests.e2e.visitor import JOSE, MINNIE, WILHELMINA
from tests.running import RunningPortal

Opens = Callable[..., Page]


def test_choosing_another_child_keeps_the_page(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    page.goto("/schedule/")
    expect(page.locator(".page-summary")).to_contain_text("Marcia")
    page.get_by_role("button", name="Marcia Clayton").click()
    page.get_by_role("link", name="Greg Clayton").locator("visible=true").click()
    expect(page.locator(".page-summary")).to_contain_text("Greg")
    assert "/schedule" in page.url


def test_a_notice_is_new_until_it_is_opened(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page(user=parent_like(portal, MINNIE))
    page.goto("/home/")
    notice = page.get_by_role("group").filter(has_text="Yearbook pictures")
    expect(notice.get_by_text("NEW")).to_be_visible()
    notice.get_by_text("Yearbook pictures").click()
    expect(notice.get_by_text("NEW")).to_have_count(0)
    page.reload()
    expect(notice).to_be_visible()
    expect(notice.get_by_text("NEW")).to_have_count(0)


def test_spanish_is_kept_with_the_account(open_page: Opens, portal: RunningPortal) -> None:
    parent = parent_like(portal, JOSE)
    page = open_page("desktop", user=parent)
    page.goto("/home/")
    page.get_by_role("button", name="your account and settings").click()
    page.get_by_role("button", name="Español").locator("visible=true").click()
    expect(page.get_by_role("heading", name="Inicio")).to_be_visible()
    another_device = open_page("phone")
    another_device.goto("/sign-in/")
    another_device.locator("#user_name").fill(parent)
    another_device.locator("#password").fill(PASSWORD)
    another_device.locator("button[type=submit]").click()
    expect(another_device.get_by_role("heading", name="Inicio")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_item_of_the_navigation_takes_one_line_the_current_one_too(open_page: Opens, language: str) -> None:
    page = open_page("desktop", user=MINNIE, locale=language)
    for path in ("/household/", "/family/", "/todo/"):
        page.goto(path)
        links = page.locator(".shell-nav .nav-link").locator("visible=true")
        expect(links.and_(page.locator("[aria-current=page]"))).to_have_count(1)
        assert len(set(links.evaluate_all("links => links.map((link) => link.offsetHeight)"))) == 1, path


def test_nothing_scrolls_sideways_on_a_narrow_phone(open_page: Opens) -> None:
    page = open_page(user=WILHELMINA)
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/home/", "/schedule/"):
        page.goto(path)
        expect(page.locator(".page-summary")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
