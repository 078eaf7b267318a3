"""The calendar: its layers, whose an item is, and what a guardian without a right does not get."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import zone
from portal_app.domain.access import NotFound, Right
from portal_app.domain.calendar import CalendarItem, Layer, Reach, calendar_of, family_calendar, family_due
from tests.conftest import Queries
from tests.unit.builders import (
    SchoolRows,
    a_guardian,
    a_school,
    a_special_day,
    a_student,
    a_viewer,
    an_id,
    enroll,
    give_rights,
    put_on_roster,
)
from tests.unit.record_builders import an_assignment, an_attendance_entry, an_event

MONDAY, FRIDAY = date(2026, 10, 5), date(2026, 10, 9)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the district's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone())


def week(session: Session, *students: m.Student, **options: object) -> tuple[CalendarItem, ...]:
    """Return the week's items."""
    return calendar_of(session, students, starts_on=MONDAY, ends_on=FRIDAY, **options)  # type: ignore[arg-type]


def titles(items: Iterable[CalendarItem]) -> list[str]:
    """Return their titles."""
    return [item.title for item in items]


def test_an_assignment_is_due_on_its_day_and_links_to_its_class(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student
) -> None:
    """With all that the page needs to open the class detail."""
    work = an_assignment(session, math, at=babb, due_on=FRIDAY, description="Page 12")
    (item,) = week(session, greg)
    assert item == CalendarItem(
        key=f"assignment-{work.id}",
        layer=Layer.ASSIGNMENT,
        title="Fractions",
        detail="Page 12",
        starts_on="2026-10-09",
        ends_on="2026-10-09",
        student_ids=(an_id(greg),),
        class_code="MATH-06-1",
        class_title="Mathematics 6",
        section_id=an_id(math),
        assignment_id=an_id(work),
    )


@pytest.mark.parametrize("due_on", [None, MONDAY - timedelta(days=1), FRIDAY + timedelta(days=1)])
def test_assignments_of_other_days_are_not_in_the_week(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, due_on: date | None
) -> None:
    """Nor is work without a date."""
    an_assignment(session, math, at=babb, due_on=due_on)
    assert week(session, greg) == ()


def test_assignments_due_before_or_after_the_student_was_in_the_class_are_not_theirs(
    session: Session, babb: SchoolRows, math: m.Section
) -> None:
    """On the roster from Wednesday to Thursday."""
    student = a_student(session, at=babb)
    put_on_roster(session, student, math, starts_on=date(2026, 10, 7), ends_on=date(2026, 10, 8))
    for day in range(5, 10):
        an_assignment(session, math, at=babb, name=str(day), due_on=date(2026, 10, day))
    assert titles(week(session, student)) == ["7", "8"]


def test_an_item_that_two_children_share_is_listed_once_with_both(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student
) -> None:
    """In the order in which the children stand."""
    twin = a_student(session, at=babb, takes=[math], first_name="Gina")
    an_assignment(session, math, at=babb, due_on=MONDAY)
    (item,) = week(session, twin, greg)
    assert item.student_ids == (an_id(twin), an_id(greg))


def test_events_reach_the_district_a_school_or_a_class(session: Session, babb: SchoolRows, math: m.Section) -> None:
    """Each child gets the district's, their own school's and their own class's, and no other's."""
    north = a_school(session, name="North Clayton High")
    greg, marcia = a_student(session, at=babb, takes=[math]), a_student(session, at=north, first_name="Marcia")
    when = {"starts_at": at(MONDAY, 18), "ends_at": at(MONDAY, 19)}
    an_event(session, at=babb, title="Board meeting", **when)
    an_event(session, at=babb, title="Concert", school_id=babb.id, **when)
    an_event(session, at=babb, title="Trip", school_id=babb.id, section_id=math.id, **when)
    an_event(session, at=babb, title="Homecoming", school_id=north.id, **when)
    found = {item.title: (item.reach, item.student_ids) for item in week(session, greg, marcia)}
    assert found == {
        "Board meeting": (Reach.DISTRICT, (greg.id, marcia.id)),
        "Concert": (Reach.SCHOOL, (greg.id,)),
        "Trip": (Reach.CLASS, (greg.id,)),
        "Homecoming": (Reach.SCHOOL, (marcia.id,)),
    }


