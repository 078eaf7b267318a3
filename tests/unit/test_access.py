"""The access check for students: who has access, and that others can't find out why they have none."""

from datetime import date

import pytest
from sqlmodel import Session

from portal_app.domain.access import (
    NotFound,
    Right,
    Viewer,
    access_student,
    accessible_students,
    student_for_staff,
    students_and_rights,
    visible_now,
)
from portal_app.models import Student
from tests.conftest import Pin
from tests.unit.builders import (
    a_district,
    a_following_year,
    a_guardian,
    a_school,
    a_student,
    a_viewer,
    an_earlier_year,
    an_id,
    give_rights,
)

ALL = frozenset(Right)


def passes(session: Session, viewer: Viewer, student: Student, *, to: Right = Right.GRADES) -> bool:
    try:
        return access_student(session, viewer, an_id(student), to=to) is not None
    except NotFound:
        return False


@pytest.mark.parametrize("right", list(Right))
def test_a_guardian_has_access_for_each_right_that_the_school_grants(session: Session, right: Right) -> None:
    student = a_student(session, at=a_school(session))
    viewer = a_viewer(session, a_guardian(session, of=student))
    assert passes(session, viewer, student, to=right)


@pytest.mark.parametrize("right", list(Right))
def test_a_right_withheld_closes_that_side_only(session: Session, right: Right) -> None:
    student = a_student(session, at=a_school(session))
    viewer = a_viewer(session, a_guardian(session, of=student, rights=ALL - {right}))
    assert students_and_rights(session, viewer) == [(student, ALL - {right})]
    for other in Right:
        assert passes(session, viewer, student, to=other) == (other != right)


def test_without_portal_access_a_student_does_not_exist(session: Session) -> None:
    student = a_student(session, at=a_school(session))
    viewer = a_viewer(session, a_guardian(session, of=student, portal_access=False))
    assert not any(passes(session, viewer, student, to=right) for right in Right)
    assert accessible_students(session, viewer, to=None) == []
    assert students_and_rights(session, viewer) == []


def test_a_stranger_and_a_missing_student_are_refused_alike(session: Session) -> None:
    student = a_student(session, at=a_school(session))
    stranger = a_viewer(session, a_guardian(session))
    with pytest.raises(NotFound) as forbidden:
        access_student(session, stranger, an_id(student), to=Right.GRADES)
    with pytest.raises(NotFound) as missing:
        access_student(session, stranger, 999_999, to=Right.GRADES)
    assert str(forbidden.value) == str(missing.value)


@pytest.mark.parametrize(
    ("today", "keeps", "passes_today"),
    [
        ("2026-10-05", False, True),  # the day before the birthday
        ("2026-10-06", False, False),  # the birthday itself
        ("2026-10-06", True, True),  # the school keeps it on
    ],
)
def test_access_ends_on_the_eighteenth_birthday_unless_the_school_keeps_it_on(
    session: Session, pinned: Pin, today: str, keeps: bool, passes_today: bool
) -> None:
    student = a_student(session, at=a_school(session), born=date(2008, 10, 6), parents_keep_access=keeps)
    viewer = a_viewer(session, a_guardian(session, of=student))
    pinned(today)
    assert passes(session, viewer, student) == passes_today


@pytest.mark.parametrize(("today", "passes_today"), [("2026-02-28", True), ("2026-03-01", False)])
def test_someone_born_on_29_february_is_eighteen_on_1_march(
    session: Session, pinned: Pin, today: str, passes_today: bool
) -> None:
    pinned(today)
    school = a_school(session, starts_on=date(2025, 8, 4), ends_on=date(2026, 5, 29))
    student = a_student(session, at=school, born=date(2008, 2, 29))
    assert passes(session, a_viewer(session, a_guardian(session, of=student)), student) == passes_today


