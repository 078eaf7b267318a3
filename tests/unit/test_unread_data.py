"""Data of a source that pages used to leave out or to change: teachers' days, class codes, vacant positions."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.domain.enrollment.display_names import class_code
from portal_app.domain.family.teachers import teachers_of_children
from portal_app.domain.gradebook import grades_of
from portal_app.domain.schedule import schedule_of, today_schedule
from tests.unit.builders import SchoolRows, a_guardian, a_section, a_student, a_teacher, a_viewer, add, an_id
from tests.unit.gradebook_builders import a_book

OCTOBER_2, OCTOBER_5, DECEMBER = date(2026, 10, 2), date(2026, 10, 5), date(2026, 12, 1)


def teaches(session: Session, section: m.Section, name: str, first: date | None, last: date | None) -> None:
    """Write a teacher of a class from a first to a last day."""
    teacher = a_teacher(session, first_name="Nora", last_name=name, email=f"{name.lower()}@example.org")
    add(
        session,
        m.SectionTeacher(section_id=an_id(section), staff_id=an_id(teacher), starts_on=first, ends_on=last),
    )


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> m.Section:
    """Return a class that Okoro taught until 2 October, and Brandt teaches from 5 October."""
    math = a_book(session, at=babb).section
    teaches(session, math, "Okoro", None, OCTOBER_2)
    teaches(session, math, "Brandt", OCTOBER_5, None)
    return math


@pytest.fixture
def ada(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    return a_student(session, at=babb, takes=[math], number="7")


def named(session: Session, ada: m.Student, on: date) -> set[tuple[str, ...]]:
    """Return the teachers of the one class, as each page names them on a day."""
    today = today_schedule(session, ada, on=on).classes
    [grid] = schedule_of(session, ada, as_of=on).grids
    [graded] = grades_of(session, ada, as_of=on).classes
    viewer = a_viewer(session, a_guardian(session, of=ada))
    [child] = teachers_of_children(session, viewer, on=on)
    cells = [one for row in grid.rows for cell in row.cells for one in cell.classes]
    lists = [graded.teachers, *(one.teachers for one in cells), *(one.teachers for one in today)]
    names = {tuple(teacher.name for teacher in found) for found in lists}
    return names | {tuple(teacher.name for teacher in child.teachers)}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 9, 1), "Okoro, N"),
        (OCTOBER_2, "Okoro, N"),
        (OCTOBER_2 + timedelta(days=1), "Brandt, N"),
        (OCTOBER_5, "Brandt, N"),
        (DECEMBER, "Brandt, N"),
    ],
)
def test_every_page_names_who_teaches_the_class_on_the_day(
    session: Session, ada: m.Student, on: date, expected: str
) -> None:
    """Between the two, the one who comes next; never one who has left."""
    assert named(session, ada, on) == {(expected,)}


def test_a_class_that_is_over_names_who_taught_it_last(session: Session, babb: SchoolRows) -> None:
    section = a_section(session, at=babb)
    teaches(session, section, "Okoro", None, OCTOBER_2)
    teaches(session, section, "Brandt", OCTOBER_5, DECEMBER)
    ada = a_student(session, at=babb, takes=[section])
    [grid] = schedule_of(session, ada, as_of=date(2027, 3, 1)).grids
    entries = [one for row in grid.rows for cell in row.cells for one in cell.classes]
    assert {teacher.name for one in entries for teacher in one.teachers} == {"Brandt, N"}


def test_a_vacant_position_is_called_so_and_has_no_address_to_write_to(session: Session, babb: SchoolRows) -> None:
    """Schools enter it in place of a name."""
    vacancy = a_teacher(session, first_name="Vacancy", last_name="School", email="vacancy@example.org")
    ada = a_student(session, at=babb, takes=[a_section(session, at=babb, teachers=[vacancy])])
    [today] = today_schedule(session, ada, on=OCTOBER_5).classes
    assert [(teacher.name, teacher.email) for teacher in today.teachers] == [("Vacancy", "")]


@pytest.mark.parametrize(
    ("course", "section", "shown"),
    [
        ("MATH-06", "1", "MATH-06-1"),
        ("ALG1", "ALG10-2", "ALG10-2"),
        ("ALG", "ALGEBRA-2", "ALGEBRA-2"),
        ("1", "12", "1-12"),
    ],
)
def test_a_class_code_is_shown_as_the_school_writes_it(course: str, section: str, shown: str) -> None:
    assert class_code(course=course, section=section) == shown
