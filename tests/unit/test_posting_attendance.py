"""Attendance as the office posts it: written over, noted as a change, refused with the reason when it can't be true."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting import clear_attendance, post_attendance
from tests.conftest import Pin
from tests.unit.builders import (
    SchoolRows,
    a_meeting,
    a_school,
    a_section,
    a_special_day,
    a_student,
    enroll,
    put_on_roster,
)
from tests.unit.record_builders import CODES, a_code

MONDAY, SATURDAY = date(2026, 10, 5), date(2026, 10, 10)


@pytest.fixture
def babb(session: Session) -> SchoolRows:
    """A school with its codes."""
    babb = a_school(session)
    for code in CODES:
        a_code(session, at=babb, code=code)
    return babb


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> m.Section:
    """A class in period 1."""
    return a_section(session, at=babb)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    """A student in that class, number 604822."""
    return a_student(session, at=babb, takes=[math], number="604822")


def post(session: Session, **values: Any) -> m.AttendanceEntry:
    """Post an unexcused absence in period 1 on Monday, or as the values say."""
    entry: dict[str, Any] = {"student_number": "604822", "on": MONDAY, "period": "1", "code": "AU"} | values
    return post_attendance(session, **entry)


def changes(session: Session) -> list[tuple[str, int | None, int | None]]:
    """Return the change feed."""
    return [(row.subject, row.student_id, row.item_id) for row in session.exec(select(m.Change))]


def test_an_entry_is_written_with_its_class_and_its_change(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student
) -> None:
    """Words are trimmed; who reads the feed learns whose entry it is."""
    entry = post(session, period=" 1 ", code=" T ", minutes=7, comment="  Bus was late ")
    kept = session.exec(select(m.AttendanceEntry)).one()
    assert kept is entry
    assert (kept.student_id, kept.date, kept.section_id) == (greg.id, MONDAY, math.id)
    assert (kept.code_id, kept.minutes, kept.comment) == (a_code(session, at=babb, code="T").id, 7, "Bus was late")
    assert kept.posted_at == now()
    assert changes(session) == [("attendance", greg.id, entry.id)]


def test_posting_again_writes_over(session: Session, greg: m.Student, babb: SchoolRows, pinned: Pin) -> None:
    """The excuse came in later: one entry, two changes, a new moment."""
    first = post(session)
    pinned("2026-10-06T08:00")
    second = post(session, code="AE")
    assert first.id == second.id
    assert session.exec(select(m.AttendanceEntry)).one().code_id == a_code(session, at=babb, code="AE").id
    assert second.posted_at == now()
    assert len(changes(session)) == 2


def test_posting_the_same_again_records_no_change(session: Session, greg: m.Student, pinned: Pin) -> None:
    """A nightly import of the whole year must not ring at every parent's."""
    posted_at = post(session).posted_at
    pinned("2026-10-06T08:00")
    assert post(session).posted_at == posted_at
    assert len(changes(session)) == 1


def test_an_entry_can_be_cleared(session: Session, greg: m.Student) -> None:
    """Once; the page hears of it."""
    mark_id = post(session).id
    clear_attendance(session, student_number="604822", on=MONDAY, period="1")
    assert session.exec(select(m.AttendanceEntry)).all() == []
    assert changes(session)[-1] == ("attendance", greg.id, mark_id)
    with pytest.raises(Refused, match=r"^Nothing is recorded for Greg Clayton on 2026-10-05 in period 1\.$"):
        clear_attendance(session, student_number="604822", on=MONDAY, period="1")


def test_an_entry_can_be_cleared_though_the_day_or_the_class_is_gone(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student
) -> None:
    """The school closed after it was posted, and the child has changed classes since."""
    post(session)
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Snow")
    session.exec(select(m.SectionEnrollment)).one().ends_on = date(2026, 10, 2)
    session.flush()
    clear_attendance(session, student_number="604822", on=MONDAY, period="1")
    assert session.exec(select(m.AttendanceEntry)).all() == []


