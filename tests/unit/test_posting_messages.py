"""Notices and events as the office posts them: to whom, when, written over, taken back, refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.family.notices import notice_board, open_notice
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting import cancel_event, post_event, post_notice, withdraw_notice
from tests.conftest import Pin
from tests.unit.builders import (
    SchoolRows,
    a_guardian,
    a_school,
    a_section,
    a_student,
    a_viewer,
    an_id,
)


def changes(session: Session) -> list[tuple[str, int | None, int | None, int | None]]:
    """Return the change feed: subject, student, school, district."""
    return [(c.subject, c.student_id, c.school_id, c.district_id) for c in session.exec(select(m.Change))]


def test_a_notice_is_up_at_once_for_the_district_or_for_one_school(session: Session, babb: SchoolRows) -> None:
    """And the feed says for whom."""
    viewer = a_viewer(session, a_guardian(session, of=a_student(session, at=babb)))
    post_notice(session, title="  Welcome ", body="Line one\r\nLine two")
    post_notice(session, title="Book fair", school="Babb Middle")
    board = notice_board(session, viewer)
    assert [(n.title, n.body) for n in board.district] == [("Welcome", "Line one\nLine two")]
    assert [(n.title, n.sender) for n in board.school] == [("Book fair", "Babb Middle")]
    assert changes(session) == [
        ("notice", None, None, babb.district.id),
        ("notice", None, babb.id, None),
    ]


def test_a_school_is_found_by_its_number_too(session: Session, babb: SchoolRows) -> None:
    """As the district's systems call it."""
    babb.school.number = "255901044"
    session.flush()
    assert post_notice(session, title="Book fair", school="255901044").school_id == babb.id


def test_a_notice_with_a_reference_is_written_over(session: Session, babb: SchoolRows, pinned: Pin) -> None:
    """It keeps its day; the same again is no change; who has opened it need not open it again."""
    viewer = a_viewer(session, a_guardian(session, of=a_student(session, at=babb)))
    first = post_notice(session, title="Snow", reference="N-1")
    open_notice(session, viewer, an_id(first))
    pinned("2026-10-06T08:00")
    second = post_notice(session, title="Snow day", reference="N-1")
    post_notice(session, title="Snow day", reference="N-1")
    assert first is second
    assert second.publish_from == datetime(2026, 10, 5, 14, tzinfo=UTC)
    assert len(changes(session)) == 2
    assert [(n.title, n.is_new) for n in notice_board(session, viewer).district] == [("Snow day", False)]


def test_a_notice_that_moves_to_one_school_is_a_change_for_those_who_lose_it_too(
    session: Session, babb: SchoolRows
) -> None:
    """Their open pages drop it."""
    post_notice(session, title="Snow", reference="N-1")
    post_notice(session, title="Snow", reference="N-1", school="Babb Middle")
    assert changes(session)[1:] == [("notice", None, None, babb.district.id), ("notice", None, babb.id, None)]


def test_a_withdrawn_notice_is_gone_with_who_had_opened_it(session: Session, babb: SchoolRows) -> None:
    """For good, and once."""
    viewer = a_viewer(session, a_guardian(session, of=a_student(session, at=babb)))
    open_notice(session, viewer, an_id(post_notice(session, title="Snow", reference="N-1")))
    withdraw_notice(session, reference="N-1")
    assert notice_board(session, viewer).district == ()
    assert len(changes(session)) == 2
    with pytest.raises(Refused, match=r"^No notice has the reference 'N-1'\.$"):
        withdraw_notice(session, reference="N-1")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": "  "}, "The title is empty."),
        ({"title": "x" * 201}, "The title has 201 characters; at most 200 are allowed."),
        ({"body": "x" * 5001}, "The text has 5001 characters; at most 5000 are allowed."),
        ({"school": "Nowhere"}, "There is no school 'Nowhere'; the schools are: Babb Middle."),
        ({"district": "ABCDEF"}, "There is no district ABCDEF."),
        ({"publish_until": timedelta(0)}, "The notice would end before it begins."),
    ],
)
def test_a_notice_that_cant_be_is_refused_and_not_written(
    session: Session, babb: SchoolRows, values: dict[str, Any], reason: str
) -> None:
    """One sentence each."""
    if "publish_until" in values:
        values = {"publish_until": now() + values["publish_until"]}
    with pytest.raises(Refused) as refusal:
        post_notice(session, **({"title": "Snow"} | values))
    assert str(refusal.value) == reason
    assert session.exec(select(m.Notice)).all() == []
    assert changes(session) == []


def test_of_several_districts_one_must_be_named(session: Session, babb: SchoolRows) -> None:
    """In any case of letters."""
    session.add(m.District(code="ABCDEF", name="Other"))
    session.flush()
    with pytest.raises(Refused, match=r"^Say for which district: ABCDEF, JPRQQH\.$"):
        post_notice(session, title="Snow")
    assert post_notice(session, title="Snow", district="jprqqh").district_id == babb.district.id


def test_schools_of_one_name_need_their_district_or_number(session: Session, babb: SchoolRows) -> None:
    """Two Babb Middles."""
    a_school(session)
    with pytest.raises(Refused, match="Several schools are called 'Babb Middle'"):
        post_notice(session, title="Snow", school="Babb Middle")


