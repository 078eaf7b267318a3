"""Calendar addresses: who gets one, what it gives at each fetch, and when it is dead."""

from datetime import date, datetime
from hashlib import sha256

import pytest
from icalendar import Calendar
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.clock import now, zone
from portal_app.domain.access import NotFound, Right, Viewer
from portal_app.domain.calendar.subscriptions import (
    create_subscription,
    revoke_subscription,
    subscription_file,
    subscriptions_of,
)
from portal_app.domain.staff.posting import cancel_event, post_event
from tests.conftest import Pin
from tests.unit.builders import (
    SchoolRows,
    a_guardian,
    a_section,
    a_special_day,
    a_student,
    a_viewer,
    an_id,
    give_rights,
)
from tests.unit.record_builders import an_assignment, an_attendance_entry, an_event

MONDAY, FRIDAY = date(2026, 10, 5), date(2026, 10, 9)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    """A student in that class."""
    return a_student(session, at=babb, takes=[math], born=date(2013, 1, 1))


@pytest.fixture
def marcia(session: Session, babb: SchoolRows, math: m.Section) -> m.Student:
    """The younger sister."""
    return a_student(session, at=babb, takes=[math], first_name="Marcia")


@pytest.fixture
def minnie(session: Session, greg: m.Student, marcia: m.Student) -> Viewer:
    """The mother of both."""
    return a_viewer(session, a_guardian(session, of=[greg, marcia]))


def events(session: Session, secret: str) -> dict[str, str]:
    """Return the summaries of what the address gives, by UID."""
    calendar = Calendar.from_ical(subscription_file(session, secret).body)
    return {str(event["UID"]): str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}


def summaries(session: Session, secret: str) -> list[str]:
    """Return the summaries, sorted."""
    return sorted(events(session, secret).values())


