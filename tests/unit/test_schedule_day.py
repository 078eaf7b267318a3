"""The classes of one date, and where a student is at a moment."""

import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import Session

from portal_app.clock import zone
from portal_app.domain.enrollment.academic_calendar import DayKind, WhyNoSchool
from portal_app.domain.enrollment.bells import clock_text
from portal_app.domain.schedule import StudentDay, Where, Whereabouts, schedule_snapshot, today_schedule, where_is
from portal_app.models import Student
from tests.conftest import Queries
from tests.unit.builders import (
    SchoolRows,
    a_bell_schedule,
    a_following_year,
    a_meeting,
    a_school,
    a_section,
    a_special_day,
    a_student,
    a_teacher,
    enroll,
    put_on_roster,
    school_days,
)

MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)


def titles(day: StudentDay) -> list[str]:
    """Return the titles of a day's classes."""
    return [entry.title for entry in day.classes]


def where(session: Session, student: Student, clock: str, on: date = MONDAY) -> Whereabouts:
    """Return where the student is when the district's clocks show this time."""
    moment = datetime.combine(on, time.fromisoformat(clock), tzinfo=zone())
    return where_is(session, student, at=moment.astimezone(UTC))


def greg_at(session: Session, school: SchoolRows) -> Student:
    """Return a student with mathematics in period 1 (8:00-8:50) and science in period 3 (10:00-10:50)."""
    tejada = a_teacher(session)
    math = a_section(session, at=school, period="1", room="113", teachers=[tejada])
    science = a_section(session, at=school, course="SCI-06", title="Science", period="3", room="Lab")
    return a_student(session, at=school, takes=[science, math])


# Today's classes


def test_todays_classes_come_in_order_with_their_times(session: Session) -> None:
    """Period, room, teacher and bell times."""
    day = today_schedule(session, greg_at(session, a_school(session)), on=MONDAY)
    assert titles(day) == ["Mathematics 6", "Science"]
    first = day.classes[0]
    assert (first.period, first.room, first.code, first.school) == ("1", "113", "MATH-06-1", "Babb Middle")
    assert (first.starts_time, first.ends_time) == ("08:00", "08:50")
    assert [teacher.name for teacher in first.teachers] == ["Tejada, D"]


def test_only_the_classes_of_the_days_label_meet(session: Session) -> None:
    """A class without a label meets daily."""
    babb = a_school(session, calendar=False)
    school_days(session, at=babb, first=MONDAY, last=date(2026, 10, 9), labels=["A", "B"])
    takes = [
        a_section(session, at=babb, course="ART-06", title="Art", period="1", day_label="A"),
        a_section(session, at=babb, course="MUS-06", title="Music", period="1", day_label="B"),
        a_section(session, at=babb, period="2"),
    ]
    greg = a_student(session, at=babb, takes=takes)
    assert titles(today_schedule(session, greg, on=MONDAY)) == ["Art", "Mathematics 6"]
    tuesday = today_schedule(session, greg, on=TUESDAY)
    assert titles(tuesday) == ["Music", "Mathematics 6"]
    assert tuesday.schools[0].day_label == "B"


def test_a_class_that_meets_daily_and_on_the_days_label_is_listed_once(session: Session) -> None:
    """Both meetings are in the same period and room."""
    babb = a_school(session, calendar=False)
    school_days(session, at=babb, first=MONDAY, last=MONDAY, labels=["A"])
    math = a_section(session, at=babb, terms=babb.terms[:1])
    a_meeting(session, math, term=babb.terms[0], period=babb.periods["1"], room="113", day_label="A")
    assert titles(today_schedule(session, a_student(session, at=babb, takes=[math]), on=MONDAY)) == ["Mathematics 6"]


def test_a_class_of_another_term_does_not_meet(session: Session) -> None:
    """It begins in January."""
    babb = a_school(session)
    later = a_section(session, at=babb, terms=babb.terms[1:])
    greg = a_student(session, at=babb, takes=[later])
    assert titles(today_schedule(session, greg, on=MONDAY)) == []
    assert titles(today_schedule(session, greg, on=date(2027, 1, 5))) == ["Mathematics 6"]


