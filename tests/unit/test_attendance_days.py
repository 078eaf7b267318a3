"""The day rule, the rate and chronic absence: what a whole day is, and which days count."""

from datetime import date, time

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.domain.attendance import YearSoFar, attendance_of
from tests.unit.builders import (
    SchoolRows,
    a_bell_schedule,
    a_school,
    a_section,
    a_special_day,
    a_student,
    enroll,
    put_on_roster,
)
from tests.unit.record_builders import absent_all_day, an_attendance_entry, weekdays

MONDAY, FIRST_DAY, DAY_30 = date(2026, 10, 5), date(2026, 8, 3), date(2026, 9, 11)
PERIODS = ("1", "2", "3", "4", "5", "6")


@pytest.fixture
def babb(session: Session) -> SchoolRows:
    """Six periods of 50 minutes; 240 minutes absent are a whole day, 120 half a day."""
    return a_school(session, periods=PERIODS)


@pytest.fixture
def greg(session: Session, babb: SchoolRows) -> m.Student:
    """A student in all of the six periods."""
    takes = [a_section(session, at=babb, number=p, period=p) for p in PERIODS]
    return a_student(session, at=babb, takes=takes)


def so_far(session: Session, student: m.Student, as_of: date = MONDAY) -> YearSoFar:
    """Return the year so far."""
    return attendance_of(session, student, as_of=as_of).so_far


@pytest.mark.parametrize(("missed", "days"), [(0, "0"), (1, "0"), (2, "0"), (3, "0.5"), (4, "0.5"), (5, "1"), (6, "1")])
def test_minutes_by_the_bells_make_a_whole_day_half_a_day_or_none(
    session: Session, babb: SchoolRows, greg: m.Student, missed: int, days: str
) -> None:
    """Of 50 minutes each: 150 are past the 120 of half a day, 250 past the 240 of a whole one."""
    for period in PERIODS[:missed]:
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period)
    assert so_far(session, greg).days_absent == days


def a_short_day(session: Session, babb: SchoolRows, *, minutes: int = 29) -> None:
    """Let Monday's periods be short."""
    short = a_bell_schedule(session, at=babb, name="Early release", is_default=False, minutes=minutes)
    a_special_day(session, at=babb, on=MONDAY, bell_schedule_id=short.id)


def miss(session: Session, student: m.Student, babb: SchoolRows, codes: str) -> None:
    """Write a code for each period from the first on, such as "AU AE T"; "-": none."""
    for period, code in zip(PERIODS, codes.split(), strict=False):
        if code != "-":
            an_attendance_entry(session, student, at=babb, on=MONDAY, period=period, code=code)


@pytest.mark.parametrize(
    ("codes", "days"),
    [
        ("AU AU AU AU AU AU", "1"),  # 174 minutes, which would be half a day
        ("AU AE A AU AU AU", "1"),
        ("- AU AU AU AU AU", "0.5"),  # 145 minutes: in one period the student was there
        ("T AU AU AU AU AU", "0.5"),
        ("AX AU AU AU AU AU", "0.5"),  # away for the school is not absent
        ("- - AU AU AU AU", "0"),
    ],
)
def test_missing_every_period_is_a_whole_day_however_short_the_day(
    session: Session, babb: SchoolRows, greg: m.Student, codes: str, days: str
) -> None:
    """Six periods of 29 minutes on a day of early release."""
    a_short_day(session, babb)
    miss(session, greg, babb, codes)
    assert so_far(session, greg).days_absent == days


def test_missing_the_only_class_of_a_day_is_a_whole_day(session: Session, babb: SchoolRows) -> None:
    """A student of one class a day, 50 minutes long."""
    student = a_student(session, at=babb, takes=[a_section(session, at=babb, period="3")])
    an_attendance_entry(session, student, at=babb, on=MONDAY, period="3")
    assert so_far(session, student).days_absent == "1"


