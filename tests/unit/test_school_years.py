"""Which school year each page shows: during the year, in summer, on the first day, and for who has left."""

from datetime import date

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now, today
from portal_app.domain.attendance import attendance_of
from portal_app.domain.calendar import todo_of
from portal_app.domain.enrollment.placements import placements_of, placements_on_record
from portal_app.domain.family.family import FamilyStudent, NextYear, family_of
from portal_app.domain.gradebook import class_detail, grades_of
from portal_app.domain.reports import card_of, offered_to
from portal_app.domain.schedule import Where, where_is
from tests.conftest import Pin, Queries
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_guardian,
    a_school,
    a_section,
    a_student,
    a_viewer,
    an_earlier_year,
    an_id,
    enroll,
    put_on_roster,
)
from tests.unit.gradebook_builders import Book, a_book
from tests.unit.record_builders import absent_all_day

ALL_RIGHTS = ("schedule", "grades", "attendance", "calendar", "reports")


@pytest.fixture
def earlier(session: Session, babb: SchoolRows) -> SchoolRows:
    """Return the year before at another school: the child changed schools between the two."""
    return an_earlier_year(session, at=a_school(session, name="McGarrah Elementary", district=babb.district))


@pytest.fixture
def reading(session: Session, earlier: SchoolRows) -> Book:
    """Return a class of the earlier year."""
    return a_book(session, at=earlier, course="READ-05", title="Reading 5")


@pytest.fixture
def child(session: Session, babb: SchoolRows, math: m.Section, earlier: SchoolRows, reading: Book) -> m.Student:
    """Return a student of both years, with a posted 95, a missing assignment and one day absent in the earlier one."""
    student = a_student(session, at=[earlier, babb], takes=[reading.section, math])
    task = reading.task()
    reading.post(student, task, earlier.terms[0], "A", 95)
    quiz = reading.assignment(reading.category(task), earlier.terms[0], due_on=date(2025, 9, 5))
    reading.score(student, quiz, is_missing=True)
    absent_all_day(session, student, at=earlier, on=date(2025, 10, 6))
    return student


def shown(session: Session, student: m.Student) -> FamilyStudent:
    return family_of(session, a_viewer(session, a_guardian(session, of=student))).students[0]


def test_an_earlier_year_keeps_its_grades_attendance_and_report_card(
    session: Session, child: m.Student, earlier: SchoolRows
) -> None:
    year_id = an_id(earlier.year)
    grades = grades_of(session, child, as_of=today(), year_id=year_id)
    assert [(one.title, one.now and one.now.percent) for one in grades.classes] == [("Reading 5", "95")]
    attendance = attendance_of(session, child, as_of=today(), year_id=year_id)
    assert (attendance.year, attendance.so_far.days_absent) == ("2025-26", "1")
    assert attendance.so_far.instructional_days > 200
    card = card_of(session, child, as_of=today(), year_id=year_id)
    assert (card.year, [one.school for one in card.schools], card.next_years) == (
        "2025-26",
        ["McGarrah Elementary"],
        [],
    )
    assert [place.school for place in placements_on_record(session, child, as_of=today(), year_id=year_id)] == [
        "McGarrah Elementary"
    ]


def test_the_current_year_is_shown_unless_another_is_asked_for(session: Session, child: m.Student) -> None:
    assert [one.title for one in grades_of(session, child, as_of=today()).classes] == ["Mathematics 6"]
    view = attendance_of(session, child, as_of=today())
    assert (view.year, view.so_far.days_absent) == ("2026-27", "0")
    assert [(year.name, year.is_earlier, year.is_over) for year in shown(session, child).years] == [
        ("2026-27", False, False),
        ("2025-26", True, True),
    ]


def test_nothing_is_missing_in_an_earlier_year_and_it_has_no_what_if(
    session: Session, child: m.Student, earlier: SchoolRows, reading: Book
) -> None:
    """What was left undone can no longer be done: the to-do list and Grades agree."""
    viewer = a_viewer(session, a_guardian(session, of=child))
    assert grades_of(session, child, as_of=today(), year_id=an_id(earlier.year)).missing == 0
    assert todo_of(session, viewer, [child], as_of=today()).missing == ()
    detail = class_detail(session, child, reading.id, as_of=today())
    assert (detail.is_earlier, detail.missing, detail.year_id) == (True, 0, earlier.year.id)


