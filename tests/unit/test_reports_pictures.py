"""How each report looks: two pictures of each, drawn by Poppler and compared with those that a person has looked at.

A difference that is meant: delete the picture in `tests/data/golden`, run these tests (they draw it anew and fail),
look at it, run them again.
"""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from sqlmodel import Session

from portal_app import models as m
from portal_app.domain.reports import ReportKind
from portal_app.reports import make_report
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_guardian,
    a_school,
    a_section,
    a_student,
    a_teacher,
    a_viewer,
    enroll,
    put_on_roster,
)
from tests.unit.gradebook_builders import a_book
from tests.unit.record_builders import absent_all_day, an_attendance_entry

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
DOTS_PER_INCH = 50
FAINTEST, MOST_CHANGED = 32, 0.01
"""Of 255: how much darker or lighter a point may be; and which share of the points may differ more than that."""

pytestmark = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs pdftoppm (poppler-utils)")


def an_ordinary_student(session: Session) -> m.Student:
    """Write a student of six classes with grades, missing work, absences and a place for next year."""
    babb = a_school(session, periods=("HR", "1", "2", "3", "4"))
    babb.school.street, babb.school.city, babb.school.state = "5500 Reynolds Road", "Forest Park", "GA"
    babb.school.postal_code, babb.school.phone = "30297", "(770) 555-0127"
    student = a_student(session, at=babb, number="0393354", first_name="Zoë", last_name="Núñez", grade_level="07")
    for number, title in enumerate(("Mathematics 7", "Language Arts 7", "Science 7"), start=1):
        _a_class(session, babb, student, title=title, period=str(number))
    late = a_section(session, at=babb, course="BAND", title="Band", period="HR", day_label="A")
    put_on_roster(session, student, late, starts_on=date(2026, 9, 8))
    absent_all_day(session, student, at=babb, on=date(2026, 9, 14), code="AE")
    an_attendance_entry(
        session, student, at=babb, on=date(2026, 9, 22), code="T", minutes=12, comment="The bus was late"
    )
    enroll(session, student, at=a_following_year(session, at=babb), grade_level="08")
    return student


def _a_class(session: Session, at: SchoolRows, student: m.Student, *, title: str, period: str) -> None:
    teacher = a_teacher(session, last_name=title.split()[0])
    book = a_book(session, at=at, course=title[:4].upper(), title=title, period=period, teachers=[teacher])
    task = book.task("9 Weeks")
    put_on_roster(session, student, book.section)
    classwork = book.category(task, "Classwork", weight=50, drop_lowest=1)
    quizzes = book.category(task, "Quizzes", weight=15)
    for number in range(4):
        assignment = book.assignment(classwork, at.terms[0], f"Problem set {number + 1}", points_possible=20)
        book.score(student, assignment, 17 + number, is_missing=number == 2, comment="See me" if number == 1 else "")
    book.score(student, book.assignment(quizzes, at.terms[0], "Quiz 1: ratios"), "88.5")
    midterm = book.task("4.5 Weeks", sequence=-1, is_progress=True)
    book.post(student, midterm, at.terms[0], "B", 84, comment="A pleasure to teach.")


def an_odd_student(session: Session) -> m.Student:
    """Write a student with twelve terms, names of many scripts and of great length, and no grade."""
    begin = date(2026, 8, 3)
    terms = [(begin + timedelta(days=24 * n), begin + timedelta(days=24 * n + 23)) for n in range(12)]
    school = a_school(session, name="Université 学校 of Many Terms", terms=terms)
    title = "The Comparative History of Mathematical Notation and Its Consequences for Our Arithmetics"
    sections = [
        a_section(session, at=school, course="A" * 40, title=title, period="2", teachers=[a_teacher(session)]),
        a_section(session, at=school, course="HEB", title="עברית", period="3"),
    ]
    name: dict[str, Any] = {"first_name": "محمد 😀", "last_name": "Featherstonehaugh-Vandersteldringham-Oyelaran"}
    return a_student(session, at=school, takes=sections, number="7", **name)


@pytest.mark.parametrize("who", [an_ordinary_student, an_odd_student])
@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_looks_as_it_did(
    session: Session, kind: ReportKind, who: Callable[[Session], m.Student], tmp_path: Path
) -> None:
    student = who(session)
    viewer = a_viewer(session, a_guardian(session, of=student))
    drawn = picture(make_report(session, student, kind, language="en", viewer=viewer).body, tmp_path)
    kept = GOLDEN / f"{kind}-{who.__name__.removeprefix('an_').removesuffix('_student')}.png"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        drawn.save(kept, optimize=True)
        pytest.fail(f"There was no {kept.name}: look at the one just drawn, then run the test again.")
    share = changed(drawn, Image.open(kept))
    if share > MOST_CHANGED:
        drawn.save(tmp_path / kept.name)
        pytest.fail(f"{share:.1%} of {kept.name} differ; the new picture is {tmp_path / kept.name}")


def picture(body: bytes, folder: Path) -> Image.Image:
    """Return the first page, small and grey."""
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-png", "-singlefile", "-", str(folder / "page")]
    subprocess.run(command, input=body, check=True)
    return Image.open(folder / "page.png").convert("L")


def changed(one: Image.Image, other: Image.Image) -> float:
    """Return the share of points that differ by more than another version's smoothing of the letters."""
    assert one.size == other.size
    soft = [image.convert("L").filter(ImageFilter.GaussianBlur(1)) for image in (one, other)]
    difference = ImageChops.difference(*soft).point(lambda level: 255 if level > FAINTEST else 0)
    return ImageStat.Stat(difference).mean[0] / 255


def test_the_comparison_is_not_blind(session: Session, tmp_path: Path) -> None:
    """What moves by a line, or is another report, is more than it lets pass; the same picture is the same."""
    student = an_ordinary_student(session)
    card, schedule = (
        picture(make_report(session, student, kind, language="en").body, tmp_path).copy()
        for kind in (ReportKind.CARD, ReportKind.SCHEDULE)
    )
    assert changed(card, card) == 0
    assert changed(card, ImageChops.offset(card, 0, 3)) > 2 * MOST_CHANGED
    assert changed(card, schedule) > 2 * MOST_CHANGED
