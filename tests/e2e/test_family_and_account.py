"""The family and account pages: a parent corrects a phone number, reads a notice, turns on two-step sign-in."""

import re
from datetime import datetime
from urllib.parse import quote

import pyotp
from playwright.sync_api import Page, expect

from portal_app.clock import zone
from tests.e2e.parents import PASSWORD, parent_like
from tests.e2e.visitor import DELLA, MINNIE, ROSA, sign_in
from tests.portal_fixtures import SCHOOL_MORNING

WALTERS_KEY = "E69293F4-1CB5-4E29-8F1E-EEF6FF3BB7F7"


def open_place(page: Page, path: str, heading: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def test_a_parent_asks_for_a_new_number_and_sees_the_schools_answer_without_a_reload(open_page, portal, size):
    page = open_page(size, user=ROSA if size == "phone" else DELLA)
    open_place(page, "/household/", "Household Information")
    home = page.locator("section", has=page.get_by_role("heading", name="Household ")).first

    home.get_by_role("button", name="Ask for a change: Household Phone Number").click()
    page.get_by_label("New phone number").fill("12")
    page.get_by_role("button", name="Send to the school").click()
    expect(page.get_by_text("This is not a phone number")).to_be_visible()
    page.get_by_label("New phone number").fill("(770) 555-0142")
    page.get_by_role("button", name="Send to the school").click()

    expect(page.get_by_text("Nothing changes before the school accepts.")).to_be_visible()
    expect(home.get_by_text("The school is looking at it")).to_be_visible()
    expect(home.get_by_role("button", name="Ask for a change: Household Phone Number")).to_have_count(0)
    expect(home.get_by_text("(770) 555-0142")).to_be_hidden()
    number = re.search(
        r'"id": (\d+),[^}]*"new": "\(770\) 555-0142"', portal.command("request", "list", "--json").stdout
    )
    assert number
    assert portal.command("request", "accept", number.group(1)).returncode == 0
    expect(page.get_by_text("Accepted")).to_be_visible()
    expect(home.get_by_text("(770) 555-0142")).to_be_visible()
    expect(home.get_by_role("button", name="Ask for a change: Household Phone Number")).to_be_visible()


def test_a_split_family_sees_one_home_each(open_page):
    page = open_page(user=ROSA)
    open_place(page, "/family/", "Family Members")

    expect(page.get_by_role("main").get_by_text("Nadia Harlan")).to_be_visible()
    for hidden in ("Tom", "Grace", "Ivy"):
        expect(page.get_by_text(hidden)).to_have_count(0)


def test_opening_a_notice_removes_its_unread_dot_and_counts_down_in_the_navigation(open_page, portal):
    page = open_page("desktop", user=parent_like(portal, MINNIE))
    open_place(page, "/messages/", "Messages")
    count = page.get_by_role("navigation", name="All pages").get_by_text(re.compile(r"^\d new$"))
    expect(count).to_have_text("3 new")

    page.get_by_text("Yearbook pictures").click()

    expect(page.get_by_text("Photographs are taken in the library")).to_be_visible()
    expect(count).to_have_text("2 new")


def test_a_teacher_can_be_written_to_with_the_child_and_the_class_in_the_subject(open_page):
    page = open_page(user=MINNIE)
    open_place(page, "/messages/", "Messages")

    link = page.get_by_role("region", name="Teachers of Greg Clayton").get_by_role("link").first

    address = link.get_attribute("href") or ""
    assert address.startswith("mailto:")
    assert f"subject={quote('Greg Clayton, ')}" in address


def test_two_steps_are_set_up_and_then_asked_for(open_page, portal, size):
    user_name, password = parent_like(portal, MINNIE), PASSWORD
    page = open_page(size, user=user_name)
    open_place(page, "/account/", "Account")
    page.get_by_role("button", name="Set it up").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    recovery_codes = page.locator("#recovery-codes li").all_inner_texts()
    confirm = page.locator("form[action='/auth/mfa']")

    def turn_on(code: str) -> None:
        confirm.get_by_label("Code from the app").fill(code)
        confirm.get_by_label("Password", exact=True).fill(password)
        confirm.get_by_label("I have saved the recovery codes.").check()
        confirm.get_by_role("button", name="Turn it on").click()

    turn_on("000000")
    expect(page.get_by_text("This code does not fit.")).to_be_visible()
    expect(page.locator(".secret")).to_have_text(re.compile(secret[:4]))
    turn_on(pyotp.TOTP(secret).at(_school_morning()))
    expect(page.get_by_text("Two-step sign-in is on.")).to_be_visible()

    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.get_by_label("User name").fill(user_name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill("111111")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("Code").fill(recovery_codes[0].lower())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/home/**")


def test_a_calendar_address_is_shown_once_and_ended(open_page, portal):
    page = open_page(user=parent_like(portal, MINNIE))
    open_place(page, "/account/", "Account")
    page.get_by_label("Marcia").uncheck()

    page.get_by_role("button", name="Make a calendar address").click()

    address = page.get_by_label("The new calendar address").input_value()
    assert address.startswith(f"{portal.url}/calendar/")
    expect(page.locator("#calendar-addresses li")).to_contain_text("Greg")
    page.reload()
    expect(page.get_by_role("button", name="End the calendar address of Greg")).to_be_visible()
    expect(page.get_by_label("The new calendar address")).to_have_count(0)
    page.get_by_role("button", name="End the calendar address of Greg").click()
    expect(page.locator("#calendar-addresses li")).to_have_count(0)


def test_another_device_is_signed_out_and_its_pages_emptied(open_page, portal):
    parent = parent_like(portal, MINNIE)
    here, there = open_page(user=parent), open_page()
    sign_in(there, parent, PASSWORD)
    open_place(here, "/account/", "Account")

    here.get_by_role("button", name="Sign out Chrome on Linux").click()

    there.wait_for_url("**/sign-in/**")
    expect(here.locator("#devices li")).to_have_count(1)


def test_the_letters_picture_fills_the_key_in_and_leaves_no_trace_of_it_in_the_address(open_page):
    page = open_page()

    page.goto(f"/activate/#key={WALTERS_KEY}")

    expect(page.get_by_label("Activation key")).to_have_value(WALTERS_KEY)
    assert "key" not in page.url
    assert WALTERS_KEY not in page.evaluate("JSON.stringify([history.state, location.href, {...sessionStorage}])")


def _school_morning() -> datetime:
    """Return the moment at which the running portal's clock stands."""
    return datetime.fromisoformat(SCHOOL_MORNING).replace(tzinfo=zone())
