"""Where a student is: what the school has recorded today comes before the timetable. One table of all states."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import reflex as rx
from sqlmodel import Session
from typer.testing import CliRunner

from portal_app import models as m
from portal_app.cli import app
from portal_app.clock import now, zone
from portal_app.database import open_session
from portal_app.domain.access import Right, Viewer
from portal_app.domain.home import home_of
from portal_app.domain.schedule import Where, Whereabouts, schedule_snapshot, where_is
from portal_app.ui.whereabouts import where_sentence
from tests.conftest import Pin, Queries
from tests.unit.builders import (
    SchoolRows,
    a_guardian,
    a_school,
    a_section,
    a_special_day,
    a_student,
    a_viewer,
    enroll,
)
from tests.unit.record_builders import an_attendance_entry

MONDAY = date(2026, 10, 5)
BEFORE, PERIOD_1, BREAK, PERIOD_3, AFTER = "07:30", "08:10", "09:00", "10:10", "11:30"


@pytest.fixture
def greg(session: Session, babb: SchoolRows) -> m.Student:
    """Return a student with mathematics in period 1 (8:00-8:50) and science in period 3 (10:00-10:50)."""
    math = a_section(session, at=babb, period="1")
    science = a_section(session, at=babb, course="SCI-06", title="Science", period="3")
    return a_student(session, at=babb, takes=[math, science])


def where(session: Session, student: m.Student, clock: str, *, has_attendance: bool = True) -> Whereabouts:
    """Return where the student is on Monday when the district's clocks show this time."""
    moment = datetime.combine(MONDAY, time.fromisoformat(clock), tzinfo=zone()).astimezone(UTC)
    return where_is(session, student, at=moment, has_attendance=has_attendance)


@dataclass(frozen=True, kw_only=True)
class State:
    """What was recorded by period, when somebody looks, and what is said then."""

    codes: dict[str, str]
    at: str
    where: Where
    now: str = ""
    absent: tuple[str, ...] = ()
    tardy: tuple[str, ...] = ()
    left_early: tuple[str, ...] = ()
    is_missed: bool = False


