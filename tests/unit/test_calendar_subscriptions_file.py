"""The iCalendar document: times across both changes of the clocks, whole days, and text that could break it."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from portal_app.domain.calendar import CalendarItem, Layer
from portal_app.domain.calendar.icalendar import calendar_file, time_zone
from portal_app.settings import settings
from tests.conftest import Pin

MADE = datetime(2026, 10, 5, 14, tzinfo=UTC)


def an_item(**values: object) -> CalendarItem:
    """Return a timed event of student 1."""
    event = {
        "key": "event-1",
        "layer": Layer.EVENT,
        "title": "Concert",
        "starts_on": "2026-10-06",
        "ends_on": "2026-10-06",
        "student_ids": (1,),
    }
    return CalendarItem(**(event | values))  # type: ignore[arg-type]


def between(starts: datetime, ends: datetime) -> CalendarItem:
    """Return an event from one aware moment to another."""
    return an_item(starts_at=starts.isoformat(), ends_at=ends.isoformat())


def document(*items: CalendarItem, names: dict[int, str] | None = None) -> bytes:
    """Return the document of these items."""
    return calendar_file(items, names=names or {1: "Greg"}, language="en", stamp=MADE, years=(2026, 2027))


def events(body: bytes) -> list[Any]:
    """Return the events of a document, as another program reads it; the library's property types are too wide."""
    return list(Calendar.from_ical(body).walk("VEVENT"))


def only_event(body: bytes) -> Any:
    """Return the one event of a document, as another program reads it."""
    (event,) = events(body)
    return event


# 8 March 2026: 2:00 becomes 3:00. 1 November 2026: 2:00 becomes 1:00. New York.
NIGHTS = [(date(2026, 3, 7), 72), (date(2026, 10, 31), 72), (date(2027, 3, 13), 72), (date(2027, 11, 6), 72)]


@pytest.mark.parametrize(("first", "hours"), NIGHTS)
def test_the_zones_rules_are_right_at_every_half_hour_around_both_changes(pinned: Pin, first: date, hours: int) -> None:
    """Read by a program that knows only the document: the wall clock's times mean the same moments."""
    body = document()
    rules = tzical(StringIO(body.decode().replace("\r\n", "\n"))).get()
    new_york = ZoneInfo("America/New_York")
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    for n in range(hours * 2):
        moment = start + timedelta(minutes=30 * n)
        wall = moment.astimezone(new_york)
        if not wall.fold and wall.astimezone(UTC).astimezone(new_york) == wall:
            assert wall.replace(tzinfo=rules).astimezone(UTC) == moment


@pytest.mark.parametrize(("first", "hours"), NIGHTS)
def test_an_event_at_any_half_hour_around_both_changes_keeps_its_moments(pinned: Pin, first: date, hours: int) -> None:
    """In the hour that comes twice, too."""
    new_york, start = ZoneInfo("America/New_York"), datetime(first.year, first.month, first.day, tzinfo=UTC)
    moments = [start + timedelta(minutes=30 * n) for n in range(hours * 2 + 1)]
    body = document(*(between(a.astimezone(new_york), b.astimezone(new_york)) for a, b in pairwise(moments)))
    read = events(body)
    assert [(e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC)) for e in read] == list(pairwise(moments))


def test_a_time_that_comes_twice_is_written_as_utc_the_second_time(pinned: Pin) -> None:
    """A time with a zone means its first coming (RFC 5545, 3.3.5)."""
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    lines = document(between(first, first + timedelta(hours=1))).decode().split("\r\n")
    assert "DTSTART;TZID=America/New_York:20261101T013000" in lines
    assert "DTEND:20261101T063000Z" in lines


ZONES = ["America/New_York", "America/Phoenix", "Europe/London", "Australia/Adelaide", "America/St_Johns"]
"""With summer time and without, south of the equator, off by half an hour."""


def rules_of(monkeypatch: pytest.MonkeyPatch, name: str) -> Timezone:
    """Return the rules that stand in the document of a district in this zone."""
    monkeypatch.setenv("PORTAL_TIME_ZONE", name)
    settings.cache_clear()
    return time_zone(2026, 2027)


