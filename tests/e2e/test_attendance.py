"""The attendance page in a browser: the sentence, the months, a day's periods, the summaries."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.office import number_of, post
from tests.e2e.visitor import DELLA, MINNIE
from tests.running import RunningPortal

Opens = Callable[..., Page]


def the_attendance_of(page: Page, child: str) -> None:
    """Open the page of a child."""
    page.goto("/attendance/")
    choose(page, child)
    expect(page.locator(".page-summary")).to_contain_text(child)


def choose(page: Page, child: str) -> None:
    """Choose a child in the picker."""
    page.get_by_role("banner").get_by_role("button", name="choose another student").click()
    page.get_by_role("banner").get_by_role("link", name=child).click()


def months(page: Page) -> list[str]:
    """Return the names of the months on the screen."""
    tables = page.locator("table.month").locator("visible=true")
    return [name.strip() for name in tables.locator("caption").all_text_contents()]


def day(page: Page, label: str) -> Locator:
    """Return the button of a day, by the beginning of what it is called."""
    return page.locator(f"button.day[aria-label^='{label}']").locator("visible=true")


def test_the_first_line_says_how_much_was_missed(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_attendance_of(page, "Marcia")
    expect(page.locator(".page-summary")).to_have_text("Marcia was absent 3 of 70 school days so far.")


def test_a_desktop_shows_three_months_and_slides_by_one(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_attendance_of(page, "Marcia")
    expect(page.locator("table.month")).to_have_count(3)
    assert months(page) == ["September 2026", "October 2026", "November 2026"]
    page.get_by_role("button", name="Later months").click()
    expect(page.get_by_text("October 2026 to December 2026")).to_be_visible()
    assert months(page) == ["October 2026", "November 2026", "December 2026"]


def test_a_phone_shows_one_month_and_turns_by_arrow_and_by_swipe(open_page: Opens) -> None:
    page = open_page("phone", user=MINNIE, has_touch=True)
    the_attendance_of(page, "Marcia")
    assert months(page) == ["October 2026"]
    page.get_by_role("button", name="Earlier month", exact=True).click()
    expect(page.locator(".stepper p").locator("visible=true")).to_have_text("September 2026")
    swipe(page, ".months", to_the="left")
    expect(page.locator(".stepper p").locator("visible=true")).to_have_text("October 2026")
    swipe(page, ".months", to_the="right")
    expect(page.locator(".stepper p").locator("visible=true")).to_have_text("September 2026")


def swipe(page: Page, selector: str, *, to_the: str) -> None:
    """Draw a finger across an element."""
    box = page.locator(selector).bounding_box()
    assert box
    far = 120 if to_the == "right" else -120
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + far, "y": y + 4}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_arrows_end_with_the_school_year(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_attendance_of(page, "Marcia")
    earlier = page.get_by_role("button", name="Earlier months")
    while earlier.is_visible():
        first = months(page)[0]
        earlier.click()
        expect(page.locator("table.month caption").first).not_to_have_text(first)
    expect(page.get_by_role("button", name="Later months")).to_be_visible()
    assert len(months(page)) == 3


def test_a_day_says_what_it_is_in_color_letter_and_words_and_opens_its_periods(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_attendance_of(page, "Marcia")
    monday = day(page, "Monday, October 5, 2026: Absent, Excused")
    expect(monday).to_have_attribute("data-state", "excused")
    expect(monday.locator(".excuse-sign")).to_have_text("A")
    monday.click()
    sheet = page.get_by_role("dialog", name="Monday, October 5, 2026")
    expect(sheet.get_by_role("listitem")).to_have_count(7)
    expect(sheet.get_by_role("listitem").first).to_contain_text("Period HR")
    expect(sheet).to_contain_text("one day absent")
    expect(sheet.get_by_text("Absent, excused", exact=True)).to_have_count(
        0
    )  # the school's name of the code says no more
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(monday).to_be_focused()


def test_each_excuse_has_a_frame_and_each_status_a_letter_that_the_legend_explains(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_attendance_of(page, "Marcia")
    letters = page.get_by_role("list", name="What the letters mean").get_by_role("listitem")
    expect(letters).to_have_text(["AAbsent", "TTardy", "LLeft early"])
    frames = page.get_by_role("list", name="What the colors and frames mean").get_by_role("listitem")
    expect(frames).to_have_text(["AUnexcused", "AExcused", "ANot yet explained", "AExempt"])
    filled, outlined, dashed, none = (frame_of(sign) for sign in frames.locator(".excuse-sign").all())
    assert filled["background"] == filled["border"] != CLEAR
    assert (outlined["background"], outlined["style"], dashed["background"]) == (CLEAR, "solid", CLEAR)
    assert dashed["style"] == "dashed"
    assert (none["background"], none["border"]) == (CLEAR, CLEAR)
    assert len({filled["border"], outlined["border"], dashed["border"]}) == 3


CLEAR = "rgba(0, 0, 0, 0)"


def frame_of(sign: Locator) -> dict[str, str]:
    """Return how a sign is drawn."""
    return sign.evaluate(
        "sign => { const s = getComputedStyle(sign); return "
        "{background: s.backgroundColor, border: s.borderTopColor, style: s.borderTopStyle}; }"
    )


def test_the_letters_are_those_of_the_readers_language(open_page: Opens) -> None:
    page = open_page("phone", user=MINNIE)
    the_attendance_of(page, "Marcia")
    page.evaluate('localStorage.setItem("portal.language", "es")')
    page.reload()
    letters = page.get_by_role("list", name="Qué significan las letras").get_by_role("listitem")
    expect(letters).to_have_text(["AAusente", "TTardanza", "SSalida anticipada"])


def test_today_is_outlined_and_days_without_school_look_different(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_attendance_of(page, "Marcia")
    expect(page.locator(".day[aria-current=date]")).to_have_text("6")
    day(page, "Monday, September 7, 2026: no school").click()
    expect(page.get_by_role("dialog")).to_contain_text("No school:")


def test_arrow_keys_go_from_day_to_day_and_enter_opens_one(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_attendance_of(page, "Marcia")
    day(page, "Tuesday, September 8, 2026").focus()
    page.keyboard.press("ArrowRight")
    expect(day(page, "Wednesday, September 9, 2026: Early release")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(day(page, "Thursday, September 10, 2026")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(day(page, "Thursday, September 24, 2026")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(day(page, "Monday, September 14, 2026")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Monday, September 14, 2026")).to_be_visible()


def test_summaries_by_class_period_day_and_term_and_of_one_term_only(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_attendance_of(page, "Marcia")
    summary = page.locator("#summary")
    table = summary.get_by_role("table")
    expect(table.get_by_role("rowheader").first).to_contain_text("Mon, Oct 5")
    expect(table.get_by_role("row").nth(1)).to_contain_text("full day")
    expect(summary.locator("dl")).to_contain_text("Days absent3")
    expect(summary.get_by_text("class period")).to_have_count(0)
    page.get_by_role("button", name="By class").click()
    expect(table.get_by_role("rowheader", name="Mathematics 7")).to_be_visible()
    expect(summary.locator("dl")).to_contain_text("Class periods absent")
    page.get_by_role("button", name="By period").click()
    expect(table.get_by_role("rowheader").first).to_have_text("HR")
    expect(summary.get_by_text("a day missed in seven classes is seven class periods")).to_be_visible()
    page.get_by_role("button", name="By term").click()
    expect(table.get_by_role("rowheader")).to_have_count(4)
    page.get_by_role("button", name="By day").click()
    expect(table.get_by_role("rowheader").first).to_contain_text("Mon, Oct 5")
    whole = table.get_by_role("rowheader").count()
    page.get_by_label("Term").select_option("Term 2")
    expect(table.get_by_role("rowheader")).not_to_have_count(whole)


def test_absence_of_a_tenth_is_mentioned_early_and_kindly_and_only_then(open_page: Opens) -> None:
    page = open_page(user=DELLA)
    the_attendance_of(page, "Dewey")
    expect(page.get_by_role("status").filter(has_text="they would like to help")).to_contain_text("19%")
    choose(page, "Louisa")
    expect(page.locator(".page-summary")).to_contain_text("Louisa")
    expect(page.get_by_role("status").filter(has_text="they would like to help")).to_have_count(0)


def test_another_child_begins_anew(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_attendance_of(page, "Marcia")
    page.get_by_role("button", name="Earlier months").click()
    page.get_by_label("Term").select_option("Term 1")
    choose(page, "Greg")
    expect(page.locator(".page-summary")).to_contain_text("Greg")
    expect(page.get_by_text("September 2026 to November 2026")).to_be_visible()
    expect(page.get_by_label("Term")).to_have_value("")


def test_what_is_recorded_today_is_above_the_calendar(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page(user="NgoziO")
    the_attendance_of(page, "Ada")
    number = number_of(portal, "Ada")
    post(portal, "attendance", "post", "--student", number, "--date", "2026-10-06", "--period", "1", "--code", "AU")
    expect(page.get_by_text("Recorded today: Absent, Unexcused.")).to_be_visible()
    page.get_by_role("button", name="Show the periods").click()
    expect(page.get_by_role("dialog", name="Tuesday, October 6, 2026").get_by_role("listitem")).to_have_count(1)


def test_a_day_the_school_was_closed_is_refused_with_the_reason(portal: RunningPortal) -> None:
    number = number_of(portal, "Greg")
    on = ("--student", number, "--date", "2026-10-04", "--period", "1", "--code", "AU")
    done = portal.command("attendance", "post", *on)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no school" in done.stderr
