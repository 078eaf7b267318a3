"""The students that a guardian sees at the top of every page, and their schools."""

from datetime import date

from sqlmodel import Session

from portal_app.domain.access import Right
from portal_app.domain.family.family import FamilyStudent, family_of
from tests.conftest import Pin
from tests.unit.builders import a_following_year, a_guardian, a_school, a_student, a_viewer, enroll


def only_child(session: Session, student, **options) -> FamilyStudent:
    return family_of(session, a_viewer(session, a_guardian(session, of=student, **options))).students[0]


def test_a_student_has_school_grade_and_initials(session: Session) -> None:
    student = a_student(session, at=a_school(session, name="Babb Middle"), grade_level="07")
    shown = only_child(session, student)
    assert (shown.full_name, shown.initials, shown.school, shown.grade_level) == (
        "Greg Clayton",
        "GC",
        "Babb Middle",
        "07",
    )
    assert shown.starts_on == ""


def test_the_rights_are_those_that_the_school_has_given(session: Session) -> None:
    student = a_student(session, at=a_school(session))
    assert only_child(session, student, rights={Right.SCHEDULE, Right.CALENDAR}).rights == ("schedule", "calendar")


def test_a_student_of_two_schools_at_once_has_both(session: Session) -> None:
    both = [a_school(session, name="Career Center"), a_school(session, name="North High")]
    assert only_child(session, a_student(session, at=both)).school == "Career Center · North High"


def test_after_a_move_within_the_year_the_new_school_counts(session: Session) -> None:
    old, new = a_school(session, name="Old School"), a_school(session, name="New School")
    student = a_student(session)
    enroll(session, student, at=old, ends_on=date(2026, 9, 11))
    enroll(session, student, at=new, starts_on=date(2026, 9, 14))
    assert only_child(session, student).school == "New School"


def test_a_school_that_the_child_was_signed_off_before_the_first_day_is_not_theirs(
    session: Session, pinned: Pin
) -> None:
    """In summer both are to come, and one will not be. Where nothing else is on record, it is better than nothing."""
    old, new = a_school(session, name="Old School"), a_school(session, name="New School")
    moved, gone = a_student(session), a_student(session, first_name="Peter")
    for student in (moved, gone):
        enroll(session, student, at=old, ends_on=date(2026, 8, 2))
    enroll(session, moved, at=new)
    pinned("2026-07-20T10:00")
    assert only_child(session, moved).school == "New School"
    assert only_child(session, gone).school == "Old School"


def test_a_student_who_starts_next_year_says_when(session: Session) -> None:
    next_year = a_following_year(session, at=a_school(session))
    assert only_child(session, a_student(session, at=next_year)).starts_on == next_year.year.starts_on.isoformat()


def test_each_child_keeps_a_color_by_age(session: Session) -> None:
    school = a_school(session)
    younger = a_student(session, at=school, first_name="Greg", born=date(2018, 5, 1))
    older = a_student(session, at=school, first_name="Marcia", born=date(2012, 5, 1))
    family = family_of(session, a_viewer(session, a_guardian(session, of=[younger, older])))
    assert [(child.first_name, child.color) for child in family.students] == [("Marcia", 0), ("Greg", 1)]


def test_a_family_takes_the_same_few_queries_whatever_its_size(session: Session, queries) -> None:
    school = a_school(session)
    viewer = a_viewer(session, a_guardian(session, of=[a_student(session, at=school) for _ in range(4)]))
    session.flush()
    with queries() as asked:
        family_of(session, viewer)
    assert len(asked) <= 4