def test_a_period_that_the_days_own_bells_leave_out_need_not_be_missed(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """On a day of three periods those three are all."""
    three = SchoolRows(**{**vars(babb), "periods": {period: babb.periods[period] for period in "123"}})
    short = a_bell_schedule(session, at=three, name="Three periods", is_default=False, minutes=29)
    a_special_day(session, at=babb, on=MONDAY, bell_schedule_id=short.id)
    miss(session, greg, babb, "AU AU AU")
    assert so_far(session, greg).days_absent == "1"


def test_of_two_schools_every_period_of_both_is_meant(session: Session, babb: SchoolRows) -> None:
    """A morning missed at the one is no whole day while the afternoon at the other was attended."""
    tech = a_school(session, name="Tech Center", periods=PERIODS)
    takes = [a_section(session, at=babb, period="1"), a_section(session, at=tech, period="6")]
    student = a_student(session, at=[babb, tech], takes=takes)
    an_attendance_entry(session, student, at=babb, on=MONDAY, period="1")
    assert so_far(session, student).days_absent == "0"
    an_attendance_entry(session, student, at=tech, on=MONDAY, period="6")
    assert so_far(session, student).days_absent == "1"


def test_a_school_that_is_closed_or_was_left_has_no_periods_to_miss(session: Session, babb: SchoolRows) -> None:
    """The other school's day is the whole day."""
    tech, high = (a_school(session, name=name, periods=PERIODS) for name in ("Tech Center", "Babb High"))
    takes = [a_section(session, at=school, period="1") for school in (babb, tech, high)]
    student = a_student(session, at=[babb, tech], takes=takes)
    enroll(session, student, at=high, ends_on=date(2026, 10, 2))
    a_special_day(session, at=tech, on=MONDAY, is_instructional=False)
    an_attendance_entry(session, student, at=babb, on=MONDAY)
    assert so_far(session, student).days_absent == "1"


@pytest.mark.parametrize(("minutes", "days"), [(119, "0"), (120, "0.5"), (239, "0.5"), (240, "1")])
def test_recorded_minutes_come_before_the_bells_and_the_bounds_count(
    session: Session, babb: SchoolRows, greg: m.Student, minutes: int, days: str
) -> None:
    """One entry with its minutes."""
    an_attendance_entry(session, greg, at=babb, on=MONDAY, minutes=minutes)
    assert so_far(session, greg).days_absent == days


def test_each_school_has_its_own_minutes(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """The school decides what a day is."""
    babb.school.full_day_minutes, babb.school.half_day_minutes = 100, 50
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1")
    assert so_far(session, greg).days_absent == "0.5"
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="2")
    assert so_far(session, greg).days_absent == "1"


def test_a_days_own_bells_come_before_the_usual_ones(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """On a day of short classes the same periods are fewer minutes: four of 29 are 116, no half day."""
    short = a_bell_schedule(session, at=babb, name="Early release", is_default=False, first_bell=time(8), minutes=29)
    a_special_day(session, at=babb, on=MONDAY, bell_schedule_id=short.id)
    for period in PERIODS[:4]:
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period)
    assert so_far(session, greg).days_absent == "0"


def test_a_tardy_or_early_release_counts_only_with_recorded_minutes(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """Late for six classes by nobody knows how much is no day absent; two hours late is half of one."""
    for period, code in zip(PERIODS, ("T", "ER") * 3, strict=True):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    an_attendance_entry(session, greg, at=babb, on=date(2026, 10, 2), code="T", minutes=125)
    assert so_far(session, greg).days_absent == "0.5"


@pytest.mark.parametrize("code", ["AE", "AU", "A"])
def test_excused_unexcused_and_unexplained_days_count_alike(
    session: Session, babb: SchoolRows, greg: m.Student, code: str
) -> None:
    """What is missed is missed, whatever the reason."""
    absent_all_day(session, greg, at=babb, on=MONDAY, code=code)
    assert so_far(session, greg).days_absent == "1"


@pytest.mark.parametrize("code", ["AX", "P"])
def test_what_is_exempt_or_present_is_no_day_absent(
    session: Session, babb: SchoolRows, greg: m.Student, code: str
) -> None:
    """A day with the school's own team is a day at school."""
    absent_all_day(session, greg, at=babb, on=MONDAY, code=code)
    assert so_far(session, greg) == YearSoFar(
        instructional_days=46, days_absent="0", attendance_rate="100.0", absence_rate="0.0", is_chronically_absent=False
    )


@pytest.mark.parametrize(("missed", "days"), [(3, "0"), (4, "0.5"), (6, "0.5"), (7, "1")])
def test_without_bell_times_each_period_is_the_same_share_of_a_day(session: Session, missed: int, days: str) -> None:
    """Seven periods: who misses all was absent all day, though sevenths of 240 minutes are no whole number."""
    periods = tuple("1234567")
    school = a_school(session, periods=periods, bells=False)
    takes = [a_section(session, at=school, number=p, period=p) for p in periods]
    student = a_student(session, at=school, takes=takes)
    for period in periods[:missed]:
        an_attendance_entry(session, student, at=school, on=MONDAY, period=period)
    assert so_far(session, student).days_absent == days


def test_the_share_is_of_the_students_own_day(session: Session) -> None:
    """With rotating days, two classes may be all of a student's A day."""
    school = a_school(session, bells=False)
    takes = [a_section(session, at=school, number=p, period=p, day_label="AABB"[int(p) - 1]) for p in "1234"]
    student = a_student(session, at=school, takes=takes)
    a_special_day(session, at=school, on=MONDAY, day_label="A")
    for period in "12":
        an_attendance_entry(session, student, at=school, on=MONDAY, period=period)
    assert so_far(session, student).days_absent == "1"


def test_a_class_that_the_student_has_left_is_no_part_of_the_day(session: Session) -> None:
    """Two of the two classes left: a whole day."""
    school = a_school(session, bells=False)
    one, two, left = (a_section(session, at=school, number=p, period=p) for p in "123")
    student = a_student(session, at=school, takes=[one, two])
    put_on_roster(session, student, left, ends_on=date(2026, 9, 30))
    for period in "12":
        an_attendance_entry(session, student, at=school, on=MONDAY, period=period)
    assert so_far(session, student).days_absent == "1"


def test_one_date_is_one_day_at_most_however_many_schools(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """Absent all day at both."""
    tech = a_school(session, name="Tech Center", periods=PERIODS)
    enroll(session, greg, at=tech)
    for school in (babb, tech):
        absent_all_day(session, greg, at=school, on=MONDAY)
    found = so_far(session, greg)
    assert (found.days_absent, found.instructional_days) == ("1", 46)


def test_an_entry_on_a_day_without_school_is_no_day_absent(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """The school closed after the entries were made; the rate stays within its bounds."""
    absent_all_day(session, greg, at=babb, on=MONDAY)
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Storm")
    found = so_far(session, greg)
    assert (found.days_absent, found.instructional_days, found.attendance_rate) == ("0", 45, "100.0")


def test_days_count_from_the_students_own_first_day_up_to_today(session: Session, babb: SchoolRows) -> None:
    """Who came in the last week of September has six days so far."""
    student = a_student(session)
    enroll(session, student, at=babb, starts_on=date(2026, 9, 28))
    assert so_far(session, student).instructional_days == 6
    assert so_far(session, student, as_of=date(2026, 9, 29)).instructional_days == 2


def test_days_end_with_the_enrollment(session: Session, babb: SchoolRows) -> None:
    """Who has left is not absent since."""
    student = a_student(session)
    enroll(session, student, at=babb, ends_on=date(2026, 8, 7))
    assert so_far(session, student).instructional_days == 5


@pytest.mark.parametrize(("missed", "rate"), [(0, "100.0"), (1, "96.7"), (2, "93.3"), (15, "50.0"), (30, "0.0")])
def test_the_rate_is_a_percent_of_the_instructional_days_so_far(
    session: Session, babb: SchoolRows, greg: m.Student, missed: int, rate: str
) -> None:
    """Of 30 days; rounded half up to one decimal, at the end."""
    for on in list(weekdays(FIRST_DAY, 30))[:missed]:
        absent_all_day(session, greg, at=babb, on=on)
    found = so_far(session, greg, as_of=DAY_30)
    assert (found.instructional_days, found.attendance_rate) == (30, rate)


@pytest.mark.parametrize(("codes", "chronic"), [(["AE", "AU"], False), (["AE", "AU", "A"], True)])
def test_three_days_of_thirty_already_are_chronic_absence(
    session: Session, babb: SchoolRows, greg: m.Student, codes: list[str], chronic: bool
) -> None:
    """A tenth is enough, excused and unexcused alike: said early."""
    for on, code in zip(weekdays(FIRST_DAY, 3), codes, strict=False):
        absent_all_day(session, greg, at=babb, on=on, code=code)
    assert so_far(session, greg, as_of=DAY_30).is_chronically_absent is chronic


@pytest.mark.parametrize(("days", "chronic"), [(1, False), (9, False), (10, True)])
def test_nobody_is_chronically_absent_in_the_first_nine_days(
    session: Session, babb: SchoolRows, greg: m.Student, days: int, chronic: bool
) -> None:
    """One day of one is all of them, and says nothing yet."""
    absent_all_day(session, greg, at=babb, on=FIRST_DAY)
    as_of = list(weekdays(FIRST_DAY, days))[-1]
    assert so_far(session, greg, as_of=as_of).is_chronically_absent is chronic


def test_half_days_add_up_to_chronic_absence(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """Six halves of thirty are three whole ones."""
    for on in weekdays(FIRST_DAY, 6):
        an_attendance_entry(session, greg, at=babb, on=on, minutes=130)
    found = so_far(session, greg, as_of=DAY_30)
    assert (found.days_absent, found.is_chronically_absent) == ("3", True)


def test_chronic_absence_ends_when_the_share_falls_again(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """Three of 30 is a tenth; three of 31 is less."""
    for on in weekdays(FIRST_DAY, 3):
        absent_all_day(session, greg, at=babb, on=on)
    assert so_far(session, greg, as_of=DAY_30).is_chronically_absent
    assert not so_far(session, greg, as_of=date(2026, 9, 14)).is_chronically_absent


def test_a_school_without_a_calendar_counts_days_absent_and_gives_no_rate(session: Session) -> None:
    """Nobody knows of how many days."""
    tech = a_school(session, calendar=False, periods=PERIODS)
    student = a_student(session, at=tech)
    absent_all_day(session, student, at=tech, on=MONDAY)
    assert so_far(session, student) == YearSoFar(
        instructional_days=0, days_absent="1", attendance_rate="", is_chronically_absent=False
    )
