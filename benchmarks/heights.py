"""How long are the pages on a phone? 390 × 844 pixels, the demonstration district, and a class with 40 assignments.

Run `python -m benchmarks.heights` after a build. The class is filled up to 28 assignments with a score and 12 that are
still to come, the size that its page is made for. A folder as the argument takes a picture of each page too.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlmodel import Session, col, select

from docs.make_screens import MORNING, demonstration
from portal_app.clock import now
from portal_app.models import Assignment, Category, Course, Score, Section, SectionEnrollment, Student
from tests.browsers import launch
from tests.e2e.visitor import MINNIE, enter
from tests.running import RunningPortal

PAGES = (
    "/home/",
    "/grades/",
    "/class/",
    "/attendance/",
    "/schedule/",
    "/calendar/",
    "/todo/",
    "/messages/",
    "/reports/",
)
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
CHILD, TITLE = "Marcia", "Mathematics"
SCORED, TO_COME = 28, 12
TODAY = date.fromisoformat(MORNING[:10])


@dataclass(frozen=True, slots=True)
class FullClass:
    """The class with 40 assignments: where its page is."""

    student_id: int
    section_id: int

    @property
    def address(self) -> str:
        """Return the address of its page."""
        return f"/class/?student={self.student_id}&section={self.section_id}"


def main(pictures: str = "") -> None:
    """Print the height of every page."""
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as portal, sync_playwright() as driver:
        with portal.records() as session:
            full = fill_class(session)
        browser = launch(driver)
        for name, heights in measured(browser, portal, full, Path(pictures) if pictures else None):
            print(f"{name:14} " + "  ".join(f"{size} {height:5} px" for size, height in heights.items()))
        browser.close()


def measured(
    browser: Browser, portal: RunningPortal, full: FullClass, pictures: Path | None
) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each page with its heights by size."""
    opened = {size: _open(browser, portal, size) for size in SIZES}
    for path in PAGES:
        heights = {}
        for size, page in opened.items():
            _show(page, full.address if path == "/class/" else f"{path}?student={full.student_id}")
            heights[size] = page.evaluate("document.documentElement.scrollHeight")
            if pictures:
                page.screenshot(path=pictures / f"{path.strip('/')}-{size}.png", full_page=True)
        yield path, heights


def _open(browser: Browser, portal: RunningPortal, size: str) -> Page:
    page = browser.new_context(base_url=portal.url, viewport=SIZES[size], reduced_motion="reduce").new_page()  # type: ignore[arg-type]
    enter(page, portal, MINNIE)
    return page


def _show(page: Page, path: str) -> None:
    page.goto(path)
    page.locator("h1").wait_for()
    page.locator("main .skeleton").first.wait_for(state="detached")


def fill_class(session: Session) -> FullClass:
    """Give the child's class its 40 assignments, spread over the categories of its term."""
    student = session.exec(select(Student).where(Student.first_name == CHILD)).first()
    assert student
    assert student.id
    section = session.exec(
        select(Section)
        .join(Course)
        .join(SectionEnrollment)
        .where(SectionEnrollment.student_id == student.id, col(Course.title).startswith(TITLE))
        .order_by(col(Section.id).desc())
    ).first()
    assert section
    assert section.id
    there = session.exec(
        select(Assignment, Score)
        .join(Score, (col(Score.assignment_id) == Assignment.id) & (Score.student_id == student.id), isouter=True)
        .where(Assignment.section_id == section.id, col(Assignment.due_on) <= TODAY + timedelta(days=30))
        .order_by(col(Assignment.due_on).desc())
    ).all()
    latest = next(one for one, score in there if score is not None)
    term = latest.term_id
    task = session.exec(select(Category.task_id).where(Category.id == latest.category_id)).one()
    categories = session.exec(
        select(Category).where(Category.section_id == section.id, Category.task_id == task).order_by(col(Category.id))
    ).all()
    own = {category.id for category in categories}
    mine = [(one, score) for one, score in there if one.term_id == term and one.category_id in own]
    to_come = sum(1 for one, score in mine if score is None and one.due_on and one.due_on >= TODAY)
    scored = len(mine) - to_come
    for at in range(max(SCORED - scored, 0)):
        _add(session, section.id, categories, term, at, days=-1 - at, student_id=student.id)
    for at in range(max(TO_COME - to_come, 0)):
        _add(session, section.id, categories, term, at, days=1 + at, student_id=None)
    return FullClass(student.id, section.id)


def _add(
    session: Session,
    section_id: int,
    categories: Sequence[Category],
    term_id: int,
    at: int,
    *,
    days: int,
    student_id: int | None,
) -> None:
    assignment = Assignment(
        section_id=section_id,
        category_id=categories[at % len(categories)].id or 0,
        term_id=term_id,
        name=f"Problem set {at + 20}: fractions",
        due_on=TODAY + timedelta(days=days),
        points_possible=Decimal(20),
    )
    session.add(assignment)
    session.flush()
    if student_id:
        session.add(
            Score(assignment_id=assignment.id or 0, student_id=student_id, points=Decimal(14 + at % 6), posted_at=now())
        )


if __name__ == "__main__":
    main(*sys.argv[1:2])