def test_an_event_of_another_district_is_not_listed(session: Session, greg: m.Student) -> None:
    """Two districts may share one server."""
    other = m.District(code="ABCDEF", name="Other")
    session.add(other)
    session.flush()
    session.add(m.Event(district_id=an_id(other), title="Theirs", starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 10)))
    session.flush()
    assert week(session, greg) == ()


def test_a_school_event_after_the_student_left_is_not_theirs(session: Session, babb: SchoolRows) -> None:
    """The enrollment says until when."""
    student = a_student(session)
    enroll(session, student, at=babb, ends_on=MONDAY)
    an_event(session, at=babb, title="Today", school_id=babb.id, starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 10))
    an_event(session, at=babb, title="Friday", school_id=babb.id, starts_at=at(FRIDAY, 9), ends_at=at(FRIDAY, 10))
    assert titles(week(session, student)) == ["Today"]


def test_a_timed_event_shows_the_districts_wall_clock(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """18:00 in New York is stored as 22:00 UTC and shown as 18:00."""
    an_event(session, at=babb, title="Concert", starts_at=at(MONDAY, 18), ends_at=at(MONDAY, 19, 15), location="Hall")
    session.commit()
    session.expire_all()
    (item,) = week(session, greg)
    assert (item.starts_time, item.ends_time, item.location) == ("18:00", "19:15", "Hall")
    assert (item.starts_at, item.ends_at) == ("2026-10-05T18:00:00-04:00", "2026-10-05T19:15:00-04:00")


@pytest.mark.parametrize(
    ("starts", "ends", "first", "last"),
    [
        (at(date(2026, 10, 6), 0), at(date(2026, 10, 7), 0), "2026-10-06", "2026-10-06"),
        (at(date(2026, 10, 3), 0), at(date(2026, 10, 8), 0), "2026-10-03", "2026-10-07"),
        (at(date(2026, 10, 6), 0), at(date(2026, 10, 6), 0), "2026-10-06", "2026-10-06"),
        (at(date(2026, 10, 6), 0), at(date(2026, 10, 6), 23, 59), "2026-10-06", "2026-10-06"),
    ],
)
def test_an_event_of_whole_days_covers_its_days_and_not_the_midnight_after(
    session: Session, babb: SchoolRows, greg: m.Student, starts: datetime, ends: datetime, first: str, last: str
) -> None:
    """Whatever the way in which the end was written."""
    an_event(session, at=babb, title="Spirit week", starts_at=starts, ends_at=ends, is_all_day=True)
    (item,) = week(session, greg)
    assert (item.starts_on, item.ends_on, item.starts_time, item.starts_at) == (first, last, "", "")


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (at(date(2026, 10, 4), 22), at(MONDAY, 0)),
        (at(date(2026, 10, 10), 0), at(date(2026, 10, 10), 1)),
    ],
)
def test_an_event_that_ends_at_the_first_midnight_or_begins_at_the_last_is_outside(
    session: Session, babb: SchoolRows, greg: m.Student, starts: datetime, ends: datetime
) -> None:
    """Midnight belongs to the day that it begins."""
    an_event(session, at=babb, title="Late", starts_at=starts, ends_at=ends)
    assert week(session, greg) == ()