def test_a_report_of_an_earlier_year_is_not_about_what_is_still_to_be_done(
    session: Session, child: m.Student, earlier: SchoolRows
) -> None:
    now_offered = offered_to(session, child, rights=ALL_RIGHTS, as_of=today())
    then = offered_to(session, child, rights=ALL_RIGHTS, as_of=today(), year_id=an_id(earlier.year))
    assert {one.key for one in now_offered.offers} - {one.key for one in then.offers} == {"missing-assignments"}
    assert {term.name for one in then.offers for term in one.terms} == {"Whole year"}
    assert not any(term.is_current for one in then.offers for term in one.terms)


@pytest.mark.parametrize("is_enrolled", [False, True])
def test_in_summer_the_finished_year_is_shown_and_what_comes_next(
    session: Session, pinned: Pin, babb: SchoolRows, child: m.Student, is_enrolled: bool
) -> None:
    """Before and after next year's enrollment is imported. Schedule looks ahead, the records look back."""
    coming = a_following_year(session, at=babb)
    if is_enrolled:
        enroll(session, child, at=coming, grade_level="07")
    pinned("2027-07-15T10:00")
    assert grades_of(session, child, as_of=today()).year == "2026-27"
    assert attendance_of(session, child, as_of=today()).year == "2026-27"
    assert card_of(session, child, as_of=today()).year == "2026-27"
    family_child = shown(session, child)
    assert (family_child.ended_on, family_child.year_on_record.name) == ("2027-05-28", "2026-27")
    school, grade = ("Babb Middle", "07") if is_enrolled else ("", "")
    assert family_child.next_year == NextYear(
        starts_on=coming.year.starts_on.isoformat(), school=school, grade_level=grade
    )
    assert [place.year.name for place in placements_of(session, child, as_of=today())] == [
        "2027-28" if is_enrolled else "2026-27"
    ]


def test_on_the_first_day_of_the_new_year_everything_shows_it(
    session: Session, pinned: Pin, babb: SchoolRows, child: m.Student
) -> None:
    coming = a_following_year(session, at=babb)
    enroll(session, child, at=coming)
    put_on_roster(session, child, a_section(session, at=coming, course="MATH-07", title="Mathematics 7"))
    pinned(f"{coming.year.starts_on}T10:00")
    assert grades_of(session, child, as_of=today()).year == "2027-28"
    assert attendance_of(session, child, as_of=today()).year == "2027-28"
    found = shown(session, child)
    assert (found.ended_on, [year.name for year in found.years]) == ("", ["2027-28", "2026-27", "2025-26"])


def test_a_year_that_began_without_the_student_leaves_the_last_one_on_record(
    session: Session, pinned: Pin, babb: SchoolRows, child: m.Student
) -> None:
    """Many systems begin a year on July 1 and enroll weeks later."""
    coming = a_following_year(session, at=babb)
    pinned(f"{coming.year.starts_on}T10:00")
    found = shown(session, child)
    assert (found.year_on_record.name, found.is_former, found.school) == ("2026-27", True, "Babb Middle")
    assert grades_of(session, child, as_of=today()).year == "2026-27"


def test_a_graduate_has_past_years_and_no_whereabouts(session: Session, earlier: SchoolRows, reading: Book) -> None:
    """Also where the school never ended the enrollment."""
    graduate = a_student(session, at=earlier, takes=[reading.section])
    found = shown(session, graduate)
    assert (found.is_former, found.ended_on, found.next_year) == (True, "2026-05-28", NextYear())
    assert where_is(session, graduate, at=now()).where == Where.NOT_ENROLLED
    assert grades_of(session, graduate, as_of=today()).year == "2025-26"
    offers = offered_to(session, graduate, rights=ALL_RIGHTS, as_of=today())
    assert "missing-assignments" not in {one.key for one in offers.offers}


def test_a_foreign_year_is_empty(session: Session, babb: SchoolRows, child: m.Student) -> None:
    """Pages and documents refuse it before (`access_student`); commands show nothing."""
    coming = a_following_year(session, at=babb)
    assert grades_of(session, child, as_of=today(), year_id=an_id(coming.year)).classes == []
    assert attendance_of(session, child, as_of=today(), year_id=an_id(coming.year)).year == ""
    assert placements_on_record(session, child, as_of=today(), year_id=an_id(coming.year)) == []


def test_earlier_years_cost_no_query_more(
    session: Session, babb: SchoolRows, child: m.Student, queries: Queries
) -> None:
    one_year = a_student(session, at=babb)
    viewers = [a_viewer(session, a_guardian(session, of=student)) for student in (one_year, child)]
    session.flush()
    counts = []
    for viewer, student in zip(viewers, (one_year, child), strict=True):
        session.expire_all()
        with queries() as asked:
            family_of(session, viewer)
            attendance_of(session, student, as_of=today())
        counts.append(len(asked))
    assert counts[0] == counts[1]