def test_an_event_with_a_time_is_meant_by_the_districts_clock(session: Session, babb: SchoolRows) -> None:
    """18:00 in summer and in winter; an hour long unless its end is given."""
    summer = post_event(session, title="Concert", starts=datetime(2026, 10, 6, 18))
    winter = post_event(session, title="Concert", starts=datetime(2026, 12, 6, 18), ends=datetime(2026, 12, 6, 20))
    assert (summer.starts_at, summer.ends_at) == (
        datetime(2026, 10, 6, 22, tzinfo=UTC),
        datetime(2026, 10, 6, 23, tzinfo=UTC),
    )
    assert (winter.starts_at, winter.ends_at) == (
        datetime(2026, 12, 6, 23, tzinfo=UTC),
        datetime(2026, 12, 7, 1, tzinfo=UTC),
    )
    assert not summer.is_all_day


def test_an_event_with_dates_is_of_whole_days_through_the_last_one(session: Session, babb: SchoolRows) -> None:
    """The night of the change to winter time is an hour longer."""
    week = post_event(session, title="Spirit week", starts=date(2026, 10, 30), ends=date(2026, 11, 1))
    assert week.is_all_day
    assert (week.starts_at, week.ends_at) == (
        datetime(2026, 10, 30, 4, tzinfo=UTC),
        datetime(2026, 11, 2, 5, tzinfo=UTC),
    )


def test_a_classs_event_is_a_change_for_its_students_alone(session: Session, babb: SchoolRows) -> None:
    """One change for each, none for the school."""
    math = a_section(session, at=babb)
    students = [a_student(session, at=babb, takes=[math]) for _ in range(2)]
    a_student(session, at=babb)
    event = post_event(
        session, title="Trip", starts=datetime(2026, 10, 6, 9), school="Babb Middle", section="MATH-06-1"
    )
    assert (event.school_id, event.section_id) == (babb.id, math.id)
    assert changes(session) == [("event", student.id, None, None) for student in students]


def test_a_class_has_events_from_its_first_term_to_its_last(session: Session, babb: SchoolRows) -> None:
    """Also on the days between its terms; after them the class has ended."""
    a_section(session, at=babb, terms=babb.terms[:1])
    last = babb.terms[0].ends_on

    def trip(on: date) -> m.Event:
        return post_event(session, title="Trip", starts=on, school="Babb Middle", section="MATH-06-1")

    assert trip(last).id
    with pytest.raises(Refused, match="Babb Middle has no class MATH-06-1 on"):
        trip(last + timedelta(days=1))


def test_an_event_with_a_reference_moves_and_is_cancelled(session: Session, babb: SchoolRows) -> None:
    """The same again is no change."""
    for hour in (18, 19, 19):
        post_event(session, title="Concert", starts=datetime(2026, 10, 6, hour), reference="E-1")
    assert session.exec(select(m.Event)).one().starts_at.hour == 23
    assert len(changes(session)) == 2
    cancel_event(session, reference="E-1")
    assert session.exec(select(m.Event)).all() == []
    assert len(changes(session)) == 3
    with pytest.raises(Refused, match=r"^No event has the reference 'E-1'\.$"):
        cancel_event(session, reference="E-1")


def test_events_without_a_reference_are_several(session: Session, babb: SchoolRows) -> None:
    """Two concerts may be alike."""
    for _ in range(2):
        post_event(session, title="Concert", starts=datetime(2026, 10, 6, 18))
    assert len(session.exec(select(m.Event)).all()) == 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": ""}, "The title is empty."),
        ({"location": "x" * 201}, "The place has 201 characters; at most 200 are allowed."),
        ({"description": "x" * 2001}, "The description has 2001 characters; at most 2000 are allowed."),
        ({"ends": datetime(2026, 10, 6, 17)}, "The event would end before it begins."),
        ({"ends": date(2026, 10, 6)}, "Give both ends of an event a time, or neither."),
        ({"starts": date(2026, 10, 6), "ends": date(2026, 10, 5)}, "The event would end before it begins."),
        ({"section": "MATH-06-1"}, "A class needs its school too."),
        ({"school": "Babb Middle", "section": "ART-1"}, "Babb Middle has no class ART-1 on 2026-10-06."),
        ({"school": "Nowhere"}, "There is no school 'Nowhere'; the schools are: Babb Middle."),
    ],
)
def test_an_event_that_cant_be_is_refused_and_not_written(
    session: Session, babb: SchoolRows, values: dict[str, Any], reason: str
) -> None:
    """One sentence each."""
    event: dict[str, Any] = {"title": "Concert", "starts": datetime(2026, 10, 6, 18)} | values
    with pytest.raises(Refused) as refusal:
        post_event(session, **event)
    assert str(refusal.value) == reason
    assert session.exec(select(m.Event)).all() == []
    assert changes(session) == []


def test_control_characters_do_not_get_in(session: Session, babb: SchoolRows) -> None:
    """Tabs and line breaks of a text stay."""
    notice = post_notice(session, title="Sn\x00ow\x1b", body="a\tb\rc\x07")
    assert (notice.title, notice.body) == ("Snow", "a\tb\nc")