def test_a_student_of_next_year_only_is_listed(session: Session) -> None:
    next_year = a_following_year(session, at=a_school(session))
    student = a_student(session, at=next_year)
    viewer = a_viewer(session, a_guardian(session, of=student))
    assert accessible_students(session, viewer, to=Right.SCHEDULE) == [student]


def test_a_student_of_last_year_only_stays_listed_while_the_right_lasts(session: Session, pinned: Pin) -> None:
    """A graduate: no class any more, but the records stay readable until the 18th birthday."""
    last_year = an_earlier_year(session, at=a_school(session))
    student = a_student(session, at=last_year, born=date(2008, 12, 6))
    viewer = a_viewer(session, a_guardian(session, of=student))
    assert passes(session, viewer, student)
    pinned("2026-12-06")
    assert not passes(session, viewer, student)


def test_a_student_who_was_never_enrolled_is_not_listed(session: Session) -> None:
    student = a_student(session)
    assert not passes(session, a_viewer(session, a_guardian(session, of=student)), student)


def test_access_to_a_year_takes_an_enrollment_in_it(session: Session) -> None:
    """A foreign year, one of another district and one that does not exist are refused like a foreign student."""
    this = a_school(session)
    earlier, coming = an_earlier_year(session, at=this), a_following_year(session, at=this)
    elsewhere = a_school(session, name="Elsewhere", district=a_district(session, code="OTHERS"))
    student = a_student(session, at=[this, earlier])
    viewer = a_viewer(session, a_guardian(session, of=student))

    def passes_in(year_id: int) -> bool:
        try:
            return access_student(session, viewer, an_id(student), to=Right.GRADES, year_id=year_id) == student
        except NotFound:
            return False

    assert passes_in(an_id(this.year))
    assert passes_in(an_id(earlier.year))
    assert not any(map(passes_in, (an_id(coming.year), an_id(elsewhere.year), 0, 999_999)))


def test_a_right_withdrawn_closes_every_year(session: Session) -> None:
    earlier = an_earlier_year(session, at=a_school(session))
    student = a_student(session, at=earlier)
    viewer = a_viewer(session, a_guardian(session, of=student, rights=ALL - {Right.GRADES}))
    with pytest.raises(NotFound):
        access_student(session, viewer, an_id(student), to=Right.GRADES, year_id=an_id(earlier.year))
    access_student(session, viewer, an_id(student), to=Right.ATTENDANCE, year_id=an_id(earlier.year))


def test_in_summer_the_year_that_ended_still_counts(session: Session, pinned: Pin) -> None:
    student = a_student(session, at=a_school(session))
    viewer = a_viewer(session, a_guardian(session, of=student))
    pinned("2027-07-01")
    assert passes(session, viewer, student)


def test_the_list_holds_the_oldest_child_first(session: Session) -> None:
    school = a_school(session)
    younger = a_student(session, at=school, born=date(2018, 5, 1))
    older = a_student(session, at=school, born=date(2012, 5, 1))
    viewer = a_viewer(session, a_guardian(session, of=[younger, older]))
    assert accessible_students(session, viewer, to=None) == [older, younger]


def test_the_visible_students_compare_differently_after_each_change_of_rights_or_children(session: Session) -> None:
    babb = a_school(session)
    greg, marcia = a_student(session, at=babb), a_student(session, at=babb, first_name="Marcia")
    guardian = a_guardian(session, of=[greg])
    viewer = a_viewer(session, guardian)
    seen = [visible_now(session, viewer), visible_now(session, viewer)]
    guardianship = give_rights(session, guardian, marcia)
    seen.append(visible_now(session, viewer))
    guardianship.grades = False
    session.flush()
    seen.append(visible_now(session, viewer))
    assert seen[0] == seen[1]
    assert len(set(seen)) == 3


def test_staff_find_a_student_by_number_alone(session: Session) -> None:
    student = a_student(session, at=a_school(session))
    assert student_for_staff(session, student.number) == student
    with pytest.raises(NotFound, match="no student has the number 000"):
        student_for_staff(session, "000")
