"""Open pages follow what the school posts from another process, and lose nothing that the parent is doing.

How soon: `benchmarks/live.py`.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session, col, select

from portal_app.database import make_engine
from portal_app.domain.changes.feed import record_change
from portal_app.models import Course, GradingTask, Section, SectionEnrollment, SectionMeeting, Student, Subject
from tests.e2e.office import number_of, post
from tests.e2e.visitor import JOSE, MINNIE
from tests.running import RunningPortal

Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def portal(own_portal: RunningPortal) -> RunningPortal:
    return own_portal


def the(page: Page, path: str, child: str = "Greg") -> Page:
    """Open a page of a child."""
    page.goto(path)
    page.get_by_role("banner").get_by_role("button", name="choose another student").click()
    page.get_by_role("banner").get_by_role("link", name=child).click()
    expect(page.get_by_role("banner").get_by_role("button", name=child)).to_be_visible()
    expect(page.locator(".page-summary")).to_contain_text(child)
    return page


def absent(portal: RunningPortal, period: str, child: str = "Greg", on: str = "2026-10-06") -> None:
    """Post an unexcused absence."""
    where = ("--student", number_of(portal, child), "--date", on, "--period", period)
    post(portal, "attendance", "post", *where, "--code", "AU")


def announced(page: Page) -> Locator:
    """Return what a screen reader says about the page by itself."""
    return page.get_by_role("status").filter(has_text="brought up to date")


def test_attendance_reaches_an_open_page_and_is_announced_politely(open_page: Opens, portal: RunningPortal) -> None:
    page = the(open_page(user=MINNIE), "/attendance/")
    expect(announced(page)).to_have_count(0)
    absent(portal, "1")
    expect(page.get_by_text("Recorded today: Absent, Unexcused.")).to_be_visible()
    expect(announced(page)).to_have_count(1)


def test_an_open_sheet_stays_open_and_is_brought_up_to_date(open_page: Opens, portal: RunningPortal) -> None:
    page = the(open_page(user=MINNIE), "/attendance/")
    absent(portal, "2")
    page.get_by_role("button", name="Show the periods").click()
    sheet = page.get_by_role("dialog", name="Tuesday, October 6, 2026")
    periods = sheet.get_by_role("listitem")
    expect(periods.filter(has_text="Period 2")).to_have_count(1)
    absent(portal, "3")
    expect(periods.filter(has_text="Period 3")).to_have_count(1)
    expect(sheet).to_be_visible()


def test_scrolling_and_focus_stay(open_page: Opens, portal: RunningPortal) -> None:
    page = the(open_page(user=MINNIE), "/attendance/")
    chosen = page.get_by_label("Term")
    chosen.select_option("Term 1")
    by_day = page.get_by_role("button", name="By day")
    by_day.click()
    expect(by_day).to_have_attribute("aria-pressed", "true")
    chosen.focus()
    page.evaluate("scrollTo({top: 200, behavior: 'instant'})")  # a wheel would still be turning when it is looked at
    expect(announced(page)).to_have_count(0)
    assert page.evaluate("scrollY") > 0
    where = chosen.bounding_box()
    absent(portal, "4")
    expect(announced(page)).to_have_count(1)
    # what has just been posted stands higher up: the page grows there, and what is looked at stays in its place
    assert chosen.bounding_box() == where
    expect(chosen).to_be_focused()
    expect(chosen).not_to_have_value("")
    expect(by_day).to_have_attribute("aria-pressed", "true")


def test_what_a_parent_is_typing_stays(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page(user=MINNIE)
    page.goto("/account/")
    typed = page.get_by_label("New password", exact=True)
    typed.fill("four words are better")
    absent(portal, "5")
    expect(announced(page)).to_have_count(1)
    expect(typed).to_have_value("four words are better")


def test_a_score_and_a_grade_reach_home_and_the_grades_page(open_page: Opens, portal: RunningPortal) -> None:
    home, grades = open_page(user=MINNIE), the(open_page(user=MINNIE), "/grades/", "Marcia")
    home.goto("/home/")
    marcia = home.locator(".home-children > section").filter(has_text="Marcia Clayton")
    work = marcia.get_by_role("link", name="Classwork: poetry")
    expect(work).to_have_count(1)  # it is due today
    number = number_of(portal, "Marcia")
    code = class_with(portal, "Language Arts 7", number)
    scored = ("--student", number, "--assignment", "Classwork: poetry", "--class", code, "--score", "7")
    post(portal, "score", "post", *scored)
    expect(home.get_by_role("listitem").filter(has_text="7 of").filter(has_text="poetry")).to_be_visible()
    expect(announced(grades)).to_have_count(1)
    task = grading_task(portal, number)
    post(
        portal,
        "grade",
        "post",
        "--student",
        number,
        "--class",
        code,
        "--task",
        task,
        "--term",
        "Term 1",
        "--percent",
        "73",
    )
    expect(home.get_by_role("listitem").filter(has_text=f"{task}, Term 1")).to_be_visible()


def class_with(portal: RunningPortal, title: str, number: str) -> str:
    """Return the code of a student's class."""
    with Session(make_engine(portal.database)) as session:
        query = (
            select(Course.number, Section.number)
            .join(Section, col(Section.course_id) == Course.id)
            .join(SectionEnrollment, col(SectionEnrollment.section_id) == Section.id)
            .join(Student, col(Student.id) == SectionEnrollment.student_id)
            .where(col(Course.title) == title, col(Student.number) == number)
        )
        return "-".join(session.exec(query).one())


