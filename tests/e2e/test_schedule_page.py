"""The schedule page in a browser: the first line, today's list, the grid, and what a parent does with them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from portal_app.database import make_engine
from portal_app.models import BellTime, Period, School
from tests.e2e.visitor import DELLA, MINNIE, enter
from tests.portal_fixtures import Serves
from tests.running import RunningPortal

Opens = Callable[..., Page]
SOON = timedelta(seconds=15)


def the_schedule_of(page: Page, child: str) -> None:
    """Go to a child's schedule as a parent does: by the child's name on the home page."""
    page.goto("/home/")
    page.get_by_role("main").get_by_role("link", name=child).first.click()
    expect(page.get_by_role("heading", name="Schedule")).to_be_visible()
    expect(page.locator(".page-summary")).to_contain_text(child.split()[0])


def seen(page: Page, selector: str) -> list[str]:
    """Return the texts of what is visible."""
    return [found.inner_text() for found in page.locator(selector).all() if found.is_visible()]


def test_the_first_line_and_the_list_agree_on_the_class_in_progress(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_schedule_of(page, "Marcia Clayton")
    expect(page.locator(".page-summary")).to_have_text(
        "By the timetable, Marcia is in Language Arts 7, room 210, until 10:33 AM."
    )
    in_progress = page.get_by_role("row").filter(has_text="now").filter(has_text="AM")
    expect(in_progress).to_have_count(1)
    expect(in_progress).to_contain_text("Language Arts 7")


def test_a_desktop_shows_all_terms_and_marks_the_current_one(open_page: Opens) -> None:
    page = open_page("desktop", user=MINNIE)
    the_schedule_of(page, "Marcia Clayton")
    headings = seen(page, ".timetable thead th")
    assert [heading.split("\n")[0] for heading in headings] == ["Period", "Term 1", "Term 2", "Term 3", "Term 4"]
    assert ["current" in heading for heading in headings].count(True) == 1


def test_a_phone_shows_the_current_term_and_each_other_one_on_a_tap(open_page: Opens) -> None:
    page = open_page("phone", user=MINNIE)
    the_schedule_of(page, "Marcia Clayton")
    (shown,) = seen(page, ".timetable thead th")
    assert "current" in shown
    periods = seen(page, ".timetable tbody th")
    for term in ("Term 1", "Term 2", "Term 3", "Term 4"):
        page.get_by_role("radio", name=term).check()
        (shown,) = seen(page, ".timetable thead th")
        assert shown.startswith(term)
        assert seen(page, ".timetable tbody th") == periods
        assert len(seen(page, ".timetable tbody td")) == len(periods)


def test_printed_pages_show_all_terms_whatever_the_phone_shows(open_page: Opens) -> None:
    page = open_page("phone", user=MINNIE, new=True)
    the_schedule_of(page, "Marcia Clayton")
    page.emulate_media(media="print")
    assert len(seen(page, ".timetable thead th")) == 5


def test_a_teachers_name_opens_an_email_about_the_child_and_the_class(open_page: Opens, size: str) -> None:
    page = open_page(size, user=MINNIE)
    the_schedule_of(page, "Greg Clayton")
    href = page.get_by_role("link", name="E-mail to Tejada, D").first.get_attribute("href") or ""
    address, subject = href.removeprefix("mailto:").split("?subject=")
    assert "@" in address
    assert unquote(subject) == "Greg Clayton, HR-KK-1 Homeroom KK"


def test_rotating_days_are_labelled_in_the_grid_and_only_todays_classes_are_listed(open_page: Opens) -> None:
    page = open_page("desktop", user=DELLA)
    the_schedule_of(page, "Ferdinand Clayton")
    labels = set(seen(page, ".timetable .day-label"))
    assert labels == {"Day A", "Day B"}
    (today,) = labels & set(seen(page, ".day-facts .badge"))
    listed = {name.split()[0] for name in seen(page, "#today .class-name")}
    (other,) = labels - {today}
    assert listed & codes_of(page, today)
    assert not listed & codes_of(page, other)


def codes_of(page: Page, label: str) -> set[str]:
    """Return the codes of the grid's classes that meet on a rotating day."""
    entries = page.locator(".class-entry").filter(has_text=label)
    return set(entries.locator(".class-code").all_inner_texts())


def test_the_page_of_a_student_of_next_year_shows_the_first_day(open_page: Opens) -> None:
    page = open_page(user="HanaB")
    the_schedule_of(page, "Pip Baker")
    expect(page.locator(".page-summary")).to_contain_text("Pip begins at McGarrah Elementary on")
    expect(page.locator(".timetable")).to_contain_text("Term 1")
    expect(page.locator(".timetable").get_by_text("current")).to_have_count(0)
    expect(page.get_by_role("heading", name="Today's classes")).to_have_count(0)


def test_empty_cells_stay(open_page: Opens, size: str) -> None:
    page = open_page(size, user=DELLA)
    the_schedule_of(page, "Daffy Clayton")
    assert "No class" in seen(page, ".timetable tbody td")


def test_the_first_line_changes_at_the_bell_by_itself(chromium: Browser, serves: Serves) -> None:
    zone = a_zone_where_it_is_day()
    with serves(TODAY="2026-10-06", TIME_ZONE=zone.key) as portal:
        page = chromium.new_page(base_url=portal.url)
        enter(page, portal, DELLA)
        ring_soon(portal, "Flint River High", period="HR", zone=zone)
        page.goto("/schedule/")
        expect(page.locator(".page-summary")).to_contain_text("can't say where Ferdinand is now")
        expect(page.locator(".page-summary")).to_contain_text("Ferdinand is in Homeroom 12", timeout=60_000)
        page.close()


def ring_soon(portal: RunningPortal, school: str, *, period: str, zone: ZoneInfo) -> None:
    """Let this period begin in a moment and last an hour; the school's other periods lose their times."""
    begins = (datetime.now(zone) + SOON).replace(microsecond=0)
    with Session(make_engine(portal.database)) as session:
        bells = select(BellTime, Period).join(Period).join(School).where(col(School.name) == school)
        for bell, of_period in session.exec(bells).all():
            if of_period.name != period:
                session.delete(bell)
            else:
                bell.starts_at, bell.ends_at = begins.time(), (begins + timedelta(hours=1)).time()
        session.commit()


def a_zone_where_it_is_day() -> ZoneInfo:
    """Return a time zone in which a bell in a moment, and an hour after it, is still of the same day."""
    return ZoneInfo("UTC" if 2 <= datetime.now(UTC).hour < 22 else "America/New_York")