STATES = {
    "before school": State(codes={}, at=BEFORE, where=Where.BEFORE_SCHOOL),
    "reported absent before school": State(
        codes={"1": "AU", "3": "AU"}, at=BEFORE, where=Where.BEFORE_SCHOOL, absent=("1", "3")
    ),
    "in class": State(codes={}, at=PERIOD_1, where=Where.IN_CLASS),
    "absent now": State(codes={"1": "AU"}, at=PERIOD_1, where=Where.IN_CLASS, now="absent", is_missed=True),
    "absent now, no reason yet": State(
        codes={"1": "A"}, at=PERIOD_1, where=Where.IN_CLASS, now="absent", is_missed=True
    ),
    "absent now and excused": State(codes={"1": "AE"}, at=PERIOD_1, where=Where.IN_CLASS, now="absent"),
    "absent now and before": State(
        codes={"1": "AU", "3": "AU"}, at=PERIOD_3, where=Where.IN_CLASS, now="absent", absent=("1",), is_missed=True
    ),
    "absent earlier": State(codes={"1": "AU"}, at=PERIOD_3, where=Where.IN_CLASS, absent=("1",)),
    "absent earlier, between classes": State(codes={"1": "AU"}, at=BREAK, where=Where.BREAK, absent=("1",)),
    "tardy now": State(codes={"1": "T"}, at=PERIOD_1, where=Where.IN_CLASS, now="tardy"),
    "tardy earlier": State(codes={"1": "T"}, at=PERIOD_3, where=Where.IN_CLASS, tardy=("1",)),
    "left early now": State(codes={"3": "EU"}, at=PERIOD_3, where=Where.IN_CLASS, now="early_release", is_missed=True),
    "left early before": State(codes={"1": "EU"}, at=PERIOD_3, where=Where.IN_CLASS, left_early=("1",)),
    "left, and school is over": State(
        codes={"1": "T", "3": "EU"}, at=AFTER, where=Where.AFTER_SCHOOL, tardy=("1",), left_early=("3",)
    ),
    "exempt now": State(codes={"1": "AX"}, at=PERIOD_1, where=Where.IN_CLASS, now="absent"),
    "exempt earlier": State(codes={"1": "AX"}, at=PERIOD_3, where=Where.IN_CLASS),
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_what_the_school_recorded_comes_before_the_timetable(
    session: Session, babb: SchoolRows, greg: m.Student, state: State
) -> None:
    for period, code in state.codes.items():
        an_attendance_entry(session, greg, at=babb, on=MONDAY, period=period, code=code)
    found = where(session, greg, state.at)
    assert (found.where, found.has_attendance) == (state.where, True)
    assert (found.recorded.status if found.recorded else "") == state.now
    assert (found.absent, found.tardy, found.left_early) == (state.absent, state.tardy, state.left_early)
    assert found.is_missed == state.is_missed


def test_the_record_names_period_reason_and_the_schools_phone(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    babb.school.phone = "(555) 010-0100"
    entry = an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1", code="AE")
    found = where(session, greg, PERIOD_1).recorded
    assert found
    assert (found.period, found.reason) == ("1", session.get_one(m.AttendanceCode, entry.code_id).name)
    assert found.phone == "(555) 010-0100"


def test_without_the_attendance_right_there_is_only_the_timetable(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1", code="AU")
    found = where(session, greg, PERIOD_1, has_attendance=False)
    assert (found.where, found.recorded, found.absent, found.has_attendance) == (Where.IN_CLASS, None, (), False)


def test_on_a_snow_day_no_record_counts(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1", code="AU")
    a_special_day(session, at=babb, on=MONDAY, is_instructional=False, reason="Snow day")
    found = where(session, greg, PERIOD_1)
    assert (found.where, found.recorded, found.absent) == (Where.NO_SCHOOL, None, ())


def test_the_record_of_a_school_where_the_student_is_not_enrolled_does_not_count(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    tech = a_school(session, name="Tech Center")
    an_attendance_entry(session, greg, at=tech, on=MONDAY, period="1", code="AU")
    found = where(session, greg, PERIOD_1)
    assert (found.recorded, found.absent) == (None, ())


def test_the_record_of_the_students_other_school_is_not_about_the_class_in_progress(
    session: Session, babb: SchoolRows, greg: m.Student
) -> None:
    """Both schools call a period "1"."""
    tech = a_school(session, name="Tech Center")
    enroll(session, greg, at=tech)
    an_attendance_entry(session, greg, at=tech, on=MONDAY, period="1", code="AU")
    found = where(session, greg, PERIOD_1)
    assert (found.recorded, found.absent) == (None, ("1",))


def test_yesterdays_record_says_nothing_about_today(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    an_attendance_entry(session, greg, at=babb, on=date(2026, 10, 2), period="1", code="AU")
    assert where(session, greg, PERIOD_1).recorded is None


def test_the_record_of_one_child_is_not_the_other_ones(session: Session, babb: SchoolRows, greg: m.Student) -> None:
    math = a_section(session, at=babb, period="1", number="2")
    marcia = a_student(session, at=babb, first_name="Marcia", takes=[math])
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1", code="AU")
    assert where(session, marcia, PERIOD_1).recorded is None


@pytest.mark.parametrize("right", [True, False])
def test_home_and_schedule_say_the_same(
    session: Session, babb: SchoolRows, greg: m.Student, pinned: Pin, right: bool
) -> None:
    pinned(f"{MONDAY}T{PERIOD_1}")
    an_attendance_entry(session, greg, at=babb, on=MONDAY, period="1", code="AU")
    rights = [one for one in Right if right or one is not Right.ATTENDANCE]
    viewer = a_viewer(session, a_guardian(session, of=greg, rights=rights))
    (child,) = home_of(session, viewer, at=now()).children
    assert child.where == schedule_snapshot(session, greg, at=now(), has_attendance=right).now
    assert child.where
    assert bool(child.where.recorded) is right


def test_attendance_of_all_children_is_one_more_query(
    session: Session, babb: SchoolRows, greg: m.Student, pinned: Pin, queries: Queries
) -> None:
    pinned(f"{MONDAY}T{PERIOD_1}")
    marcia = a_student(session, at=babb, first_name="Marcia")
    viewer: Viewer = a_viewer(session, a_guardian(session, of=[greg, marcia]))
    with queries() as statements:
        home_of(session, viewer, at=now())
    of_today = [one for one in statements if "attendanceentry.date = ?" in one]
    assert len(of_today) == 1


def test_staff_get_it_as_json(database_file: Path, pinned: Pin) -> None:
    pinned(f"{MONDAY}T{PERIOD_1}")
    with open_session() as session:
        babb = a_school(session)
        math = a_section(session, at=babb, period="1")
        student = a_student(session, at=babb, takes=[math], number="604822")
        an_attendance_entry(session, student, at=babb, on=MONDAY, period="1", code="AU")
    done = CliRunner().invoke(app, ["student", "604822", "where", "--json"])
    printed = json.loads(done.output)
    assert (printed["where"], printed["recorded"]["status"], printed["is_missed"]) == ("in_class", "absent", True)


class Looks(rx.State):
    """A state that has a student's whereabouts."""

    where: Whereabouts = Whereabouts()


def test_each_sentence_about_a_class_says_whether_it_is_the_timetables_or_recorded() -> None:
    sentences = set(
        re.findall(
            r'\$t\("((?:By|School begins|\{name\}|Scheduled)[^"]*)"',
            str(where_sentence(name="Marcia", where=Looks.where)),
        )
    )
    about_classes = {one for one in sentences if "{course}" in one or "{class}" in one or "classes" in one}
    unsourced = {one for one in about_classes if not re.search("By the timetable|Scheduled|was marked|left early", one)}
    assert len(about_classes) > 10
    assert not unsourced