def test_of_two_schools_the_one_with_the_entry_is_meant_otherwise_it_must_be_named(
    session: Session, babb: SchoolRows, math: m.Section
) -> None:
    """Both have a period 1, and both have marked it."""
    tech = a_school(session, name="Tech Center")
    a_code(session, at=tech, code="AU")
    a_student(session, at=[babb, tech], takes=[math, a_section(session, at=tech, course="WELD")], number="7")
    for school in ("Babb Middle", "Tech Center"):
        post(session, student_number="7", school=school)
    with pytest.raises(Refused, match=r"^Period 1 is recorded at Babb Middle and Tech Center: say at which school\.$"):
        clear_attendance(session, student_number="7", on=MONDAY, period="1")
    clear_attendance(session, student_number="7", on=MONDAY, period="1", school="Tech Center")
    clear_attendance(session, student_number="7", on=MONDAY, period="1")
    assert session.exec(select(m.AttendanceEntry)).all() == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"student_number": "1"}, "No student has the number 1."),
        ({"on": SATURDAY}, "2026-10-10 is no school day at Babb Middle."),
        ({"on": date(2026, 10, 12)}, "2026-10-12 is no school day at Babb Middle (Fall break)."),
        (
            {"on": date(2026, 8, 2)},
            "2026-08-02 is outside the school years of Greg Clayton (2026-08-03 to 2027-05-28).",
        ),
        (
            {"on": date(2027, 5, 29)},
            "2027-05-29 is outside the school years of Greg Clayton (2026-08-03 to 2027-05-28).",
        ),
        ({"period": "2"}, "Greg Clayton has no class in period 2 on 2026-10-05."),
        ({"period": "99"}, "Greg Clayton has no class in period 99 on 2026-10-05."),
        (
            {"code": "ZZ"},
            "Babb Middle has no attendance code 'ZZ'; its codes are: A, AE, AU, AX, ER, EU, P, T.",
        ),
        ({"minutes": -1}, "-1 minutes is not possible: give 0 to 1440."),
        ({"minutes": 1441}, "1441 minutes is not possible: give 0 to 1440."),
        ({"comment": "x" * 501}, "The comment has 501 characters; at most 500 are allowed."),
        ({"school": "North"}, "Greg Clayton does not attend North on 2026-10-05."),
    ],
)
def test_what_cant_be_true_is_refused_with_one_sentence_and_writes_nothing(
    session: Session, babb: SchoolRows, greg: m.Student, values: dict[str, Any], reason: str
) -> None:
    """The sentence says what is wrong, so that the clerk can put it right."""
    a_section(session, at=babb, course="ART", period="2")  # a class that Greg is not in
    a_special_day(session, at=babb, on=date(2026, 10, 12), is_instructional=False, reason="Fall break")
    with pytest.raises(Refused) as refusal:
        post(session, **values)
    assert str(refusal.value) == reason
    assert session.exec(select(m.AttendanceEntry)).all() == []
    assert changes(session) == []


@pytest.mark.parametrize(("day", "fits"), [(6, False), (7, True), (8, True), (9, False)])
def test_the_roster_counts_from_its_first_to_its_last_day(
    session: Session, babb: SchoolRows, math: m.Section, day: int, fits: bool
) -> None:
    """In the class from Wednesday to Thursday."""
    student = a_student(session, at=babb, number="7")
    put_on_roster(session, student, math, starts_on=date(2026, 10, 7), ends_on=date(2026, 10, 8))
    if fits:
        assert post(session, student_number="7", on=date(2026, 10, day)).section_id == math.id
    else:
        with pytest.raises(Refused, match="has no class in period 1"):
            post(session, student_number="7", on=date(2026, 10, day))


def test_a_class_of_another_term_does_not_meet(session: Session, babb: SchoolRows) -> None:
    """A spring class in October."""
    spring = a_section(session, at=babb, period="3", terms=[babb.terms[1]])
    a_student(session, at=babb, takes=[spring], number="7")
    with pytest.raises(Refused, match="has no class in period 3 on 2026-10-05"):
        post(session, student_number="7", period="3")


