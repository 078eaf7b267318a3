"""What sources write in a way that used to be misread in silence."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.clock import local
from portal_app.domain.staff.posting import post_event
from portal_app.ingest import import_path
from portal_app.ingest.clean_text import clean
from tests.unit.oneroster_sources import Source

EVENTS = "sourcedId,orgSourcedId,classSourcedId,title,description,location,startsAt,endsAt,allDay"
CLEANED = "texts with line breaks, control characters or marks of direction, which were removed"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path, "v1p1")


def load(session: Session, source: Source) -> tuple[str, ...]:
    notes = import_path(session, source.path).notes
    session.expire_all()
    return notes


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-11-06", date(2026, 11, 6)),
        ("2026-11-07T04:59:00Z", date(2026, 11, 6)),
        ("2026-11-06T23:59:00-05:00", date(2026, 11, 6)),
        ("2026-11-06T23:59:00", date(2026, 11, 6)),
        ("2026-11-06T00:00:00Z", date(2026, 11, 6)),
        ("2026-11-06T00:00:00.000Z", date(2026, 11, 6)),
        ("2026-11-07T04Z", date(2026, 11, 6)),
        ("2026-11-06 end of the term", date(2026, 11, 6)),
    ],
)
def test_a_due_date_with_a_time_is_the_districts_date_at_that_moment(
    session: Session, source: Source, written: str, due: date
) -> None:
    """Midnight in UTC is how programs write a date without a time."""
    rows: list[list[str]] = [line.split(",") for line in source.text("lineItems").splitlines()]
    column = rows[0].index("dueDate")
    old = ",".join(rows[1])
    rows[1][column] = written
    source.change("lineItems", old, ",".join(rows[1]))
    load(session, source)
    assignment = session.exec(select(m.Assignment).where(m.Assignment.source_id == rows[1][0])).one()
    assert assignment.due_on == due


def test_an_event_of_several_days_has_its_last_day_whether_imported_or_posted(session: Session, source: Source) -> None:
    source.add("portalEvents", EVENTS, ("v1", "s1", "", "Winter break", "", "", "2026-12-21", "2026-12-23", "true"))
    load(session, source)
    district = session.exec(select(m.District)).one()
    first, last = date(2026, 12, 21), date(2026, 12, 23)
    posted = post_event(session, title="By the office", starts=first, ends=last, district=district.code)
    [imported] = session.exec(select(m.Event).where(m.Event.title == "Winter break"))
    assert (imported.starts_at, imported.ends_at) == (posted.starts_at, posted.ends_at)
    assert local(imported.ends_at).isoformat() == "2026-12-24T00:00:00-05:00"


@pytest.mark.parametrize(
    ("text", "one_line"),
    [
        ("Zoé\u202eevil", "Zoéevil"),
        ("a\r\nBcc: b", "a Bcc: b"),
        ("x\u2028y\u2066z\u2069", "x yz"),
        ("\x00nul\x1b[31m", "nul[31m"),
        ("👩\u200d👧 नि\u200dत", "👩\u200d👧 नि\u200dत"),
    ],
)
def test_controls_breaks_and_marks_of_direction_are_removed_and_joiners_stay(text: str, one_line: str) -> None:
    """Joiners belong to emoji and to several scripts."""
    assert clean(text, several_lines=False) == one_line


def test_a_text_of_several_lines_keeps_its_lines() -> None:
    assert clean("one\r\ntwo\u202e\u2028three", several_lines=True) == "one\ntwo\nthree"


def test_names_and_titles_are_cleaned_at_the_import_and_the_summary_counts_them(
    session: Session, source: Source
) -> None:
    source.change("users", ",Núñez,Ana,", ",Núñez\u202e,Ana,")
    assert f"{CLEANED}: 1" in load(session, source)
    assert session.exec(select(m.Student).where(m.Student.number == "900001")).one().last_name == "Núñez"


def test_what_is_no_email_address_of_a_teacher_never_becomes_a_link(session: Session, source: Source) -> None:
    source.change("users", "dora@reed.example.org", "javascript:alert(1)")
    assert "email addresses of staff that are none, which were left out: 1" in load(session, source)
    [dora] = session.exec(select(m.Staff).where(m.Staff.last_name == "Tejada"))
    assert dora.email == ""


def test_a_cleaned_text_is_no_change_the_second_time(session: Session, source: Source) -> None:
    source.change("users", ",Núñez,Ana,", ",Núñez\u202e,Ana,")
    load(session, source)
    assert not import_path(session, source.path).changed_anything
