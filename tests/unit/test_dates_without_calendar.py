"""A school without a calendar: day, attendance and posting say the same of weekends and of rotating labels."""

from datetime import date, datetime, time

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import zone
from portal_app.domain.attendance import attendance_of
from portal_app.domain.attendance.views import DayView
from portal_app.domain.enrollment.academic_calendar import DayKind, kind_of_day
from portal_app.domain.refusal import Refused
from portal_app.domain.schedule import Where, today_schedule, where_is
from portal_app.domain.staff.posting import post_attendance
from tests.unit.builders import SchoolRows, a_school, a_section, a_special_day, a_student
from tests.unit.record_builders import a_code, an_attendance_entry

MONDAY, SATURDAY = date(2026, 10, 5), date(2026, 10, 10)


@pytest.fixture
def tech(session: Session) -> SchoolRows:
    """Return a school without a calendar and without bell times: each period is the same share of a full day."""
    school = a_school(session, name="Tech Center", calendar=False, bells=False)
    a_code(session, at=school, code="AU")
    return school


@pytest.fixture
def rotating(session: Session, tech: SchoolRows) -> m.Student:
    """Return a student with art and math on A days, music and science on B days, and gym daily."""
    classes = [("ART", "1", "A"), ("MATH", "2", "A"), ("MUSIC", "1", "B"), ("SCI", "3", "B"), ("GYM", "4", "")]
    takes = [a_section(session, at=tech, course=c, title=c, period=p, day_label=label) for c, p, label in classes]
    return a_student(session, at=tech, takes=takes, number="7")


def post(session: Session, on: date, period: str) -> m.AttendanceEntry:
    """Post an absence of student 7."""
    return post_attendance(session, student_number="7", on=on, period=period, code="AU")


def recorded(session: Session, student: m.Student, on: date) -> DayView:
    """Return what the attendance calendar says about a date."""
    months = attendance_of(session, student, as_of=on).months
    return next(day for month in months for day in month.days if day.on == on.isoformat())


def test_a_class_with_a_label_is_on_the_day_and_has_attendance_to_post(session: Session, rotating: m.Student) -> None:
    """The day lists all labels, since the portal does not know which one it has."""
    listed = today_schedule(session, rotating, on=MONDAY).classes
    assert [(one.period, one.title) for one in listed] == [
        ("1", "ART"),
        ("1", "MUSIC"),
        ("2", "MATH"),
        ("3", "SCI"),
        ("4", "GYM"),
    ]
    assert {post(session, MONDAY, one.period).period_id for one in listed} == {one.period_id for one in listed}


def test_a_period_of_two_labels_is_posted_without_a_class(session: Session, rotating: m.Student) -> None:
    """Art or music: the school did not say. Math alone meets in period 2."""
    assert post(session, MONDAY, "1").section_id is None
    assert [one.class_title for one in recorded(session, rotating, MONDAY).periods] == [""]
    post(session, MONDAY, "2")
    assert [one.class_title for one in recorded(session, rotating, MONDAY).periods] == ["ART", "MATH"]


@pytest.mark.parametrize(
    ("missed", "days_absent"),
    [
        ("124", "1"),
        ("134", "1"),
        ("12", "0.5"),
        ("4", "0"),
        ("14", "0.5"),
        ("1234", "1"),
    ],
    ids=[
        "every period of an A day",
        "every period of a B day",
        "two of the three of an A day",
        "gym, which is on both",
        "two of the three of either",
        "more than one label has",
    ],
)
def test_a_day_missed_is_measured_by_the_labels_that_its_entries_fit(
    session: Session, tech: SchoolRows, rotating: m.Student, missed: str, days_absent: str
) -> None:
    """One daily class missed is no whole day, since there were others, whichever the label was."""
    for period in missed:
        an_attendance_entry(session, rotating, at=tech, on=MONDAY, period=period)
    assert attendance_of(session, rotating, as_of=MONDAY).so_far.days_absent == days_absent


@pytest.mark.parametrize("on", [MONDAY, SATURDAY], ids=["a weekday", "a weekend"])
def test_missing_the_only_class_is_a_whole_day_on_any_day_with_attendance(
    session: Session, tech: SchoolRows, on: date
) -> None:
    """The school was in session when it recorded attendance, on a Saturday too."""
    takes = [a_section(session, at=tech, period="1")]
    student = a_student(session, at=tech, takes=takes, number="7")
    entry = post(session, on, "1")
    entry.minutes = 30
    session.flush()
    day = recorded(session, student, on)
    assert (day.is_school_day, day.days_absent, day.has_missed_every_period) == (True, "1", True)


def test_an_absence_recorded_on_a_weekend_is_said_on_home_too(session: Session, tech: SchoolRows) -> None:
    """Without one there is no school."""
    student = a_student(session, at=tech, takes=[a_section(session, at=tech, period="1")], number="7")
    morning = datetime.combine(SATURDAY, time(9), tzinfo=zone())
    assert where_is(session, student, at=morning).where == Where.NO_SCHOOL
    post(session, SATURDAY, "1")
    found = where_is(session, student, at=morning)
    assert (found.where, found.absent) == (Where.NO_TIMES, ("1",))
    assert where_is(session, student, at=morning, has_attendance=False).where == Where.NO_SCHOOL


def test_with_a_calendar_only_the_classes_of_the_days_label_are_posted(
    session: Session, tech: SchoolRows, rotating: m.Student
) -> None:
    """A school that lists its days states their labels as well."""
    a_special_day(session, at=tech, on=MONDAY, day_label="B")
    assert post(session, MONDAY, "3").section_id
    assert [one.class_title for one in recorded(session, rotating, MONDAY).periods] == ["SCI"]
    with pytest.raises(Refused, match="has no class in period 2 on 2026-10-05"):
        post(session, MONDAY, "2")
    with pytest.raises(Refused, match="is no school day at Tech Center"):
        post(session, SATURDAY, "3")


@pytest.mark.parametrize(
    ("on", "takes_attendance", "kind"),
    [
        (MONDAY, False, DayKind.UNKNOWN),
        (MONDAY, True, DayKind.UNKNOWN),
        (SATURDAY, False, DayKind.NO_SCHOOL),
        (SATURDAY, True, DayKind.UNKNOWN),
        (date(2027, 7, 5), False, DayKind.NO_SCHOOL),
        (date(2027, 7, 5), True, DayKind.UNKNOWN),
    ],
)
def test_only_attendance_makes_a_weekend_or_a_day_of_summer_one_with_school(
    session: Session, tech: SchoolRows, on: date, takes_attendance: bool, kind: DayKind
) -> None:
    """Where no calendar says otherwise."""
    year = tech.year
    assert kind_of_day(on, listed=None, keeps_calendar=False, year=year, takes_attendance=takes_attendance) == kind
    closed = kind_of_day(on, listed=None, keeps_calendar=True, year=year, takes_attendance=takes_attendance)
    assert closed == DayKind.NO_SCHOOL
    assert (kind.may_have_school, closed.may_have_school) == (kind == DayKind.UNKNOWN, False)