def test_a_holiday_is_one_item_over_its_weekend(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """Thursday to Tuesday for one reason; Wednesday for another."""
    for day in (8, 9, 12, 13):
        a_special_day(session, at=babb, on=date(2026, 10, day), is_instructional=False, reason="Fall break")
    a_special_day(session, at=babb, on=date(2026, 10, 14), is_instructional=False, reason="Teachers' day")
    items = calendar_of(session, [greg], starts_on=MONDAY, ends_on=date(2026, 10, 31))
    assert [(item.layer, item.title, item.starts_on, item.ends_on, item.location) for item in items] == [
        (Layer.NO_SCHOOL, "Fall break", "2026-10-08", "2026-10-13", "Babb Middle"),
        (Layer.NO_SCHOOL, "Teachers' day", "2026-10-14", "2026-10-14", "Babb Middle"),
    ]


def test_schools_with_the_same_days_off_share_one_item(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """A family of two schools reads "Fall break" once; a day that only one school has off names that one."""
    north = a_school(session, name="North Clayton High")
    marcia = a_student(session, at=north, first_name="Marcia")
    for school in (babb, north):
        a_special_day(session, at=school, on=MONDAY, is_instructional=False, reason="Fall break")
    a_special_day(session, at=north, on=FRIDAY, is_instructional=False, reason="Exams")
    assert [(item.title, item.location, item.student_ids) for item in week(session, marcia, greg)] == [
        ("Fall break", "Babb Middle, North Clayton High", (marcia.id, greg.id)),
        ("Exams", "North Clayton High", (marcia.id,)),
    ]


def test_a_school_day_between_parts_a_holiday(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """Tuesday and Thursday, with school on Wednesday."""
    for day in (6, 8):
        a_special_day(session, at=babb, on=date(2026, 10, day), is_instructional=False, reason="Elections")
    assert [item.starts_on for item in week(session, greg)] == ["2026-10-06", "2026-10-08"]


def test_a_special_school_day_is_an_event(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """An early release is not a day without school; two in a row are two."""
    for day in (MONDAY, date(2026, 10, 6)):
        a_special_day(session, at=babb, on=day, reason="Early release")
    assert [(item.layer, item.title) for item in week(session, greg)] == [(Layer.EVENT, "Early release")] * 2


def test_attendance_is_listed_by_day_and_code_with_its_periods(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """Who was present has nothing in the calendar."""
    for period, code in (("3", "AE"), ("1", "AE"), ("2", "T"), ("4", "P")):
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    items = week(session, greg, attendance_of=[greg])
    assert [(item.title, item.detail, item.status, item.excuse) for item in items] == [
        ("Absent excused", "1, 3", "absent", "excused"),
        ("Tardy", "2", "tardy", "unexcused"),
    ]


def test_items_are_in_the_order_of_days_and_times(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student
) -> None:
    """What is for the whole day comes first."""
    an_event(session, at=babb, title="Evening", starts_at=at(MONDAY, 18), ends_at=at(MONDAY, 19))
    an_event(session, at=babb, title="Morning", starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 10))
    an_assignment(session, math, at=babb, name="Whole day", due_on=MONDAY)
    assert titles(week(session, greg)) == ["Whole day", "Morning", "Evening"]


def test_a_key_stays_when_the_item_changes(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student
) -> None:
    """Calendar programs know an item by it."""
    work = an_assignment(session, math, at=babb, due_on=MONDAY)
    (before,) = week(session, greg)
    work.name, work.due_on = "Decimals", FRIDAY
    (after,) = week(session, greg)
    assert (before.key, before.title) == (after.key, "Fractions")
    assert after.title == "Decimals"


def test_the_familys_calendar_is_of_one_child_or_of_all(session: Session, babb: SchoolRows, math: m.Section) -> None:
    """Each after its access check."""
    greg, marcia = a_student(session, at=babb, takes=[math]), a_student(session, at=babb, first_name="Marcia")
    viewer = a_viewer(session, a_guardian(session, of=[greg, marcia]))
    an_assignment(session, math, at=babb, due_on=MONDAY)
    week_of: dict[str, Any] = {"starts_on": MONDAY, "ends_on": FRIDAY}
    assert len(family_calendar(session, viewer, **week_of)) == 1
    assert len(family_calendar(session, viewer, student_id=an_id(greg), **week_of)) == 1
    assert family_calendar(session, viewer, student_id=an_id(marcia), **week_of) == ()


@pytest.mark.parametrize(
    ("rights", "layers"),
    [
        ([Right.CALENDAR, Right.ATTENDANCE], {Layer.ASSIGNMENT, Layer.ATTENDANCE}),
        ([Right.CALENDAR], {Layer.ASSIGNMENT}),
        ([Right.ATTENDANCE, Right.GRADES], set()),
    ],
)
def test_each_layer_takes_its_right(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, rights: list[Right], layers: set[Layer]
) -> None:
    """Attendance is in the calendar only for those who may see it."""
    an_assignment(session, math, at=babb, due_on=MONDAY)
    an_attendance_entry(session, greg, at=babb, on=MONDAY)
    viewer = a_viewer(session, a_guardian(session, of=greg, rights=rights))
    items = family_calendar(session, viewer, starts_on=MONDAY, ends_on=FRIDAY)
    assert {item.layer for item in items} == layers


def test_rights_differ_from_child_to_child(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    """Attendance of the one, the calendar of both."""
    marcia = a_student(session, at=babb, first_name="Marcia")
    guardian = a_guardian(session, of=greg)
    give_rights(session, guardian, marcia, rights=[Right.CALENDAR])
    for student in (greg, marcia):
        an_attendance_entry(session, student, at=babb, on=MONDAY)
    items = family_calendar(session, a_viewer(session, guardian), starts_on=MONDAY, ends_on=FRIDAY)
    assert [item.student_ids for item in items] == [(an_id(greg),)]


def test_a_calendar_without_the_right_or_of_a_stranger_is_not_found(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """The same answer to both, and to a number that nobody has."""
    stranger = a_student(session, at=babb)
    viewer = a_viewer(session, a_guardian(session, of=greg, rights=[Right.ATTENDANCE]))
    for number in (an_id(greg), an_id(stranger), 9999):
        with pytest.raises(NotFound):
            family_calendar(session, viewer, student_id=number, starts_on=MONDAY, ends_on=FRIDAY)
        with pytest.raises(NotFound):
            family_due(session, viewer, student_id=number, starts_on=MONDAY, ends_on=FRIDAY)


@pytest.mark.parametrize(("left_on", "due"), [(None, 2), (MONDAY, 1), (MONDAY - timedelta(days=1), 0)])
def test_the_count_of_assignments_due_is_the_calendars(
    session: Session, babb: SchoolRows, math: m.Section, left_on: date | None, due: int
) -> None:
    """Work of two children is one; what a left class asked for later is nobody's."""
    greg, marcia = a_student(session, at=babb), a_student(session, at=babb, first_name="Marcia")
    for student in (greg, marcia):
        put_on_roster(session, student, math, ends_on=left_on)
    for on in (None, MONDAY - timedelta(days=3), MONDAY, FRIDAY):
        an_assignment(session, math, at=babb, due_on=on)
    viewer = a_viewer(session, a_guardian(session, of=[greg, marcia]))
    assert family_due(session, viewer, starts_on=MONDAY, ends_on=FRIDAY) == due
    assert len(family_calendar(session, viewer, starts_on=MONDAY, ends_on=FRIDAY)) == due


def test_items_are_plain_json(session: Session, babb: SchoolRows, math: m.Section, greg: m.Student) -> None:
    """As the page gets them."""
    an_assignment(session, math, at=babb, due_on=MONDAY)
    assert json.loads(json.dumps([asdict(item) for item in week(session, greg)]))[0]["layer"] == "assignment"


def test_the_calendar_takes_six_queries_however_many_children_and_items(
    session: Session, babb: SchoolRows, math: m.Section, queries: Queries
) -> None:
    """Four children, each with assignments, events, attendance and days off."""
    children = [a_student(session, at=babb, takes=[math]) for _ in range(4)]
    for n in range(5):
        on = MONDAY + timedelta(days=n)
        an_assignment(session, math, at=babb, due_on=on)
        an_event(session, at=babb, title="Event", starts_at=at(on, 9), ends_at=at(on, 10))
        a_special_day(session, at=babb, on=on, reason="Special")
        for child in children:
            an_attendance_entry(session, child, at=babb, on=on)
    session.commit()
    with queries() as statements:
        items = week(session, *children, attendance_of=children)
    assert (len(items), len(statements)) == (35, 6)
