"""How many notices are unread: those that are up for the guardian and not opened, in the navigation of every page."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now, today
from portal_app.domain.access import NotFound, Right, Viewer
from portal_app.domain.changes.feed import student_subscription
from portal_app.domain.family.family import family_of
from portal_app.domain.family.notices import notice_board, open_notice, unread_notices
from tests.unit.builders import (
    a_following_year,
    a_guardian,
    a_school,
    a_student,
    a_viewer,
    add,
    an_id,
    enroll,
    give_rights,
)


@pytest.fixture
def viewer(session, babb):
    return a_viewer(session, a_guardian(session, of=a_student(session, at=babb)))


def a_notice(session: Session, babb, *, school: bool = True, starts: int = -1, ends: int | None = None) -> m.Notice:
    """Write a notice that is up from so many days from now, until so many days from now."""
    return add(
        session,
        m.Notice(
            district_id=babb.district.id,
            school_id=babb.id if school else None,
            title="Yearbook pictures",
            publish_from=now() + timedelta(days=starts),
            publish_until=None if ends is None else now() + timedelta(days=ends),
        ),
    )


def unread(session: Session, viewer: Viewer) -> int:
    return unread_notices(session, viewer, family_of(session, viewer))


def test_notices_of_the_district_and_of_the_childs_school_count_until_they_are_opened(session, babb, viewer):
    of_school, of_district = a_notice(session, babb), a_notice(session, babb, school=False)
    assert unread(session, viewer) == 2

    open_notice(session, viewer, an_id(of_school))
    assert unread(session, viewer) == 1
    open_notice(session, viewer, an_id(of_district))
    assert unread(session, viewer) == 0


def test_what_counts_is_what_the_board_shows_as_new(session, babb, viewer):
    a_notice(session, babb, starts=1)
    a_notice(session, babb, starts=-9, ends=-1)
    a_notice(session, a_school(session, name="Other School"))
    a_notice(session, babb)

    board = notice_board(session, viewer)
    assert unread(session, viewer) == board.new_school + board.new_district == 1


def test_a_school_that_the_child_has_left_has_nothing_more_to_say(session, babb):
    """On the last day it has; and the next school speaks before the first day."""
    greg = a_student(session, district=babb.district)
    other = a_school(session, name="Other School")
    left = enroll(session, greg, at=babb, ends_on=today())
    enroll(session, greg, at=other, starts_on=today() + timedelta(days=7))
    viewer = a_viewer(session, a_guardian(session, of=greg))
    for school in (babb, other):
        a_notice(session, school)
    assert unread(session, viewer) == 2

    left.ends_on = today() - timedelta(days=1)
    session.flush()
    assert unread(session, viewer) == notice_board(session, viewer).new_school == 1


def test_in_summer_the_school_of_the_finished_year_has_its_notices_until_the_next_year_begins(
    session, babb, viewer, pinned
):
    """As it has its events in the calendar: an enrollment without a last day ends with the year. Open pages follow."""
    a_following_year(session, at=babb)
    a_notice(session, babb, starts=-1)
    student = session.get_one(m.Student, 1)
    for day, is_shown in (
        (date(2027, 5, 28), True),
        (date(2027, 7, 5), True),
        (date(2027, 8, 2), True),
        (date(2027, 8, 3), False),
    ):
        pinned(f"{day}")
        assert unread(session, viewer) == is_shown, day
        assert (babb.id in student_subscription(session, student).schools) == is_shown, day


def test_a_school_that_the_child_will_not_come_to_after_all_has_nothing_to_say(session, babb):
    """Its enrollment was ended before its first day."""
    greg = a_student(session, district=babb.district)
    first = today() + timedelta(days=14)
    coming = enroll(session, greg, at=babb, starts_on=first)
    viewer = a_viewer(session, a_guardian(session, of=greg))
    a_notice(session, babb)
    assert unread(session, viewer) == 1

    coming.ends_on = first - timedelta(days=1)
    session.flush()
    assert unread(session, viewer) == 0


def test_one_guardians_reading_does_not_read_for_the_other(session, babb, viewer):
    notice = a_notice(session, babb)
    greg = session.get_one(m.Student, 1)
    walter = a_guardian(session, first_name="Walter")
    give_rights(session, walter, greg)
    open_notice(session, viewer, an_id(notice))

    assert unread(session, a_viewer(session, walter)) == 1


def test_without_the_right_to_messages_the_schools_notices_do_not_count_and_can_not_be_opened(session, babb):
    rights = [right for right in Right if right != Right.MESSAGES]
    viewer = a_viewer(session, a_guardian(session, of=a_student(session, at=babb), rights=rights))
    notice = a_notice(session, babb)

    assert unread(session, viewer) == 0
    with pytest.raises(NotFound):
        open_notice(session, viewer, an_id(notice))
