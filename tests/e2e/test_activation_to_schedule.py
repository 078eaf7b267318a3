"""The whole way of a new parent: from the key in the letter to where the child is now; and every wrong turn of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.parents import PASSWORD, key_for_parent_like
from tests.e2e.visitor import MINNIE
from tests.running import RunningPortal

WALTERS_KEY = "{E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7}"
EXPIRED = "{A1F4E6B8-2D37-4C90-9E55-0B6D8C7F3A21}"
NOBODYS = "{00000000-1111-2222-3333-444444444444}"
Opens = Callable[..., Page]


def enter_key(page: Page, key: str) -> None:
    page.goto("/activate/")
    page.get_by_label("Activation key").fill(key)
    page.get_by_role("button", name="Continue").click()


def choose(page: Page, user_name: str, password: str = PASSWORD, again: str = "") -> None:
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("The same password again").fill(again or password)
    page.get_by_role("button", name="Create account").click()


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (NOBODYS, "This is not a key that the school has issued."),
        ("not a key", "This is not a key that the school has issued."),
        (EXPIRED, "This key has expired"),
    ],
)
def test_a_wrong_key_is_named_and_stays_to_be_corrected(open_page: Opens, key: str, answer: str) -> None:
    page = open_page()
    enter_key(page, key)
    expect(page.get_by_text(answer)).to_be_visible()
    expect(page.get_by_label("Activation key")).to_have_value(key)
    assert key not in page.url


@pytest.mark.parametrize(
    ("user_name", "password", "again", "answer"),
    [
        ("12345678", PASSWORD, "", "A user name needs at least one letter."),
        ("mINNIEc", PASSWORD, "", "This user name is taken."),
        ("walter", "5 cats", "", "The password is too short"),
        ("walter", "password1", "", "Many people use this password"),
        ("walter", PASSWORD, "three brown kettles on a wall", "The two passwords are not the same."),
    ],
)
def test_a_wrong_name_or_password_is_named_and_the_name_stays(
    open_page: Opens, user_name: str, password: str, again: str, answer: str
) -> None:
    page = open_page()
    enter_key(page, WALTERS_KEY)
    choose(page, user_name, password, again)
    expect(page.get_by_text(answer)).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value(user_name)
    expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert password not in page.url


def test_a_parent_activates_signs_in_and_sees_the_childs_schedule(
    open_page: Opens, portal: RunningPortal, size: str
) -> None:
    key = key_for_parent_like(portal, MINNIE)
    page = open_page(size)
    enter_key(page, key.strip("{}").lower().replace("-", " "))
    choose(page, f"{size}parent")
    expect(page.get_by_text("Your account is ready.")).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value(f"{size}parent")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()

    if size == "phone":
        page.get_by_role("button", name="More").click()
    page.get_by_role("link", name="Schedule").locator("visible=true").first.click()
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    expect(page.get_by_role("heading", name="Today's classes")).to_be_visible()
    expect(page.locator(".page-summary")).to_contain_text("is in")

    enter_key(page, key)
    expect(page.get_by_text("This key has been used already.")).to_be_visible()


def test_the_sign_in_page_says_what_to_do_about_a_forgotten_password(open_page: Opens) -> None:
    page = open_page()
    page.goto("/sign-in/")
    page.get_by_text("I forgot my password").click()
    expect(page.get_by_text("Please ask the school's office.")).to_be_visible()
