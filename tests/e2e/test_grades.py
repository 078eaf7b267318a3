"""Grades in a browser: the grids, how a grade was computed, a what-if that is never stored, the to-do list."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.parents import parent_like
from tests.e2e.visitor import DELLA, MINNIE
from tests.running import RunningPortal

Opens = Callable[..., Page]


def choose(page: Page, child: str) -> None:
    """Choose a child in the picker."""
    page.get_by_role("banner").get_by_role("button", name="choose another student").click()
    page.get_by_role("banner").get_by_role("link", name=child).click()
    expect(page.get_by_role("banner")).to_contain_text(child)


def the_grades_of(page: Page, child: str) -> None:
    """Open the grades of a child."""
    page.goto("/grades/")
    choose(page, child)
    expect(classes(page).first).to_be_visible()


def classes(page: Page) -> Locator:
    """Return the classes of the grades page: a list on a phone, a table on a desktop."""
    return page.locator(".grade-row, .class-table tbody tr").locator("visible=true")


def open_a_class(page: Page) -> None:
    """Open the first class whose grade may still change."""
    classes(page).locator("[data-state=in_progress]").first.click()
    expect(page.locator("h1")).to_contain_text("-")
    expect(page.locator(".page-summary")).to_contain_text("so far")


def first_points(page: Page) -> Locator:
    """Return the first field of points that the what-if offers."""
    return page.get_by_label(re.compile("^Points for")).locator("visible=true").first


def test_a_grade_that_may_change_says_so_and_a_final_one_is_marked_apart(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_grades_of(page, "Marcia")
    page.locator(".meaning summary").click()
    expect(page.locator(".legend")).to_contain_text("In progress, may still change")
    expect(classes(page).locator("[data-state=in_progress]").first).to_contain_text("so far")
    if size == "phone":
        page.get_by_role("button", name="Term 1").click()
    final = classes(page).locator("[data-state=posted]").first
    expect(final).to_contain_text("final grade")
    expect(final).not_to_contain_text("so far")


def test_all_classes_of_a_child_are_on_the_first_screen_of_a_phone(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_grades_of(page, "Marcia")
    assert classes(page).count() == 8
    last, tabs = classes(page).last.bounding_box(), page.locator(".tabs").bounding_box()
    assert last
    assert tabs
    assert last["y"] + last["height"] <= tabs["y"]


def test_a_row_of_the_list_leads_to_its_class_wherever_it_is_tapped(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_grades_of(page, "Marcia")
    row = classes(page).first
    title = row.locator(".row-title").inner_text()
    row.click(position={"x": 4, "y": 4})
    expect(page.locator("h1")).to_contain_text(title)


def test_the_table_of_a_desktop_marks_the_current_term(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_grades_of(page, "Marcia")
    expect(page.get_by_text("It is Term 2, until")).to_be_visible()
    expect(page.locator(".class-table th[data-current=true]")).to_contain_text("Term 2")


def test_a_class_of_the_schedule_opens_its_grade_with_the_explanation(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    page.goto("/schedule/")
    choose(page, "Marcia")
    page.locator("main a[href^='/class/']", has_text="Mathematics").locator("visible=true").first.click()
    expect(page.locator(".page-summary")).to_contain_text("Term 2")
    page.get_by_text("How was this computed?").click()
    explanation = page.locator(".explanation[open]")
    steps = explanation.locator("li")
    expect(steps.first).to_be_visible()
    expect(explanation.get_by_text("%").first).to_be_visible()
    expect(explanation.locator("> :nth-child(2)")).to_contain_text("The grade:")
    expect(steps.filter(has_text="The grade:")).to_have_count(0)


def test_a_what_if_moves_the_grade_at_once_says_what_it_is_and_leaves_no_trace(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_grades_of(page, "Marcia")
    open_a_class(page)
    real = page.locator(".page-summary").inner_text()
    page.get_by_role("button", name="What if?").click()
    expect(page.get_by_text("This is a what-if.")).to_be_visible()
    first_points(page).fill("0")
    expect(page.locator(".page-summary")).to_contain_text("would be")
    expect(page.locator("[data-what-if=true]").first).to_be_visible()
    page.get_by_role("button", name="Back to the real grades").click()
    expect(page.locator(".page-summary")).to_have_text(real)
    page.reload()
    expect(page.locator(".page-summary")).to_have_text(real)


def test_a_what_if_fits_a_desktop_in_spanish_whose_words_are_longer(open_page: Opens) -> None:
    """Marcia's mathematics class has every flag."""
    page = open_page("desktop", user=MINNIE, locale="es")
    page.goto("/grades/")
    classes(page).locator("a.row-title", has_text="Mathematics").click()
    page.locator(".begin-what-if button").click()
    expect(page.locator(".what-if-bar")).to_be_visible()
    expect(page.locator(".control.effect").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_an_added_assignment_counts_in_the_what_if_only(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_grades_of(page, "Marcia")
    open_a_class(page)
    page.get_by_role("button", name="What if?").click()
    page.get_by_label("Name, if you like").fill("Extra essay")
    page.locator("#added-points").fill("10")
    page.locator("#added-possible").fill("10")
    page.get_by_role("button", name="Add it to the what-if").click()
    expect(page.get_by_text("Extra essay").locator("visible=true").first).to_be_visible()
    page.get_by_role("button", name="Back to the real grades").click()
    expect(page.get_by_text("Extra essay")).to_have_count(0)


def test_a_goal_says_what_it_takes_and_can_be_tried_out(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_grades_of(page, "Marcia")
    open_a_class(page)
    page.get_by_role("button", name="What does a better grade take?").click()
    goal = page.locator(".goal-list li[data-result=possible]").first
    expect(goal).to_contain_text("at least")
    letter_grade = goal.locator("b").inner_text()
    goal.get_by_role("button").click()
    expect(page.locator(".page-summary")).to_contain_text(f"would be {letter_grade},")
    page.get_by_role("button", name="Back to the real grades").click()
    expect(page.locator(".page-summary")).to_contain_text("so far")


def test_points_that_are_no_number_are_refused_in_one_line(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    the_grades_of(page, "Marcia")
    open_a_class(page)
    real = page.locator(".page-summary").inner_text()
    page.get_by_role("button", name="What if?").click()
    first_points(page).fill("lots")
    expect(page.get_by_text("Please write the points as a number, such as 8 or 8.5.")).to_be_visible()
    expect(first_points(page)).to_have_value("lots")
    page.get_by_role("button", name="Back to the real grades").click()
    expect(page.locator(".page-summary")).to_have_text(real)


def test_an_elementary_school_gives_letter_grades_and_says_what_they_mean(open_page: Opens) -> None:
    page = open_page("desktop", user=DELLA)
    the_grades_of(page, "Dewey")
    page.locator(".meaning summary").click()
    meanings = page.get_by_label("What the letter grades mean").locator("li")
    expect(meanings.first).to_be_visible()
    classes(page).locator("a.row-title").first.click()
    expect(page.locator(".grade-grid tr[data-standard=true]").first).not_to_contain_text("%")


def test_what_is_ticked_off_stays_ticked_off(open_page: Opens, portal: RunningPortal, size: str) -> None:
    page = open_page(size, user=parent_like(portal, MINNIE))
    page.goto("/todo/?all=1")
    tick = page.get_by_role("checkbox").first
    name = tick.get_attribute("aria-label") or ""
    was_ticked = tick.is_checked()
    page.get_by_label(name).first.click()
    expect(page.get_by_label(name).first).to_be_checked(checked=not was_ticked)
    page.reload()
    expect(page.get_by_label(name).first).to_be_checked(checked=not was_ticked)


def test_a_missing_assignment_opens_its_term_marked_and_in_view(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    page.goto("/todo/?all=1")
    item = page.locator(".todo li").filter(has_text="Missing").first
    name = item.locator("a.name").inner_text()
    item.locator("a.name").click()
    opened = page.locator(".assignment-name[data-opened='true']")
    expect(opened).to_contain_text(name)
    expect(opened).to_contain_text("Missing")
    expect(opened).to_be_in_viewport()
    expect(opened).to_be_focused()
    page.go_back()
    expect(page.locator(".todo li").first).to_be_visible()


def test_the_count_of_missing_work_has_a_link(open_page: Opens) -> None:
    page = open_page(user=MINNIE)
    page.goto("/grades/")
    page.get_by_role("link", name="See what is missing").click()
    page.wait_for_url("**/todo/?student=*")
