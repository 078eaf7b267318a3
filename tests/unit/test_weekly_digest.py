"""The weekly digest: who gets it when, what it says, and never more than the guardian's rights allow."""

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from itertools import pairwise, product

import pytest
from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.clock import local, now
from portal_app.database import in_session, open_session
from portal_app.delivery.deliverer import deliver_due
from portal_app.domain.access import Right
from portal_app.domain.changes.feed import record_change
from portal_app.domain.mail_queue.planning import queue_for_guardian
from portal_app.domain.notifications import preferences
from portal_app.domain.notifications.digest_email import LINES
from portal_app.domain.notifications.district_settings import SettingName, change_setting, settings_of
from portal_app.domain.notifications.planning import digest_moment, end_of_quiet_hours, plan_digests
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting import post_notice
from portal_app.settings import settings
from tests.conftest import Pin
from tests.running import body_of
from tests.unit.account_builders import an_account
from tests.unit.builders import a_guardian, a_school, a_section, a_student, an_id, give_rights, put_on_roster
from tests.unit.record_builders import (
    a_code,
    a_posted_grade,
    a_score,
    absent_all_day,
    an_assignment,
)
from tests.unit.smtp_server import MailServer, running_mail_server

pytestmark = pytest.mark.usefixtures("database_file", "outbox")
SUNDAY, FRIDAY = "2026-10-11T17:00", date(2026, 10, 9)
DIGEST = m.MessageKind.WEEKLY_DIGEST
SAID = {
    Right.GRADES: ("Fractions", "Volcano", "Mathematics 6", "84.5", "missing", "due"),
    Right.ATTENDANCE: ("absent", "Absen", "school days"),
    Right.MESSAGES: ("Picture day",),
}
"""What a digest says of a student's week by each right, and must not say without it."""