@pytest.mark.parametrize(("on", "meets"), [(2, False), (5, True), (9, True), (12, False)])
def test_the_dates_on_the_roster_decide_both_ends_included(session: Session, on: int, meets: bool) -> None:
    """From Monday the 5th to Friday the 9th."""
    babb = a_school(session)
    greg = a_student(session, at=babb)
    put_on_roster(session, greg, a_section(session, at=babb), starts_on=MONDAY, ends_on=date(2026, 10, 9))
    assert bool(today_schedule(session, greg, on=date(2026, 10, on)).classes) is meets


def test_on_a_day_with_its_own_bells_the_periods_left_out_do_not_meet(session: Session) -> None:
    """An early release rings for the first two periods only."""
    babb = a_school(session)
    greg = greg_at(session, babb)
    periods = {name: babb.periods[name] for name in ("1", "2")}
    short = SchoolRows(district=babb.district, school=babb.school, year=babb.year, terms=babb.terms, periods=periods)
    early = a_bell_schedule(session, at=short, name="Early release", is_default=False, minutes=30)
    a_special_day(session, at=babb, on=MONDAY, bell_schedule_id=early.id, reason="Conferences")
    day = today_schedule(session, greg, on=MONDAY)
    assert [(entry.title, entry.ends_time) for entry in day.classes] == [("Mathematics 6", "08:30")]
    assert (day.schools[0].bells, day.schools[0].remark) == ("Early release", "Conferences")


def test_without_bell_times_the_classes_come_by_period(session: Session) -> None:
    """Nobody invents a time."""
    day = today_schedule(session, greg_at(session, a_school(session, bells=False)), on=MONDAY)
    assert [(entry.title, entry.starts_time) for entry in day.classes] == [("Mathematics 6", ""), ("Science", "")]


def test_a_school_without_a_calendar_lists_all_labels_and_promises_nothing(session: Session) -> None:
    """The day is unknown, so there are no times either."""
    babb = a_school(session, calendar=False)
    art = a_section(session, at=babb, title="Art", course="ART-06", day_label="A")
    day = today_schedule(session, a_student(session, at=babb, takes=[art]), on=MONDAY)
    assert [(entry.title, entry.day_label, entry.starts_time) for entry in day.classes] == [("Art", "A", "")]
    assert day.schools[0].kind == DayKind.UNKNOWN


def test_the_classes_of_two_schools_are_one_day(session: Session) -> None:
    """In the order of their times, each with its school."""
    babb, tech = a_school(session), a_school(session, name="Tech Center", periods=["PM"], bells=False)
    a_bell_schedule(session, at=tech, first_bell=time(9, 0))
    welding = a_section(session, at=tech, course="WELD", title="Welding", period="PM")
    greg = greg_at(session, babb)
    enroll(session, greg, at=tech)
    put_on_roster(session, greg, welding)
    day = today_schedule(session, greg, on=MONDAY)
    assert [(entry.title, entry.school) for entry in day.classes] == [
        ("Mathematics 6", "Babb Middle"),
        ("Welding", "Tech Center"),
        ("Science", "Babb Middle"),
    ]


def test_a_day_without_school_has_no_classes_but_the_next_school_day(session: Session) -> None:
    """A holiday, and why."""
    babb = a_school(session)
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Fall break")
    day = today_schedule(session, greg_at(session, babb), on=MONDAY)
    assert day.classes == []
    assert (day.schools[0].kind, day.schools[0].remark, day.school_again_on) == (
        DayKind.NO_SCHOOL,
        "Fall break",
        TUESDAY.isoformat(),
    )


def test_a_day_can_be_printed_as_json(session: Session) -> None:
    """Dates and times become ISO text."""
    day = today_schedule(session, greg_at(session, a_school(session)), on=MONDAY)
    printed = json.loads(json.dumps(asdict(day)))
    assert (printed["on"], printed["classes"][0]["starts_time"]) == ("2026-10-05", "08:00")


# Where is my child now?


@pytest.mark.parametrize(
    ("clock", "answer", "now", "following"),
    [
        ("07:59", Where.BEFORE_SCHOOL, None, "Mathematics 6"),
        ("08:00", Where.IN_CLASS, "Mathematics 6", "Science"),
        ("08:49:59", Where.IN_CLASS, "Mathematics 6", "Science"),
        ("08:50", Where.BREAK, None, "Science"),
        ("09:30", Where.BREAK, None, "Science"),
        ("10:00", Where.IN_CLASS, "Science", None),
        ("10:50", Where.AFTER_SCHOOL, None, None),
        ("23:59", Where.AFTER_SCHOOL, None, None),
    ],
)
def test_where_a_student_is_follows_the_bell_times(
    session: Session, clock: str, answer: Where, now: str | None, following: str | None
) -> None:
    """The student's own day: it begins with the first class, and period 2 is free."""
    found = where(session, greg_at(session, a_school(session)), clock)
    assert found.where == answer
    assert (found.now.title if found.now else None) == now
    assert (found.next.title if found.next else None) == following