def grading_task(portal: RunningPortal, number: str) -> str:
    """Return the name of a task of which final grades are posted."""
    with Session(make_engine(portal.database)) as session:
        names = session.exec(select(GradingTask.name).where(col(GradingTask.name) == "9 Weeks")).first()
        assert names
        return names


def test_a_notice_reaches_home_and_the_count_in_the_navigation(open_page: Opens, portal: RunningPortal) -> None:
    page = open_page("desktop", user=MINNIE)
    page.goto("/home/")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    notice = ("--title", "Water main repaired", "--school", "Babb Middle")
    post(portal, "notice", "post", *notice, "--reference", "water")
    expect(page.get_by_role("group").filter(has_text="Water main repaired")).to_be_visible()
    post(portal, "notice", "withdraw", "--reference", "water")
    expect(page.get_by_role("group").filter(has_text="Water main repaired")).to_have_count(0)


def test_another_room_reaches_the_schedule(open_page: Opens, portal: RunningPortal) -> None:
    page = the(open_page(user=MINNIE), "/schedule/", "Marcia")
    where = page.locator(".page-summary")
    expect(where).to_have_text("By the timetable, Marcia is in Language Arts 7, room 210, until 10:33 AM.")
    with Session(make_engine(portal.database)) as session:
        marcia = session.exec(select(Student).where(col(Student.first_name) == "Marcia")).one()
        query = select(SectionMeeting).join(Section, col(Section.id) == SectionMeeting.section_id).join(Course)
        for meeting in session.exec(query.where(col(Course.title) == "Language Arts 7")):
            meeting.room = "207"
        record_change(session, Subject.SCHEDULE, student_id=marcia.id)
        session.commit()
    expect(where).to_have_text("By the timetable, Marcia is in Language Arts 7, room 207, until 10:33 AM.")


def test_an_absence_reaches_schedule_and_home_while_they_are_open(open_page: Opens, portal: RunningPortal) -> None:
    schedule, home = the(open_page(user=MINNIE), "/schedule/", "Marcia"), open_page("desktop", user=MINNIE)
    home.goto("/home/")
    where = schedule.locator(".page-summary")
    card = home.locator(".home-children > section").filter(has_text="Marcia Clayton")
    expect(where).to_contain_text("By the timetable, Marcia is in Language Arts 7")
    expect(card).to_contain_text("By the timetable, Marcia is in Language Arts 7")
    absent(portal, "1", "Marcia")
    expect(where).to_contain_text("Scheduled: Language Arts 7, room 207, until 10:33 AM (marked absent in period 1).")
    absent(portal, "2", "Marcia")
    missing = "Marcia was marked absent in period 2 (Language Arts 7). No reason recorded."
    expect(where).to_have_text(missing)
    expect(where).to_have_attribute("data-tone", "bad")
    expect(schedule.get_by_role("link", name="Call the school")).to_be_visible()
    expect(card).to_contain_text(missing)
    of = ("--student", number_of(portal, "Marcia"), "--date", "2026-10-06")
    for period in ("1", "2"):
        post(portal, "attendance", "clear", *of, "--period", period)
    expect(where).to_contain_text("By the timetable, Marcia is in Language Arts 7")


def test_changes_of_another_family_change_nothing(open_page: Opens, portal: RunningPortal) -> None:
    hers, theirs = open_page(user=MINNIE), open_page(user=JOSE)
    for page in (hers, theirs):
        page.goto("/home/")
        expect(page.get_by_role("heading", name="Home")).to_be_visible()
    absent(portal, "6")
    expect(announced(hers)).to_have_count(1)
    read_a_notice(theirs)  # what the server had to say to this page before, it has said
    expect(announced(theirs)).to_have_count(0)


def read_a_notice(page: Page) -> None:
    """Open a notice, and wait until the server knows of it."""
    notice = page.get_by_role("group").filter(has_text="NEW").first
    title = notice.locator("summary").inner_text().replace("NEW", "").strip().splitlines()[0]
    notice.locator("summary").click()
    expect(page.get_by_role("group").filter(has_text=title).get_by_text("NEW")).to_have_count(0)


def test_a_side_that_the_school_withdraws_is_emptied_at_once(open_page: Opens, portal: RunningPortal) -> None:
    page = the(open_page(user=MINNIE), "/attendance/", "Marcia")
    side = ("--student", number_of(portal, "Marcia"), "--guardian", MINNIE, "--right", "attendance")
    post(portal, "rights", "withdraw", *side)
    expect(page.get_by_text("The school does not share this with you.")).to_be_visible()
    expect(page.get_by_role("heading", name="Attendance", level=1)).to_be_visible()
    expect(page.locator(".month")).to_have_count(0)
    post(portal, "rights", "give", *side)
    expect(page.locator(".month").first).to_be_attached()


def test_a_child_that_the_school_withdraws_leaves_the_page_for_home(open_page: Opens, portal: RunningPortal) -> None:
    page = the(open_page(user=MINNIE), "/attendance/", "Greg")
    greg = ("--student", number_of(portal, "Greg"), "--guardian", MINNIE)
    post(portal, "rights", "withdraw", *greg)
    page.wait_for_url("**/home/")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_text("Greg")).to_have_count(0)
    post(portal, "rights", "give", *greg)
    page.reload()
    expect(page.locator(".home-children").get_by_text("Greg Clayton")).to_be_visible()