@pytest.fixture
def server(pinned: Pin, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """Yield a running mail server that the portal uses, on a Sunday at the hour of the digest."""
    with running_mail_server() as running:
        monkeypatch.setenv("PORTAL_SMTP_URL", running.url)
        settings.cache_clear()
        pinned(SUNDAY)
        yield running


def a_week(session: Session) -> m.Student:
    """Write a student with something to report of each kind, and a guardian who may see everything."""
    babb = a_school(session)
    math = a_section(session, at=babb)
    greg = a_student(session, at=babb, takes=[math], number="604822")
    a_score(session, greg, an_assignment(session, math, at=babb, name="Fractions", due_on=FRIDAY), is_missing=True)
    an_assignment(session, math, at=babb, name="Volcano", due_on=FRIDAY + timedelta(days=5))
    grade = a_posted_grade(session, greg, math, at=babb)
    record_change(session, m.Subject.GRADE, student_id=greg.id, item_id=grade.id)
    a_code(session, at=babb, code="AU")
    absent_all_day(session, greg, at=babb, on=FRIDAY)
    post_notice(session, title="Picture day", body="Thursday.")
    a_guardian(session, of=greg)
    return greg


def send() -> int:
    """Do what a deliverer does at this moment; return how many messages were sent."""
    in_session(plan_digests)
    return deliver_due().sent


def both(message: EmailMessage) -> str:
    """Return the text and the HTML of an email."""
    return body_of(message) + body_of(message, "html")


def test_a_digest_says_what_is_missing_absent_graded_due_and_new(server: MailServer) -> None:
    in_session(a_week)
    assert send() == 1
    [message] = server.messages
    text = body_of(message).replace("\r\n", "\n")
    for expected in [
        "Greg\n----",
        "1 assignment is missing. 1 assignment is due next week. Absent on 1 day this week. 1 grade was posted.",
        "- Mathematics 6: Fractions, due Fri, Oct 9 (20 points)",
        "Absences this week (1 of ",
        "- Fri, Oct 9: absent all day",
        "- Mathematics 6: 9 Weeks, Term 1: B (84.5 %)",
        "- Mathematics 6: Volcano, due Wed, Oct 14 (20 points)",
        "Picture day",
    ]:
        assert expected in text
    assert [text.index(word) for word in ("Fractions", "absent all day", "84.5", "Volcano", "Picture")] == sorted(
        text.index(word) for word in ("Fractions", "absent all day", "84.5", "Volcano", "Picture")
    )
    assert "Greg" not in message["Subject"]


def test_a_digest_can_be_ended_with_one_click(server: MailServer) -> None:
    in_session(a_week)
    send()
    [message] = server.messages
    address = message["List-Unsubscribe"].strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<weekly-digest.localhost>"
    assert address in body_of(message)
    token = address.rpartition("/")[2]
    in_session(preferences.unsubscribe, token)
    in_session(queue_everything_again)
    assert deliver_due().suppressed == 1


def queue_everything_again(session: Session) -> None:
    for row in session.exec(select(m.OutboundMessage)):
        row.status, row.not_before, row.finished_at = m.MessageStatus.QUEUED, now(), None


@pytest.mark.parametrize("withheld", [*SAID, None])
def test_a_digest_says_nothing_for_which_the_guardian_lacks_the_right(
    server: MailServer, withheld: Right | None
) -> None:
    """Also when the right is withdrawn after the digest was queued."""
    in_session(a_week)
    in_session(plan_digests)

    def withdraw(session: Session) -> None:
        for guardianship in session.exec(select(m.Guardianship)):
            if withheld is not None:
                setattr(guardianship, withheld, False)

    in_session(withdraw)
    assert deliver_due().sent == 1
    found = both(server.messages[0])
    for right, words in SAID.items():
        for word in words:
            assert (word in found) is (right is not withheld), word


@pytest.mark.parametrize("how", ["no access", "no rights", "eighteen", "left", "summer"])
def test_without_anything_to_see_there_is_no_digest(server: MailServer, pinned: Pin, how: str) -> None:
    greg = in_session(a_week)
    in_session(plan_digests)

    def change(session: Session) -> None:
        student = session.get_one(m.Student, greg.id)
        for notice in session.exec(select(m.Notice)):
            session.delete(notice)
        for guardianship in session.exec(select(m.Guardianship)):
            guardianship.portal_access = how != "no access"
            for right in Right if how == "no rights" else ():
                setattr(guardianship, right, False)
        if how == "eighteen":
            student.birth_date = date(2008, 10, 11)
        for enrollment in session.exec(select(m.Enrollment)):
            enrollment.ends_on = FRIDAY if how == "left" else None

    in_session(change)
    if how == "summer":
        pinned("2027-07-04T17:00")
    tally = deliver_due()
    assert (tally.sent, tally.suppressed) == (0, 1)


def test_two_guardians_with_one_address_get_two_digests_each_with_the_own_students_only(server: MailServer) -> None:
    def write(session: Session) -> None:
        a_week(session)
        school = session.exec(select(m.School)).one()
        math = session.exec(select(m.Section)).one()
        marcia = a_student(session, first_name="Marcia", last_name="Hall")
        enrollment = session.exec(select(m.Enrollment)).first()
        assert enrollment
        session.add(
            m.Enrollment(
                student_id=an_id(marcia),
                school_id=an_id(school),
                school_year_id=enrollment.school_year_id,
                grade_level="06",
                starts_on=enrollment.starts_on,
            )
        )
        put_on_roster(session, marcia, math)
        a_guardian(session, of=marcia, first_name="Tom", last_name="Hall")

    in_session(write)
    assert send() == 2
    first, second = (both(message) for message in server.messages)
    assert {message["To"] for message in server.messages} == {"minnie@example.org"}
    assert ("Greg" in first, "Marcia" in first) == (True, False)
    assert ("Greg" in second, "Marcia" in second) == (False, True)


def test_without_an_account_no_link_leads_to_a_student(server: MailServer) -> None:
    in_session(a_week)
    send()
    found = both(server.messages[0])
    assert "student=" not in found
    assert "/request-key/" in found


def test_with_an_account_each_line_leads_to_its_item_in_the_language_of_the_account(server: MailServer) -> None:
    def write(session: Session) -> None:
        a_week(session)
        an_account(session, guardian=session.exec(select(m.Guardian)).one()).locale = "es"

    in_session(write)
    send()
    message = server.messages[-1]
    assert "&amp;assignment=" in body_of(message, "html")
    assert 'lang="es"' in body_of(message, "html")
    assert "is missing" not in both(message)


def test_numbers_and_a_link_are_all_that_a_district_may_want(server: MailServer) -> None:
    def write(session: Session) -> None:
        a_week(session)
        change_setting(session, an_id(session.exec(select(m.District)).one()), SettingName.CONTENT, "counts")

    in_session(write)
    send()
    found = both(server.messages[0])
    assert "1 assignment is missing." in found
    for word in ("Greg", "Fractions", "Volcano", "84.5", "Picture", "Mathematics"):
        assert word not in found


def test_more_than_25_lines_about_a_student_are_counted(server: MailServer) -> None:
    def write(session: Session) -> None:
        a_week(session)
        math = session.exec(select(m.Section)).one()
        terms = session.exec(select(m.Term).order_by(col(m.Term.sequence))).all()
        category = session.exec(select(m.Category)).first()
        assert category
        for n in range(30):
            session.add(
                m.Assignment(
                    section_id=an_id(math),
                    category_id=an_id(category),
                    term_id=an_id(terms[0]),
                    name=f"Exercise {n}",
                    due_on=FRIDAY + timedelta(days=6),
                )
            )

    in_session(write)
    send()
    lines = [line for line in body_of(server.messages[0]).splitlines() if line.startswith("- Mathematics")]
    assert len(lines) == LINES - 1  # and one absence
    assert "and 9 more" in body_of(server.messages[0])


def test_each_guardian_gets_exactly_one_digest_a_week_and_none_without_news(server: MailServer, pinned: Pin) -> None:
    """Four weeks, six times a day, over the end of summer time, with two deliverers' worth of planning."""

    def write(session: Session) -> None:
        greg = a_week(session)
        a_guardian(session, of=greg, first_name="Otto", email="")
        a_guardian(session, of=greg, first_name="Ida", email="ida@example.org", rights=())
        a_guardian(session, first_name="Ole", email="ole@example.org")
        other = a_guardian(session, first_name="Una", email="una@example.org")
        give_rights(session, other, greg)
        preferences.set_preference(session, an_id(other), DIGEST, is_on=False)

    pinned("2026-10-06T00:00")
    in_session(write)
    days = []
    for day, hour in product(range(28), (6, 12, 16, 17, 18, 22)):
        pinned(f"{date(2026, 10, 6) + timedelta(days=day)}T{hour:02}:00")
        before = len(server.messages)
        send()
        send()
        days += [f"{local(now()):%A %H}"] * (len(server.messages) - before)
    to_minnie = [message for message in server.messages if message["To"] == "minnie@example.org"]
    assert len(to_minnie) == 4
    assert len(server.messages) == 4
    assert days == ["Sunday 17"] * 4


@pytest.mark.parametrize("around", ["2026-11-01", "2027-03-14"])
def test_the_digest_comes_at_the_same_hour_of_the_wall_clock_in_summer_and_winter(
    database_file: object, pinned: Pin, around: str
) -> None:
    in_session(a_school)
    with open_session() as session:
        wanted = settings_of(session, 1)
    pinned(f"{around}T12:00")
    moments = [digest_moment(wanted, now() + timedelta(days=7 * n)) for n in range(-2, 4)]
    assert {f"{local(moment):%A %H:%M}" for moment in moments} == {"Sunday 17:00"}
    assert all(second - first > timedelta(days=6) for first, second in pairwise(moments))


def test_a_digest_that_is_late_waits_for_the_morning(server: MailServer, pinned: Pin) -> None:
    in_session(a_week)
    pinned("2026-10-11T22:30")
    assert send() == 0
    pinned("2026-10-12T06:29")
    assert send() == 0
    pinned("2026-10-12T06:30")
    assert send() == 1


def test_a_digest_that_nobody_planned_for_a_day_is_left_out(server: MailServer, pinned: Pin) -> None:
    in_session(a_week)
    pinned("2026-10-12T17:00")
    assert send() == 0


def test_messages_that_somebody_waits_for_go_out_before_digests(server: MailServer) -> None:
    def write(session: Session) -> None:
        a_week(session)
        plan_digests(session)

    in_session(write)
    in_session(lambda session: an_account(session, guardian=session.exec(select(m.Guardian)).one()))
    in_session(queue_for_guardian, m.MessageKind.MFA_ENABLED, 1)
    deliver_due()
    assert [message["List-Id"].split(".")[0] for message in server.messages] == ["<mfa-enabled", "<weekly-digest"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SettingName.DIGEST, "maybe"),
        (SettingName.DIGEST_DAY, "someday"),
        (SettingName.DIGEST_HOUR, "24"),
        (SettingName.DIGEST_HOUR, "-1"),
        (SettingName.DIGEST_HOUR, "noon"),
        (SettingName.CONTENT, ""),
        (SettingName.QUIET_FROM, "25:00"),
    ],
)
def test_a_setting_without_sense_is_refused(session: Session, name: SettingName, value: str) -> None:
    district = an_id(a_school(session).district)
    with pytest.raises(Refused, match="must be"):
        change_setting(session, district, name, value)


def test_settings_change_day_hour_and_quiet_hours(session: Session, pinned: Pin) -> None:
    district = an_id(a_school(session).district)
    for name, value in [
        ("digest-day", "Friday"),
        ("digest-hour", "8"),
        ("quiet-from", "1:00"),
        ("quiet-until", "05:00"),
    ]:
        change_setting(session, district, SettingName(name), value.zfill(5) if ":" in value else value)
    wanted = settings_of(session, district)
    pinned("2026-10-09T08:00")
    assert local(digest_moment(wanted, now())).isoformat() == "2026-10-09T08:00:00-04:00"
    pinned("2026-10-09T07:59")
    assert local(digest_moment(wanted, now())).isoformat() == "2026-10-02T08:00:00-04:00"
    pinned("2026-10-09T02:00")
    ends = end_of_quiet_hours(wanted, now())
    assert ends is not None
    assert local(ends).isoformat() == "2026-10-09T05:00:00-04:00"
    pinned("2026-10-09T05:00")
    assert end_of_quiet_hours(wanted, now()) is None
