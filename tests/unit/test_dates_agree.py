"""Pages, counts and commands take the days of a class, a period and an enrollment from the same rules."""

from datetime import date, datetime

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import zone
from portal_app.domain.attendance import attendance_of
from portal_app.domain.calendar import calendar_of
from portal_app.domain.refusal import Refused
from portal_app.domain.schedule import schedule_of, today_schedule
from portal_app.domain.staff.posting import post_attendance
from tests.unit.builders import (
    SchoolRows,
    a_bell_schedule,
    a_following_year,
    a_meeting,
    a_school,
    a_section,
    a_special_day,
    a_student,
    a_term,
    enroll,
)
from tests.unit.record_builders import a_code, an_attendance_entry, an_event

MONDAY, SATURDAY = date(2026, 10, 5), date(2026, 10, 10)
NOVEMBER = date(2026, 11, 9)
FIRST_QUARTER, SECOND_QUARTER = (date(2026, 8, 3), date(2026, 10, 16)), (date(2026, 10, 19), date(2026, 12, 18))


def quarters(session: Session, babb: SchoolRows) -> list[m.Term]:
    """Write the two quarters of the first term."""
    return [
        a_term(session, school=babb.school, year=babb.year, sequence=n, dates=dates, parent=babb.terms[0])
        for n, dates in enumerate((FIRST_QUARTER, SECOND_QUARTER), start=1)
    ]


def grid(session: Session, student: m.Student) -> list[tuple[str, str, str, str, str]]:
    """Return period, term, code, first and last day of each class in the student's grid."""
    [found] = schedule_of(session, student, as_of=MONDAY).grids
    return [
        (row.period, cell.term, one.code, one.starts_on, one.ends_on)
        for row in found.rows
        for cell in row.cells
        for one in cell.classes
    ]


def periods_on(session: Session, student: m.Student, on: date) -> list[str]:
    """Return the periods of a date's classes."""
    return [one.period for one in today_schedule(session, student, on=on).classes]


def post(session: Session, on: date, period: str) -> m.AttendanceEntry:
    """Post an absence of student 7."""
    return post_attendance(session, student_number="7", on=on, period=period, code="AU")


def test_a_class_of_a_semester_may_change_its_period_with_the_quarter(session: Session, babb: SchoolRows) -> None:
    """The meetings name the quarters, the class the semester: grid, day, attendance and posting say the same."""
    first, second = quarters(session, babb)
    math = a_section(session, at=babb, period=None, terms=babb.terms[:1])
    a_meeting(session, math, term=first, period=babb.periods["1"])
    a_meeting(session, math, term=second, period=babb.periods["2"])
    student = a_student(session, at=babb, takes=[math], number="7")
    a_code(session, at=babb, code="AU")
    assert grid(session, student) == [
        ("1", "Term 1", "MATH-06-1", "", "2026-10-16"),
        ("2", "Term 1", "MATH-06-1", "2026-10-19", ""),
    ]
    assert (periods_on(session, student, MONDAY), periods_on(session, student, NOVEMBER)) == (["1"], ["2"])
    assert post(session, NOVEMBER, "2").section_id == math.id
    with pytest.raises(Refused, match="has no class in period 1 on 2026-11-09"):
        post(session, NOVEMBER, "1")


def test_a_class_of_a_quarter_does_not_meet_after_it(session: Session, babb: SchoolRows) -> None:
    """Its meeting names the whole semester; the class itself ends in October."""
    first, _ = quarters(session, babb)
    art = a_section(session, at=babb, course="ART", period=None, terms=[first])
    a_meeting(session, art, term=babb.terms[0], period=babb.periods["1"])
    student = a_student(session, at=babb, takes=[art], number="7")
    a_code(session, at=babb, code="AU")
    assert grid(session, student) == [("1", "Term 1", "ART-1", "", "2026-10-16")]
    assert (periods_on(session, student, MONDAY), periods_on(session, student, NOVEMBER)) == (["1"], [])
    an_attendance_entry(session, student, at=babb, on=NOVEMBER)
    assert [one.detail for one in attendance_of(session, student, as_of=NOVEMBER).by_course] == [""]
    with pytest.raises(Refused, match="has no class in period 1 on 2026-11-09"):
        post(session, NOVEMBER, "1")


def test_a_meeting_in_a_term_that_the_class_does_not_run_in_takes_place_nowhere(
    session: Session, babb: SchoolRows
) -> None:
    """The class has ended with the first term; the source still lists its meeting in the second."""
    math = a_section(session, at=babb, terms=babb.terms[:1])
    a_meeting(session, math, term=babb.terms[1], period=babb.periods["1"])
    student = a_student(session, at=babb, takes=[math], number="7")
    assert [term for _, term, *_ in grid(session, student)] == ["Term 1"]
    assert periods_on(session, student, date(2027, 2, 1)) == []


