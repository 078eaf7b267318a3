"""One rule says which attendance entries count; pages, calendar, home, reports and commands all follow it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import Session, SQLModel

from portal_app import models as m
from portal_app.clock import now
from portal_app.database import make_engine
from portal_app.domain.access import Viewer
from portal_app.domain.attendance import attendance_of
from portal_app.domain.calendar import Layer, family_calendar
from portal_app.domain.changes.feed import record_change
from portal_app.domain.recent import ActivityKind, recent_of
from portal_app.domain.reports import ReportKind
from portal_app.reports import make_report
from tests.conftest import Pin
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_guardian,
    a_school,
    a_section,
    a_special_day,
    a_student,
    a_viewer,
    enroll,
)
from tests.unit.paper_reading import spoken
from tests.unit.record_builders import an_attendance_entry

MONDAY, SATURDAY, SUNDAY = date(2026, 10, 5), date(2026, 10, 10), date(2026, 10, 11)


@pytest.fixture(autouse=True)
def _on_sunday(pinned: Pin) -> None:
    """Look at the week when it is over."""
    pinned(f"{SUNDAY}T10:00")


Case = Callable[[Session, SchoolRows], tuple[m.Student, SchoolRows, date]]
"""Writes a student, and names the school and the day of an absence."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Whether an absence on a day is shown, by everything that shows attendance."""

    in_months: bool
    in_counts: bool
    in_calendar: bool
    on_home: bool
    in_report: bool


NOWHERE = Shown(in_months=False, in_counts=False, in_calendar=False, on_home=False, in_report=False)
EVERYWHERE = Shown(in_months=True, in_counts=True, in_calendar=True, on_home=True, in_report=True)


def shown(session: Session, viewer: Viewer, student: m.Student, on: date) -> Shown:
    """Return where an absence on a day is shown."""
    view = attendance_of(session, student, as_of=SUNDAY)
    counts = [
        view.class_periods.absences.total,
        len(view.by_course),
        len(view.by_period),
        len(view.by_day),
        sum(row.class_periods.absences.total for row in view.by_term),
    ]
    assert len(set(map(bool, counts))) == 1
    day = next(day for month in view.months for day in month.days if day.on == on.isoformat())
    assert day.is_school_day or not day.periods
    items = family_calendar(session, viewer, starts_on=on, ends_on=on)
    days = recent_of(session, viewer, at=now()).days
    recent = [item for day in days for group in day.groups for item in group.activity]
    report = make_report(session, student, ReportKind.ATTENDANCE, language="en", viewer=viewer)
    return Shown(
        in_months=bool(day.periods),
        in_counts=any(counts),
        in_calendar=any(item.layer == Layer.ATTENDANCE for item in items),
        on_home=any(item.kind == ActivityKind.ATTENDANCE for item in recent),
        in_report=any("Absent unexcused" in line for line in spoken(report.body)),
    )


def absent(session: Session, student: m.Student, *, at: SchoolRows, on: date = MONDAY) -> None:
    """Write an absence as an import does, which does not ask whether it can be."""
    entry = an_attendance_entry(session, student, at=at, on=on)
    record_change(session, m.Subject.ATTENDANCE, student_id=student.id, item_id=entry.id)
    session.flush()


def a_student_at(session: Session, school: SchoolRows) -> m.Student:
    """Write a student with a class in period 1, from the first day on."""
    return a_student(session, at=school, takes=[a_section(session, at=school)])


