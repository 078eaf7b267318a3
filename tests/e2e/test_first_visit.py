"""A first visit over a slow line: what is painted works and keeps what is typed, before and without any script."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.e2e.visitor import MINNIE, MINNIES_PASSWORD

Opens = Callable[..., Page]
SCRIPTS = "**/assets/*.js"


def test_signing_in_needs_no_script(open_page: Opens) -> None:
    page = open_page(new=True, java_script_enabled=False)
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(MINNIE)
    page.locator("#password").fill(MINNIES_PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/home/")


def test_what_is_typed_before_the_scripts_have_come_stays(open_page: Opens) -> None:
    page = open_page(new=True)
    held: list[Route] = []
    holds = True
    page.route(SCRIPTS, lambda route: held.append(route) if holds else route.continue_())
    page.goto("/sign-in/", wait_until="commit")
    page.get_by_label("User name").fill("half a na")
    holds = False
    for route in held:
        route.continue_()
    expect(page.locator(".brand small")).to_be_visible()  # the district's name comes with the first answer
    expect(page.get_by_label("User name")).to_have_value("half a na")


def test_a_page_carries_its_own_colors_and_shows_its_content_styled(open_page: Opens) -> None:
    page = open_page(new=True, user=MINNIE, expects=("ERR_FAILED",))
    page.route("**/assets/*.css", lambda route: route.abort())  # the sheet of what comes later
    page.goto("/home/")
    expect(page.locator(".page-summary")).to_be_visible()
    assert page.locator(".tabs").evaluate("(tabs) => getComputedStyle(tabs).position") == "fixed"


def test_a_page_that_fails_to_draw_says_what_is_safe_and_how_to_go_on(open_page: Opens) -> None:
    page = open_page(new=True, user=MINNIE, expects=("told to fail",))
    page.add_init_script("delete Navigator.prototype.serviceWorker")  # what it fetches can't be replaced from here
    broken = "export default () => { throw new Error('told to fail'); };"
    page.route("**/assets/_grades_*.js", lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    page.goto("/grades/")
    expect(page.get_by_role("heading", name="This page can't be shown")).to_be_visible()
    page.get_by_role("link", name="Go to the home page").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