def a_day_of_two_periods(session: Session, babb: SchoolRows, *, is_default: bool) -> None:
    """Let Monday have bells of its own for periods 1 and 2."""
    two = SchoolRows(**{**vars(babb), "periods": {name: babb.periods[name] for name in "12"}})
    bells = a_bell_schedule(session, at=two, name="Early release", is_default=is_default, minutes=30)
    a_special_day(session, at=babb, on=MONDAY, bell_schedule_id=bells.id)


def test_a_period_that_the_days_bells_leave_out_has_no_attendance_to_post(session: Session, babb: SchoolRows) -> None:
    """On an early release the class of period 3 is not on the schedule of the day."""
    a_day_of_two_periods(session, babb, is_default=False)
    takes = [a_section(session, at=babb, course=f"C{n}", period=n) for n in "13"]
    student = a_student(session, at=babb, takes=takes, number="7")
    a_code(session, at=babb, code="AU")
    assert periods_on(session, student, MONDAY) == ["1"]
    assert post(session, MONDAY, "1").id
    with pytest.raises(Refused, match="has no class in period 3 on 2026-10-05"):
        post(session, MONDAY, "3")


def test_a_day_that_names_the_usual_bells_has_all_periods(session: Session) -> None:
    """Usual bells without a time for period 3 do not cancel it, whether or not the day names them."""
    babb = a_school(session, bells=False)
    a_day_of_two_periods(session, babb, is_default=True)
    takes = [a_section(session, at=babb, course=f"C{n}", period=n) for n in "13"]
    student = a_student(session, at=babb, takes=takes, number="7")
    assert periods_on(session, student, MONDAY) == ["1", "3"]
    an_attendance_entry(session, student, at=babb, on=MONDAY, period="1")
    assert attendance_of(session, student, as_of=MONDAY).so_far.days_absent == "0"
    an_attendance_entry(session, student, at=babb, on=MONDAY, period="3")
    assert attendance_of(session, student, as_of=MONDAY).so_far.days_absent == "1"


def test_an_enrollment_without_a_last_day_ends_with_its_year(session: Session, babb: SchoolRows) -> None:
    """Next year the student attends another school: the former one's events and days off are not the student's."""
    high = a_school(session, name="Babb High", calendar=False)
    student = a_student(session, at=babb)
    enroll(session, student, at=a_following_year(session, at=high), grade_level="07")
    next_fall, summer = date(2027, 9, 6), date(2027, 7, 5)
    for on, title in ((summer, "Summer fair"), (next_fall, "Fall fair")):
        at = datetime(on.year, on.month, on.day, 9, tzinfo=zone())
        an_event(session, at=babb, title=title, school_id=babb.id, starts_at=at, ends_at=at)
        a_special_day(session, at=babb, on=on, is_instructional=False, reason=f"{title} day")
    a_special_day(session, at=high, on=next_fall, is_instructional=False, reason="Labor Day")

    def titles(on: date) -> list[str]:
        return [item.title for item in calendar_of(session, [student], starts_on=on, ends_on=on)]

    assert titles(summer) == ["Summer fair day", "Summer fair"]
    assert titles(next_fall) == ["Labor Day"]


def test_a_student_who_stays_at_the_school_keeps_its_calendar_in_the_next_year(
    session: Session, babb: SchoolRows
) -> None:
    """There the next year's enrollment says so."""
    student = a_student(session, at=babb)
    enroll(session, student, at=a_following_year(session, at=babb), grade_level="07")
    a_special_day(session, at=babb, on=date(2027, 9, 6), is_instructional=False, reason="Labor Day")
    items = calendar_of(session, [student], starts_on=date(2027, 9, 6), ends_on=date(2027, 9, 6))
    assert [item.title for item in items] == ["Labor Day"]


def test_a_school_without_a_calendar_posts_on_any_day_of_its_year(session: Session) -> None:
    """On a Saturday too, since nothing says otherwise; then Attendance calls it a school day."""
    tech = a_school(session, name="Tech Center", calendar=False)
    a_code(session, at=tech, code="AU")
    student = a_student(session, at=tech, takes=[a_section(session, at=tech)], number="7")
    assert post(session, SATURDAY, "1").id
    view = attendance_of(session, student, as_of=SATURDAY)
    [day] = [day for month in view.months for day in month.days if day.on == "2026-10-10"]
    assert (day.is_school_day, day.status) == (True, "absent")