def test_two_classes_without_a_gap_change_at_the_bell(session: Session) -> None:
    """The moment belongs to the class that begins."""
    babb = a_school(session, bells=False)
    a_bell_schedule(session, at=babb, minutes=60)
    takes = [
        a_section(session, at=babb, period="1"),
        a_section(session, at=babb, period="2", title="Art", course="ART"),
    ]
    found = where(session, a_student(session, at=babb, takes=takes), "09:10")
    assert found.now
    assert found.now.title == "Art"


def test_the_moment_is_read_by_the_districts_clock(session: Session) -> None:
    """13:05 UTC is 8:05 in winter and 9:05 in summer, in New York."""
    greg = greg_at(session, a_school(session))
    winter = where_is(session, greg, at=datetime(2026, 11, 30, 13, 5, tzinfo=UTC))
    summer = where_is(session, greg, at=datetime(2026, 10, 5, 13, 5, tzinfo=UTC))
    assert (winter.where, summer.where) == (Where.IN_CLASS, Where.BREAK)


def test_where_on_a_rotating_day_the_label_decides(session: Session) -> None:
    """On a B day art does not meet: the day begins later."""
    babb = a_school(session, calendar=False)
    school_days(session, at=babb, first=MONDAY, last=TUESDAY, labels=["A", "B"])
    art = a_section(session, at=babb, course="ART", title="Art", period="1", day_label="A")
    greg = a_student(session, at=babb, takes=[art, a_section(session, at=babb, period="2")])
    assert where(session, greg, "08:10", on=MONDAY).where == Where.IN_CLASS
    assert where(session, greg, "08:10", on=TUESDAY).where == Where.BEFORE_SCHOOL


def test_a_school_day_without_a_class_of_the_students_says_so(session: Session) -> None:
    """Enrolled, but on no roster."""
    babb = a_school(session)
    assert where(session, a_student(session, at=babb), "09:00").where == Where.NO_CLASSES


def test_without_bell_times_it_is_unknown_where_the_student_is(session: Session) -> None:
    """The classes are known, the times are not."""
    assert where(session, greg_at(session, a_school(session, bells=False)), "09:00").where == Where.NO_TIMES


def test_without_a_calendar_it_is_unknown_where_the_student_is(session: Session) -> None:
    """It may be a holiday."""
    assert where(session, greg_at(session, a_school(session, calendar=False)), "08:10").where == Where.NO_TIMES


def test_one_untimed_class_leaves_the_gaps_unknown_but_not_the_classes(session: Session) -> None:
    """Homeroom has no bell: outside the other classes the student may be there."""
    babb = a_school(session, periods=["1"])
    homeroom = SchoolRows(**{**vars(babb), "periods": a_school(session, name="x", periods=["HR"]).periods})
    takes = [a_section(session, at=babb), a_section(session, at=homeroom, course="HR", period="HR")]
    greg = a_student(session, at=babb, takes=takes)
    assert where(session, greg, "08:10").where == Where.IN_CLASS
    assert where(session, greg, "11:00").where == Where.NO_TIMES


@pytest.mark.parametrize(
    ("on", "why", "again"),
    [
        (date(2026, 10, 10), WhyNoSchool.WEEKEND, "2026-10-12"),
        (date(2027, 6, 1), WhyNoSchool.YEAR_OVER, ""),
    ],
)
def test_a_day_off_says_why_and_when_school_is_again(session: Session, on: date, why: WhyNoSchool, again: str) -> None:
    """Where the calendar knows it."""
    found = where(session, greg_at(session, a_school(session)), "09:00", on=on)
    assert (found.where, found.why, found.school_again_on) == (Where.NO_SCHOOL, why, again)


def test_a_closed_school_gives_its_reason(session: Session) -> None:
    """In the school's own words."""
    babb = a_school(session)
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Snow day")
    found = where(session, greg_at(session, babb), "09:00")
    assert (found.where, found.why, found.remark) == (Where.NO_SCHOOL, WhyNoSchool.CALENDAR, "Snow day")


