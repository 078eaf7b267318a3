"""The whole way by keyboard alone: from the key in the letter to a report on paper."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.parents import PASSWORD, key_for_parent_like
from tests.e2e.visitor import MINNIE
from tests.running import RunningPortal

MOST_STEPS = 60
Opens = Callable[..., Page]


def go_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, seeing the focus at each step."""
    expect(target).to_be_visible()
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "(() => { const e = document.activeElement; return e === document.body || e.matches(':focus-visible'); })()"
        )
        if target.evaluate("(e) => e === document.activeElement"):
            assert target.evaluate("(e) => getComputedStyle(e).outlineStyle") != "none"
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def fill(page: Page, label: str, value: str) -> None:
    go_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(value)


def press(page: Page, target: Locator) -> None:
    go_to(page, target)
    page.keyboard.press("Enter")


def test_from_the_key_to_a_report_without_a_mouse(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page("desktop")
    page.goto("/activate/")
    fill(page, "Activation key", key_for_parent_like(portal, MINNIE))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your key is right.")).to_be_visible()
    fill(page, "User name", "keysonly")
    fill(page, "Password", PASSWORD)
    fill(page, "The same password again", PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your account is ready.")).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value("keysonly")
    fill(page, "Password", PASSWORD)
    press(page, page.get_by_role("button", name="Sign in"))

    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    press(page, page.locator(".shell-nav").get_by_role("link", name="Reports").first)
    expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    with page.expect_download() as started:
        press(page, page.get_by_role("main").get_by_role("button", name="Download").first)
    assert started.value.suggested_filename.endswith(".pdf")
    assert started.value.path().read_bytes().startswith(b"%PDF-")


def test_the_way_past_the_navigation_is_the_first_stop(open_page: Opens, size: str) -> None:
    page = open_page(size)
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("User name")).to_be_focused()


def test_escape_closes_what_was_opened_and_the_focus_returns(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    page.goto("/home/")
    picker = page.get_by_role("button", name="choose another student")
    press(page, picker)
    expect(page.locator("#students")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#students")).to_be_hidden()
    expect(picker).to_be_focused()
