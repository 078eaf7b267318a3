"""Which reports a student has, with which terms; and for whom a school prints."""

from datetime import date

import pytest
from sqlmodel import Session

from portal_app.clock import today
from portal_app.domain.access import NotFound, Right
from portal_app.domain.refusal import Refused
from portal_app.domain.reports import Offers, ReportKind, offered_to, progress_of, report_named, term_of
from portal_app.domain.reports.school import students_of
from portal_app.models import Student
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_school,
    a_section,
    a_student,
    a_term,
    an_id,
    enroll,
    put_on_roster,
)
from tests.unit.gradebook_builders import a_book


@pytest.fixture
def grand_bend(session: Session) -> SchoolRows:
    """Return a school of two semesters; the first has two grading periods, of which the clock is in the first."""
    school = a_school(session, name="Grand Bend High")
    halves = [(date(2026, 8, 3), date(2026, 10, 9)), (date(2026, 10, 10), date(2026, 12, 18))]
    for number, dates in enumerate(halves, start=1):
        a_term(
            session,
            school=school.school,
            year=school.year,
            sequence=number,
            dates=dates,
            parent=school.terms[0],
            name=f"Period {number}",
        )
    return school


def terms(offers: Offers, kind: ReportKind) -> list[str]:
    return [term.name for offer in offers.offers if offer.key == kind for term in offer.terms]


def test_every_report_is_offered_with_a_line_that_says_what_it_holds(session: Session, grand_bend: SchoolRows) -> None:
    offers = offered_to(session, a_student(session, at=grand_bend), rights=list(Right), as_of=today())
    assert [offer.key for offer in offers.offers] == list(ReportKind)
    assert all(offer.title and offer.about for offer in offers.offers)


def test_grades_go_by_the_terms_that_give_them_and_all_else_by_whole_terms(
    session: Session, grand_bend: SchoolRows
) -> None:
    offers = offered_to(session, a_student(session, at=grand_bend), rights=list(Right), as_of=today())
    by_period = ["Period 1", "Period 2", "Term 2"]
    assert terms(offers, ReportKind.CARD) == terms(offers, ReportKind.PROGRESS) == by_period
    assert terms(offers, ReportKind.SCHEDULE) == terms(offers, ReportKind.ATTENDANCE) == ["Term 1", "Term 2"]
    assert terms(offers, ReportKind.MISSING) == []
    assert [t.name for o in offers.offers if o.key == ReportKind.CARD for t in o.terms if t.is_current] == ["Period 1"]


def test_the_school_is_named_beside_a_term_only_for_students_of_two(session: Session, grand_bend: SchoolRows) -> None:
    babb = a_school(session)
    for schools, named in (([grand_bend], {""}), ([grand_bend, babb], {"Grand Bend High", "Babb Middle"})):
        offers = offered_to(session, a_student(session, at=schools), rights=list(Right), as_of=today())
        assert {term.school for offer in offers.offers for term in offer.terms} == named


def test_a_student_without_a_school_is_offered_nothing_to_choose(session: Session) -> None:
    offers = offered_to(session, a_student(session), rights=list(Right), as_of=today())
    assert not offers.is_enrolled
    assert not any(offer.terms for offer in offers.offers)


def test_only_an_offered_term_is_found(session: Session, grand_bend: SchoolRows) -> None:
    student = a_student(session, at=grand_bend)
    semester, another = an_id(grand_bend.terms[0]), an_id(a_school(session).terms[0])
    assert term_of(session, student, ReportKind.SCHEDULE, semester, as_of=today()).name == "Term 1"
    for kind, term in (
        (ReportKind.CARD, semester),
        (ReportKind.SCHEDULE, another),
        (ReportKind.MISSING, semester),
        (ReportKind.CARD, 0),
    ):
        with pytest.raises(NotFound):
            term_of(session, student, kind, term, as_of=today())


def test_the_progress_of_a_course_is_that_of_the_section_it_is_held_in_during_the_term(
    session: Session, grand_bend: SchoolRows
) -> None:
    """Each semester has a section of its own; the one that is open today has nothing to say of the other's."""
    first, second = grand_bend.terms
    fall = a_book(session, at=grand_bend, number="1", terms=[first])
    fall.task()
    spring = a_section(session, at=grand_bend, number="2", terms=[second])
    art = a_section(session, at=grand_bend, course="ART", title="Art", terms=[first])
    greg = a_student(session, at=grand_bend, takes=[fall.section, art])
    put_on_roster(session, greg, spring, starts_on=second.starts_on)
    found = progress_of(session, greg, as_of=today(), term_id=an_id(second))
    assert [(one.section_id, one.grade.term) for one in found] == [(an_id(spring), "Term 2")]
    assert {one.section_id for one in progress_of(session, greg, as_of=today())} == {fall.id, an_id(art)}


@pytest.mark.parametrize("word", ["", "grades", "Schedule", "schedule "])
def test_a_word_that_names_no_report_is_not_found(word: str) -> None:
    with pytest.raises(NotFound):
        report_named(word)


def test_a_school_prints_for_those_who_attend_today(session: Session, grand_bend: SchoolRows) -> None:
    here = [a_student(session, at=grand_bend, number=number) for number in ("2", "1")]
    gone = a_student(session, number="3", district=grand_bend.district)
    enroll(session, gone, at=grand_bend, ends_on=date(2026, 9, 1))
    a_student(session, at=a_school(session), number="4")
    found = students_of(session, school="grand bend HIGH", term="period 2", as_of=today())
    assert [one.number for one in found] == sorted(student.number for student in here if isinstance(student, Student))
    assert len({one.term_id for one in found}) == 1


def test_a_school_prints_for_nobody_whose_former_year_was_never_ended(session: Session, grand_bend: SchoolRows) -> None:
    """A school's own system may leave the last day of a graduate's enrollment empty."""
    a_student(session, at=grand_bend, number="1")
    following = a_following_year(session, at=grand_bend)
    a_student(session, at=following, number="2")
    on = following.year.starts_on
    assert [one.number for one in students_of(session, school="Grand Bend High", term="", as_of=on)] == ["2"]


@pytest.mark.parametrize(
    ("school", "term", "says"),
    [
        ("Nowhere", "", "Grand Bend High"),
        ("", "", "Grand Bend High"),
        ("Grand Bend High", "Term 1", "Period 1, Period 2, Term 2"),
        ("Grand Bend High", "Quarter 9", "Period 1, Period 2, Term 2"),
    ],
)
def test_a_school_or_term_that_is_none_is_refused_with_those_there_are(
    session: Session, grand_bend: SchoolRows, school: str, term: str, says: str
) -> None:
    a_student(session, at=grand_bend)
    with pytest.raises(Refused, match=says):
        students_of(session, school=school, term=term, as_of=today())


def test_only_reports_are_offered_of_which_the_viewer_may_see_everything(
    session: Session, grand_bend: SchoolRows
) -> None:
    student = a_student(session, at=grand_bend)
    offers = offered_to(session, student, rights={"reports", "attendance", "schedule"}, as_of=today())
    assert [offer.key for offer in offers.offers] == [ReportKind.SCHEDULE, ReportKind.ATTENDANCE]
