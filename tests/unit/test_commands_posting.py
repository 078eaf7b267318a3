"""`portal attendance`, `portal notice`, `portal event`: what the office types reaches the domain, or is refused."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from portal_app import models as m
from portal_app.cli import app
from portal_app.clock import local
from portal_app.database import open_session
from portal_app.domain.refusal import Refused
from tests.unit.builders import a_school, a_section, a_student
from tests.unit.record_builders import a_code


@pytest.fixture(autouse=True)
def babb(database_file: Path) -> None:
    """A school with one student, number 604822, who has a class in period 1 and one code to be given."""
    with open_session() as session:
        rows = a_school(session)
        a_student(session, at=rows, takes=[a_section(session, at=rows)], number="604822")
        a_code(session, at=rows, code="AU")


def portal(*arguments: str) -> Result:
    """Run `portal ...`; what it refuses comes out as it is."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def rows(model: type) -> list:
    """Return all rows of a table."""
    with open_session() as session:
        return list(session.exec(select(model)))


STUDENT = ("--student", "604822", "--date", "2026-10-05", "--period", "1")


def test_attendance_is_posted_with_all_its_options_and_cleared() -> None:
    said = portal("attendance", "post", *STUDENT, "--code", "AU", "--minutes", "20", "--comment", "Called")
    assert said.output == "Student 604822, 2026-10-05, period 1: AU.\n"
    (entry,) = rows(m.AttendanceEntry)
    assert (entry.date, entry.minutes, entry.comment) == (date(2026, 10, 5), 20, "Called")
    portal("attendance", "clear", *STUDENT)
    assert rows(m.AttendanceEntry) == []


def test_what_cannot_be_true_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(Refused, match="code"):
        portal("attendance", "post", *STUDENT, "--code", "NOPE")
    assert rows(m.AttendanceEntry) == []
    assert rows(m.Change) == []


def test_a_date_that_is_none_is_wrong_usage() -> None:
    result = portal("attendance", "post", "--student", "604822", "--date", "soon", "--period", "1", "--code", "AU")
    assert result.exit_code == 2


def test_a_notice_goes_up_and_down_by_the_districts_clock() -> None:
    window = ("--from", "2026-10-05T07:00", "--until", "2026-10-09")
    portal("notice", "post", "--title", "Fog", "--text", "Buses are late.", "--reference", "fog", *window)
    (notice,) = rows(m.Notice)
    assert (notice.title, notice.body, notice.school_id) == ("Fog", "Buses are late.", None)
    assert local(notice.publish_from).replace(tzinfo=None) == datetime(2026, 10, 5, 7)
    assert local(notice.publish_until).replace(tzinfo=None) == datetime(2026, 10, 9)
    portal("notice", "withdraw", "--reference", "fog")
    assert rows(m.Notice) == []


@pytest.mark.parametrize(
    ("starts", "is_all_day", "first_hour"), [("2026-10-09", True, 0), ("2026-10-09T18:30", False, 18)]
)
def test_an_event_has_whole_days_or_times(starts: str, is_all_day: bool, first_hour: int) -> None:
    portal("event", "post", "--title", "Concert", "--starts", starts, "--place", "Gym", "--reference", "c")
    (event,) = rows(m.Event)
    assert (event.is_all_day, local(event.starts_at).hour, event.location) == (is_all_day, first_hour, "Gym")
    portal("event", "cancel", "--reference", "c")
    assert rows(m.Event) == []


@pytest.mark.parametrize("starts", ["Friday", "2026-13-01", "2026-10-09T25:00", "2026-10-09T18:30+02:00"])
def test_an_events_time_that_is_none_is_refused(starts: str) -> None:
    with pytest.raises(Refused, match=r"is not a date|without a time zone"):
        portal("event", "post", "--title", "Concert", "--starts", starts)
    assert rows(m.Event) == []


def test_the_office_can_read_a_students_attendance_as_the_parent_does() -> None:
    portal("attendance", "post", *STUDENT, "--code", "AU")
    said = portal("student", "604822", "attendance", "--json").output
    assert '"instructional_days"' in said
    assert '"2026-10-05"' in said