def test_while_one_of_two_schools_is_closed_the_other_ones_classes_count(session: Session) -> None:
    """Only when all are closed there is no school."""
    babb, tech = a_school(session), a_school(session, name="Tech Center")
    a_special_day(session, at=tech, on=MONDAY, is_instructional=False, reason="Snow day")
    greg = greg_at(session, babb)
    enroll(session, greg, at=tech)
    assert where(session, greg, "08:10").where == Where.IN_CLASS


def test_a_student_enrolled_only_next_year_sees_the_first_day(session: Session) -> None:
    """And the school."""
    following = a_following_year(session, at=a_school(session))
    found = where(session, a_student(session, at=following), "09:00")
    assert (found.where, found.next_school, found.school_again_on) == (
        Where.NOT_ENROLLED,
        "Babb Middle",
        following.year.starts_on.isoformat(),
    )


def test_a_student_who_has_left_is_not_enrolled(session: Session) -> None:
    """No class is claimed, although the rosters were never closed."""
    babb = a_school(session)
    greg = a_student(session, district=babb.district, takes=[a_section(session, at=babb)])
    enroll(session, greg, at=babb, ends_on=date(2026, 10, 2))
    assert where(session, greg, "08:10", on=date(2026, 10, 2)).where == Where.IN_CLASS
    gone = where(session, greg, "08:10")
    assert (gone.where, gone.school_again_on) == (Where.NOT_ENROLLED, "")


def test_a_class_of_another_student_is_never_shown(session: Session) -> None:
    """Two children at one school."""
    babb = a_school(session)
    greg_at(session, babb)
    marcia = a_student(session, at=babb, first_name="Marcia")
    assert titles(today_schedule(session, marcia, on=MONDAY)) == []


@pytest.mark.parametrize("on", [MONDAY, date(2026, 10, 10)])
def test_where_is_asks_at_most_seven_queries(session: Session, queries: Queries, on: date) -> None:
    """Home asks it for every child."""
    babb, tech = a_school(session), a_school(session, name="Tech Center", calendar=False)
    greg = greg_at(session, babb)
    enroll(session, greg, at=tech)
    session.commit()
    with queries() as statements:
        where(session, greg, "08:10", on=on)
    assert 0 < len(statements) <= 7


# The page at a moment


@pytest.mark.parametrize(
    ("clock", "until"),
    [
        ("07:00", "2026-10-05T08:00:00-04:00"),
        ("08:00", "2026-10-05T08:50:00-04:00"),
        ("09:00", "2026-10-05T10:00:00-04:00"),
        ("12:00", "2026-10-06T00:00:00-04:00"),
    ],
)
def test_the_first_line_holds_until_the_next_bell_or_midnight(session: Session, clock: str, until: str) -> None:
    """The page asks again then."""
    greg = greg_at(session, a_school(session))
    moment = datetime.combine(MONDAY, time.fromisoformat(clock), tzinfo=zone())
    snapshot = schedule_snapshot(session, greg, at=moment, has_attendance=True)
    assert snapshot.holds_until.isoformat() == until


def test_midnight_is_the_districts_when_the_clocks_change(session: Session) -> None:
    """On 1 November 2026 the day has 25 hours."""
    greg = greg_at(session, a_school(session))
    snapshot = schedule_snapshot(session, greg, at=datetime(2026, 11, 1, 0, 30, tzinfo=zone()), has_attendance=True)
    assert snapshot.holds_until.astimezone(UTC) == datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def test_the_parts_of_the_page_are_of_one_moment(session: Session) -> None:
    """22:30 in New York is already tomorrow in UTC."""
    greg = greg_at(session, a_school(session))
    snapshot = schedule_snapshot(session, greg, at=datetime(2026, 10, 6, 2, 30, tzinfo=UTC), has_attendance=True)
    assert (snapshot.day.on, snapshot.now.where) == (MONDAY.isoformat(), Where.AFTER_SCHOOL)
    assert [term.is_current for term in snapshot.schedule.grids[0].terms] == [True, False]


def test_a_bell_with_seconds_begins_its_class_at_that_very_second() -> None:
    """Texts of times are compared: with and without seconds they must sort like the times."""
    times = [time(8, 50), time(8, 50, 30), time(8, 51), time(10, 0), time(9, 59, 59)]
    assert sorted(map(clock_text, times)) == [clock_text(one) for one in sorted(times)]
    assert clock_text(time(8, 50, 0, 900_000)) == "08:50"