@pytest.mark.parametrize("name", ZONES)
def test_the_rules_fit_every_kind_of_zone(pinned: Pin, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each noon of two years has the offset that it should."""
    calendar = Calendar()
    calendar.add_component(rules_of(monkeypatch, name))
    rules = tzical(StringIO(calendar.to_ical().decode().replace("\r\n", "\n"))).get()
    for n in range(1, 700):
        wall = datetime(2026, 1, 1, 12) + timedelta(days=n)
        assert wall.replace(tzinfo=rules).utcoffset() == wall.replace(tzinfo=ZoneInfo(name)).utcoffset()


@pytest.mark.parametrize("name", ZONES)
def test_each_rule_begins_at_the_very_second_at_which_the_clocks_change(
    pinned: Pin, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """RFC 5545, 3.6.5: its beginning is written in the clock that it ends."""
    parts: list[Any] = rules_of(monkeypatch, name).subcomponents
    for part in parts:
        before, after = part.TZOFFSETFROM, part.TZOFFSETTO
        later = [moment.dt for moment in part["RDATE"].dts] if "RDATE" in part else []
        for wall in (part.DTSTART, *later) if before != after else ():
            moment = (wall - before).replace(tzinfo=UTC)
            around = (moment - timedelta(seconds=1), moment)
            assert [m.astimezone(ZoneInfo(name)).utcoffset() for m in around] == [before, after]


def test_whole_days_are_dates_and_end_on_the_day_after_the_last(pinned: Pin) -> None:
    """No zone moves them to the evening before."""
    body = document(an_item(layer=Layer.NO_SCHOOL, title="Fall break", starts_on="2026-10-08", ends_on="2026-10-13"))
    lines = body.decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20261008" in lines
    assert "DTEND;VALUE=DATE:20261014" in lines
    assert "TRANSP:TRANSPARENT" in lines


def test_an_event_without_a_length_has_no_end(pinned: Pin) -> None:
    """RFC 5545 wants an end after the beginning, or none."""
    moment = datetime(2026, 10, 6, 18, tzinfo=UTC)
    event = only_event(document(between(moment, moment)))
    assert "DTEND" not in event
    assert event["DTSTART"].dt == moment


def test_an_event_that_ends_in_the_hour_that_comes_twice_keeps_its_end(pinned: Pin) -> None:
    """From 1:45 to 1:15 on the clock is half an hour in that night."""
    starts = datetime(2026, 11, 1, 5, 45, tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))
    ends = (starts.astimezone(UTC) + timedelta(minutes=30)).astimezone(ZoneInfo("America/New_York"))
    event = only_event(document(between(starts, ends)))
    assert event["DTEND"].dt - event["DTSTART"].dt.astimezone(UTC) == timedelta(minutes=30)


def test_what_means_something_in_icalendar_is_escaped(pinned: Pin) -> None:
    """Commas, semicolons, backslashes and line breaks come out as they went in."""
    text = "Bring: pens, paper; C:\\temp\nand a smile"
    event = only_event(document(an_item(title=text, detail=text, location=text)))
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (text, text)
    assert str(event["DESCRIPTION"]) == text


@given(st.text())
def test_no_text_can_add_a_line_of_its_own(text: str) -> None:
    """Whatever a school's system may hold: one event comes out, with just its own properties."""
    evil = f"x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:http://example.org\r{text}"
    body = document(an_item(title=evil, detail=evil, location=evil), names={1: text, 2: evil})
    event = only_event(body)
    expected = {"UID", "DTSTAMP", "SUMMARY", "DESCRIPTION", "LOCATION", "CLASS", "DTSTART", "DTEND", "TRANSP"}
    assert set(event) == expected


def test_control_characters_are_left_out(pinned: Pin) -> None:
    """RFC 5545 has no place for them, and some programs refuse the whole calendar."""
    body = document(an_item(title="Con\x00ce\x0brt\x7f"))
    assert str(only_event(body)["SUMMARY"]) == "Concert"


def test_long_lines_with_accents_fold_and_come_back_whole(pinned: Pin) -> None:
    """No line is longer than 75 bytes, and no letter is cut in two."""
    title = "Excursión a la montaña " * 12
    body = document(an_item(title=title.strip()))
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert str(only_event(body)["SUMMARY"]) == title.strip()


def test_the_document_says_what_it_is_and_how_often_to_ask(pinned: Pin) -> None:
    """Name, refresh interval, private, and a UID in the portal's own name."""
    body = document(an_item(), names={1: "Greg", 2: "Marcia"})
    assert rb"X-WR-CALNAME:School: Greg\, Marcia" in body
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in body
    event = only_event(body)
    assert (str(event["UID"]), str(event["CLASS"])) == ("event-1@localhost", "PRIVATE")
    assert str(event["SUMMARY"]) == "Greg: Concert"


def test_an_empty_calendar_is_still_a_calendar(pinned: Pin) -> None:
    """A program that asked for it must not report an error."""
    calendar = Calendar.from_ical(document())
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