def test_an_address_gives_assignments_events_and_days_off_of_the_chosen_children(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """One child's calendar needs no name in front."""
    an_assignment(session, math, at=babb, due_on=FRIDAY)
    post_event(session, title="Concert", starts=datetime(2026, 10, 6, 18), school="Babb Middle")
    a_special_day(session, at=babb, on=date(2026, 10, 7), is_instructional=False, reason="Fall break")
    feed = create_subscription(session, minnie, [an_id(greg)])
    assert summaries(session, feed.secret) == ["Concert", "Due: Fractions (Mathematics 6)", "No school: Fall break"]


def test_with_several_children_each_item_names_the_child(
    session: Session, babb: SchoolRows, greg: m.Student, marcia: m.Student, minnie: Viewer
) -> None:
    """Mixed-up children are what parents complain of."""
    art = a_section(session, at=babb, course="ART", title="Art")
    session.add(m.SectionEnrollment(section_id=an_id(art), student_id=an_id(marcia), starts_on=MONDAY))
    an_assignment(session, art, at=babb, name="Masks", due_on=FRIDAY)
    an_event(session, at=babb, title="Open day", starts_at=now(), ends_at=now())
    feed = create_subscription(session, minnie, [an_id(marcia), an_id(greg)])
    assert summaries(session, feed.secret) == ["Greg, Marcia: Open day", "Marcia: Due: Masks (Art)"]


def test_attendance_is_never_in_a_subscription(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """The document lies on other companies' servers."""
    an_attendance_entry(session, greg, at=babb, on=MONDAY)
    assert summaries(session, create_subscription(session, minnie, [an_id(greg)]).secret) == []


def test_the_calendar_is_in_the_guardians_language(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The account's choice; what the catalog does not know yet stays English."""
    account = session.get_one(m.Account, minnie.account_id)
    account.locale = "es"
    an_assignment(session, math, at=babb, due_on=FRIDAY)
    (summary,) = summaries(session, create_subscription(session, minnie, [an_id(greg)]).secret)
    assert "Fractions" in summary and "Mathematics 6" in summary  # noqa: PT018 - one claim: both names are kept


def test_only_the_hash_of_the_secret_is_kept(session: Session, greg: m.Student, minnie: Viewer) -> None:
    """256 random bits, in no row."""
    first, second = (create_subscription(session, minnie, [an_id(greg)]) for _ in range(2))
    assert first.secret != second.secret
    assert len(first.secret) == 43  # 32 bytes in base64
    kept = session.exec(select(m.CalendarSubscription.secret_hash)).all()
    assert set(kept) == {sha256(feed.secret.encode()).hexdigest() for feed in (first, second)}
    assert first.address == f"http://localhost:3000/calendar/{first.secret}.ics"


def test_a_new_address_for_the_same_children_revokes_the_former(
    session: Session, greg: m.Student, marcia: m.Student, minnie: Viewer
) -> None:
    """Another choice of children is another address."""
    both = create_subscription(session, minnie, [an_id(greg), an_id(marcia)])
    former = create_subscription(session, minnie, [an_id(greg)])
    create_subscription(session, minnie, [an_id(greg)])
    assert subscription_file(session, both.secret)
    with pytest.raises(NotFound):
        subscription_file(session, former.secret)


def test_an_address_is_only_for_children_whose_calendar_one_may_see(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """A stranger among them: no address at all; nobody chosen: none either."""
    stranger = a_student(session, at=babb)
    no_calendar = a_student(session, at=babb)
    guardian = session.get_one(m.Guardian, minnie.guardian_id)
    give_rights(session, guardian, no_calendar, rights=set(Right) - {Right.CALENDAR})
    for chosen in ([an_id(greg), an_id(stranger)], [an_id(greg), an_id(no_calendar)], [9999], []):
        with pytest.raises(NotFound):
            create_subscription(session, minnie, chosen)
    assert session.exec(select(m.CalendarSubscription)).all() == []


@pytest.mark.parametrize("change", [{"calendar": False}, {"portal_access": False}])
def test_a_withdrawn_right_empties_the_subscription_at_the_next_request(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, change: dict[str, bool]
) -> None:
    """The address lives, that child is gone from it."""
    an_assignment(session, math, at=babb, due_on=FRIDAY)
    feed = create_subscription(session, minnie, [an_id(greg)])
    guardianship = session.get_one(m.Guardianship, (minnie.guardian_id, greg.id))
    assert len(summaries(session, feed.secret)) == 1
    for name, value in change.items():
        setattr(guardianship, name, value)
    session.flush()
    assert summaries(session, feed.secret) == []
    assert b"Greg" not in subscription_file(session, feed.secret).body


def test_a_child_who_turns_18_is_no_longer_in_the_subscription(
    session: Session, babb: SchoolRows, math: m.Section, minnie: Viewer, pinned: Pin
) -> None:
    """On the birthday itself."""
    grown = a_student(session, at=babb, takes=[math], born=date(2008, 10, 6))
    give_rights(session, session.get_one(m.Guardian, minnie.guardian_id), grown)
    an_assignment(session, math, at=babb, due_on=FRIDAY)
    feed = create_subscription(session, minnie, [an_id(grown)])
    assert len(summaries(session, feed.secret)) == 1
    pinned("2026-10-06")
    assert summaries(session, feed.secret) == []


def test_a_disabled_account_has_no_subscription_until_the_school_enables_it(
    session: Session, greg: m.Student, minnie: Viewer
) -> None:
    """Whoever may not sign in may not fetch."""
    feed = create_subscription(session, minnie, [an_id(greg)])
    account = session.get_one(m.Account, minnie.account_id)
    account.disabled_at = now()
    session.flush()
    with pytest.raises(NotFound):
        subscription_file(session, feed.secret)
    account.disabled_at = None
    session.flush()
    assert subscription_file(session, feed.secret)


def test_a_revoked_and_an_unknown_secret_get_the_same_response(
    session: Session, greg: m.Student, minnie: Viewer
) -> None:
    """Same exception, same (empty) words; so does what no secret can be."""
    feed = create_subscription(session, minnie, [an_id(greg)])
    revoke_subscription(session, minnie, feed.id)
    for secret in (feed.secret, "A" * 43, "", "é\ud800", "x" * 100_000):
        with pytest.raises(NotFound) as refusal:
            subscription_file(session, secret)
        assert str(refusal.value) == ""


def test_only_the_own_address_can_be_revoked_and_only_once(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """The number comes from the browser."""
    father = a_viewer(session, a_guardian(session, of=greg, first_name="Mickey"))
    feed = create_subscription(session, minnie, [an_id(greg)])
    with pytest.raises(NotFound):
        revoke_subscription(session, father, feed.id)
    assert subscription_file(session, feed.secret)
    revoke_subscription(session, minnie, feed.id)
    with pytest.raises(NotFound):
        revoke_subscription(session, minnie, feed.id)


def test_the_list_of_addresses_names_only_children_who_are_still_seen(
    session: Session, greg: m.Student, marcia: m.Student, minnie: Viewer
) -> None:
    """Newest first; never the secret."""
    create_subscription(session, minnie, [an_id(greg), an_id(marcia)])
    create_subscription(session, minnie, [an_id(marcia)])
    session.get_one(m.Guardianship, (minnie.guardian_id, greg.id)).calendar = False
    session.flush()
    assert [(row.created_on, row.names) for row in subscriptions_of(session, minnie)] == [
        ("2026-10-05", ("Marcia",)),
        ("2026-10-05", ("Marcia",)),
    ]


def test_a_uid_stays_while_the_item_changes(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer
) -> None:
    """The program moves its entry instead of doubling it."""
    work = an_assignment(session, math, at=babb, due_on=FRIDAY)
    feed = create_subscription(session, minnie, [an_id(greg)])
    before = events(session, feed.secret)
    work.name, work.due_on = "Decimals", MONDAY
    session.flush()
    after = events(session, feed.secret)
    assert before.keys() == after.keys()
    assert before != after


def test_a_canceled_event_disappears(session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer) -> None:
    """And comes back when it is posted anew."""
    feed = create_subscription(session, minnie, [an_id(greg)])
    for _ in range(2):
        post_event(session, title="Concert", starts=datetime(2026, 10, 6, 18), reference="concert")
        assert summaries(session, feed.secret) == ["Concert"]
        cancel_event(session, reference="concert")
        assert summaries(session, feed.secret) == []


def test_the_tag_changes_with_the_calendar_and_not_with_the_day(
    session: Session, babb: SchoolRows, math: m.Section, greg: m.Student, minnie: Viewer, pinned: Pin
) -> None:
    """An unchanged calendar is the same to the byte tomorrow."""
    work = an_assignment(session, math, at=babb, due_on=FRIDAY)
    feed = create_subscription(session, minnie, [an_id(greg)])
    today = subscription_file(session, feed.secret)
    pinned("2026-10-20T07:00")
    assert subscription_file(session, feed.secret) == today
    work.name = "Decimals"
    session.flush()
    assert subscription_file(session, feed.secret).etag != today.etag


def test_the_window_reaches_weeks_back_and_a_year_ahead(
    session: Session, babb: SchoolRows, greg: m.Student, minnie: Viewer
) -> None:
    """Older things are history, and a feed is no archive."""
    for day in (date(2026, 8, 10), date(2026, 9, 1), date(2027, 11, 1), date(2028, 3, 1)):
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=zone())
        an_event(session, at=babb, title=day.isoformat(), starts_at=moment, ends_at=moment)
    assert summaries(session, create_subscription(session, minnie, [an_id(greg)]).secret) == [
        "2026-09-01",
        "2027-11-01",
    ]