def test_on_rotating_days_the_class_of_the_day_is_meant(session: Session, babb: SchoolRows) -> None:
    """Art on A days, music on B days, both in period 1."""
    art = a_section(session, at=babb, course="ART", day_label="A")
    music = a_section(session, at=babb, course="MUS", day_label="B")
    a_student(session, at=babb, takes=[art, music], number="7")
    for day, label, section in ((5, "A", art), (6, "B", music)):
        a_special_day(session, at=babb, on=date(2026, 10, day), day_label=label)
        assert post(session, student_number="7", on=date(2026, 10, day)).section_id == section.id
    with pytest.raises(Refused, match="has no class in period 1"):
        post(session, student_number="7", on=date(2026, 10, 7))


def test_a_school_that_keeps_no_calendar_is_believed(session: Session) -> None:
    """A district may have imported no calendar at all."""
    tech = a_school(session, name="Tech Center", calendar=False)
    a_code(session, at=tech, code="AU")
    a_student(session, at=tech, takes=[a_section(session, at=tech)], number="7")
    assert post(session, student_number="7").id


def test_a_school_that_keeps_no_calendar_of_this_year_is_believed(session: Session) -> None:
    """Last year's is there; this year's may come with the next import."""
    tech = a_school(session, name="Tech Center", calendar=False)
    a_special_day(session, at=tech, on=date(2026, 5, 4))
    a_code(session, at=tech, code="AU")
    a_student(session, at=tech, takes=[a_section(session, at=tech)], number="7")
    assert post(session, student_number="7").id


def test_a_student_who_is_not_enrolled_on_the_day_is_refused(
    session: Session, babb: SchoolRows, math: m.Section
) -> None:
    """In the year, but not yet there."""
    student = a_student(session, number="7")
    enroll(session, student, at=babb, starts_on=date(2026, 10, 6))
    put_on_roster(session, student, math)
    with pytest.raises(Refused, match=r"^Greg Clayton is not enrolled on 2026-10-05\.$"):
        post(session, student_number="7")


def test_of_two_schools_the_one_with_the_class_is_meant_else_it_must_be_named(
    session: Session, babb: SchoolRows, math: m.Section
) -> None:
    """Period 1 at both needs the school's name; period 2 only one of them can mean."""
    tech = a_school(session, name="Tech Center")
    a_code(session, at=tech, code="AU")
    weld = a_section(session, at=tech, course="WELD", period="1")
    a_meeting(session, weld, term=tech.terms[0], period=tech.periods["2"])
    a_student(session, at=[babb, tech], takes=[math, weld], number="7")
    assert post(session, student_number="7", period="2").section_id == weld.id
    with pytest.raises(Refused, match=r"at Babb Middle and Tech Center: say at which school\.$"):
        post(session, student_number="7")
    assert post(session, student_number="7", school="Tech Center").section_id == weld.id
    assert post(session, student_number="7", school="Babb Middle").section_id == math.id


def test_of_two_schools_the_one_that_is_open_is_meant(session: Session, babb: SchoolRows, math: m.Section) -> None:
    """Both closed: refused."""
    tech = a_school(session, name="Tech Center")
    weld = a_section(session, at=tech, course="WELD")
    a_student(session, at=[babb, tech], takes=[math, weld], number="7")
    a_special_day(session, at=tech, on=MONDAY, is_instructional=False)
    assert post(session, student_number="7").section_id == math.id
    with pytest.raises(Refused, match="2026-10-10 is no school day at any of Greg Clayton's schools"):
        post(session, student_number="7", on=SATURDAY)


def test_a_failed_transaction_leaves_neither_entry_nor_change(session: Session, greg: m.Student) -> None:
    """They are written together or not at all."""
    session.commit()
    post(session)
    session.rollback()
    assert session.exec(select(m.AttendanceEntry)).all() == []
    assert changes(session) == []