def on_a_school_day(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """The plain case."""
    return a_student_at(session, babb), babb, MONDAY


def before_leaving_the_school(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """The last day counts."""
    student = a_student(session)
    enroll(session, student, at=babb, ends_on=MONDAY)
    enroll(session, student, at=a_school(session, name="Tech Center"), starts_on=date(2026, 10, 6))
    return student, babb, MONDAY


def on_a_weekend_at_a_school_without_calendar(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """Nobody knows better than the school that recorded it."""
    tech = a_school(session, name="Tech Center", calendar=False)
    return a_student_at(session, tech), tech, SATURDAY


def at_the_second_school_while_the_first_is_closed(
    session: Session, babb: SchoolRows
) -> tuple[m.Student, SchoolRows, date]:
    """Each school has its own calendar."""
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Fall break")
    tech = a_school(session, name="Tech Center")
    return a_student(session, at=[babb, tech]), tech, MONDAY


@pytest.mark.parametrize(
    "case",
    [
        on_a_school_day,
        before_leaving_the_school,
        on_a_weekend_at_a_school_without_calendar,
        at_the_second_school_while_the_first_is_closed,
    ],
)
def test_an_absence_on_a_school_day_while_enrolled_is_shown_everywhere(
    session: Session, babb: SchoolRows, case: Case
) -> None:
    student, school, on = case(session, babb)
    viewer = a_viewer(session, a_guardian(session, of=student))
    absent(session, student, at=school, on=on)
    assert shown(session, viewer, student, on) == EVERYWHERE


def on_a_snow_day(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """The school closed after attendance was taken."""
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Snow day")
    return a_student_at(session, babb), babb, MONDAY


def on_a_day_that_the_calendar_does_not_list(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """A weekend at a school with a calendar."""
    return a_student_at(session, babb), babb, SATURDAY


def after_leaving_the_school(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """The old school's roster was not up to date."""
    student = a_student(session)
    enroll(session, student, at=babb, ends_on=date(2026, 10, 2))
    enroll(session, student, at=a_school(session, name="Tech Center"), starts_on=MONDAY)
    return student, babb, MONDAY


def before_entering_the_school(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """Registered for a later day."""
    student = a_student(session)
    enroll(session, student, at=babb, starts_on=date(2026, 10, 6))
    return student, babb, MONDAY


def at_a_school_that_was_never_attended(session: Session, babb: SchoolRows) -> tuple[m.Student, SchoolRows, date]:
    """An entry of another school."""
    return a_student_at(session, babb), a_school(session, name="Tech Center"), MONDAY


def by_an_enrollment_that_ended_before_it_began(
    session: Session, babb: SchoolRows
) -> tuple[m.Student, SchoolRows, date]:
    """A student who never came."""
    student = a_student_at(session, a_school(session, name="Tech Center"))
    enroll(session, student, at=babb, starts_on=date(2026, 10, 6), ends_on=MONDAY)
    return student, babb, MONDAY


@pytest.mark.parametrize(
    "case",
    [
        on_a_snow_day,
        on_a_day_that_the_calendar_does_not_list,
        after_leaving_the_school,
        before_entering_the_school,
        at_a_school_that_was_never_attended,
        by_an_enrollment_that_ended_before_it_began,
    ],
)
def test_an_absence_without_school_or_enrollment_is_shown_nowhere(
    session: Session, babb: SchoolRows, case: Case
) -> None:
    student, school, on = case(session, babb)
    viewer = a_viewer(session, a_guardian(session, of=student))
    absent(session, student, at=school, on=on)
    assert shown(session, viewer, student, on) == NOWHERE


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "where"), [(on_a_school_day, EVERYWHERE), (on_a_snow_day, NOWHERE), (after_leaving_the_school, NOWHERE)]
)
def test_the_rule_is_the_same_on_postgresql(postgresql_url: str, case: Case, where: Shown) -> None:
    engine = make_engine(postgresql_url)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        student, school, on = case(session, a_school(session))
        viewer = a_viewer(session, a_guardian(session, of=student))
        absent(session, student, at=school, on=on)
        assert shown(session, viewer, student, on) == where
    engine.dispose()


def test_an_enrollment_without_a_last_day_ends_with_its_school_year(session: Session, babb: SchoolRows) -> None:
    """Last year's school recorded an absence this year; the student attends another school now."""
    student = a_student_at(session, babb)
    high = a_school(session, name="Babb High")
    enroll(session, student, at=a_following_year(session, at=high))
    absent(session, student, at=babb, on=date(2027, 9, 6))
    found = attendance_of(session, student, as_of=date(2027, 9, 10))
    assert (found.year, found.class_periods.absences.total) == ("2027-28", 0)


def test_a_snow_day_says_why_there_was_no_school_and_is_no_school_day(session: Session, babb: SchoolRows) -> None:
    """The absence that was recorded before does not come back in any count."""
    student, _, _ = on_a_snow_day(session, babb)
    absent(session, student, at=babb)
    view = attendance_of(session, student, as_of=MONDAY)
    day = next(day for month in view.months for day in month.days if day.on == MONDAY.isoformat())
    assert (day.is_school_day, day.why, day.reason, day.state) == (False, "calendar", "Snow day", "")
    assert (view.so_far.days_absent, view.so_far.instructional_days) == ("0", 45)


def test_an_absence_at_a_school_without_calendar_is_one_of_the_days_that_the_rate_counts(
    session: Session, babb: SchoolRows
) -> None:
    """Otherwise the rate of a student of two schools could fall below zero."""
    tech = a_school(session, name="Tech Center", calendar=False)
    student = a_student(session, takes=[a_section(session, at=tech)])
    enroll(session, student, at=babb, ends_on=date(2026, 8, 3))
    enroll(session, student, at=tech)
    for on in (date(2026, 8, 4), date(2026, 8, 5)):
        absent(session, student, at=tech, on=on)
    found = attendance_of(session, student, as_of=MONDAY).so_far
    assert (found.days_absent, found.instructional_days, found.attendance_rate) == ("2", 3, "33.3")
