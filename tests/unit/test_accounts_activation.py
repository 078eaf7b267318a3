"""Activation keys: their format, when they work, that failures change nothing; and key requests."""

from datetime import date

import pytest

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.accounts import activation, sessions
from portal_app.domain.accounts.activation_keys import check_key, issue_key
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.accounts.key_requests import request_key
from portal_app.domain.staff import accounts as staff_accounts
from portal_app.infrastructure import throttle
from tests.running import body_of
from tests.unit.account_builders import GOOD, a_family, a_key, an_account, later, refusal, rows, sign_in
from tests.unit.builders import a_guardian, an_id, give_rights

pytestmark = pytest.mark.usefixtures("outbox")


def test_a_key_looks_like_a_guid_in_braces_and_only_its_hash_is_kept(session):
    key = a_key(session, a_family(session))

    assert [len(group) for group in key.strip("{}").split("-")] == [8, 4, 4, 4, 12]
    [row] = rows(session, m.ActivationKey)
    assert key.strip("{}") not in row.model_dump_json()
    assert key.strip("{}").replace("-", "") not in row.model_dump_json()


@pytest.mark.parametrize(
    "typed",
    [str, str.upper, lambda k: k.strip("{}"), lambda k: k.replace("-", " "), lambda k: f"  {k.replace('-', '–')}\n"],
)
def test_a_key_is_read_with_or_without_braces_hyphens_and_spaces_in_any_case(session, typed):
    guardian = a_family(session)

    assert check_key(session, typed(a_key(session, guardian))).guardian_id == guardian.id


@pytest.mark.parametrize("typed", ["", "{}", "not a key", "0" * 31, "0" * 33, "g" * 32, "0" * 32, "٠" * 32])
def test_what_is_no_key_of_the_school_is_unknown(session, typed):
    a_key(session, a_family(session))

    assert refusal(check_key, session, typed) is Problem.KEY_UNKNOWN


def test_a_key_works_for_thirty_days(session, pinned):
    key = a_key(session, a_family(session))
    later(pinned, days=29, hours=23)
    assert refusal(check_key, session, key) is None

    later(pinned, hours=1)

    assert refusal(check_key, session, key) is Problem.KEY_EXPIRED


def test_a_new_key_ends_the_older_one_of_the_same_guardian_only(session):
    guardian, other = a_family(session), a_guardian(session)
    old, others = a_key(session, guardian), a_key(session, other)

    new = a_key(session, guardian)

    assert refusal(check_key, session, old) is Problem.KEY_EXPIRED
    assert refusal(check_key, session, new) is None
    assert refusal(check_key, session, others) is None


@pytest.mark.parametrize("newer", m.KeyChannel)
@pytest.mark.parametrize("older", m.KeyChannel)
def test_a_new_key_ends_the_older_one_of_its_own_channel_only(session, older, newer):
    guardian = a_family(session)
    key = a_key(session, guardian, older)

    a_key(session, guardian, newer)

    assert refusal(check_key, session, key) is (Problem.KEY_EXPIRED if older is newer else None)


def test_a_key_request_leaves_the_keys_of_letter_and_office_to_both_parents_of_one_name(session, outbox):
    """Either parent, or a stranger who knows the student, may ask: nobody's paper becomes worthless by it."""
    minnie = a_family(session)
    otto = a_guardian(session, email="otto@example.org")
    give_rights(session, otto, rows(session, m.Student)[0])
    channels = (m.KeyChannel.LETTER, m.KeyChannel.OFFICE)
    keys = [a_key(session, parent, channel) for parent in (minnie, otto) for channel in channels]

    _ask(session)

    assert len(outbox.messages()) == 2
    assert [refusal(check_key, session, key) for key in keys] == [None] * 4


def test_using_one_key_ends_all_keys_of_that_guardian_and_nobody_elses(session, pinned):
    guardian, other = a_family(session), a_guardian(session)
    letter, office, email = (a_key(session, guardian, channel) for channel in m.KeyChannel)
    others = a_key(session, other)

    account = activation.activate(session, email, "Minnie1", GOOD)
    assert [refusal(check_key, session, key) for key in (letter, office, others)] == [Problem.KEY_USED] * 2 + [None]

    later(pinned, minutes=1)
    letter, office, _ = (a_key(session, guardian, channel) for channel in m.KeyChannel)
    assert activation.activate(session, office, "", "harbour kites eleven 52") == account
    assert refusal(check_key, session, letter) is Problem.KEY_USED


def test_a_key_makes_one_account_and_is_used_up(session):
    guardian = a_family(session)
    key = a_key(session, guardian)

    activation.activate(session, key, " Minnie1 ", GOOD)

    [account] = rows(session, m.Account)
    assert (account.guardian_id, account.user_name, account.user_name_key) == (guardian.id, "Minnie1", "minnie1")
    assert refusal(activation.activate, session, key, "Minnie2", GOOD) is Problem.KEY_USED
    assert sign_in(session).problem is None


def test_a_guardian_with_an_account_can_not_make_a_second_one_with_a_further_key(session):
    account = an_account(session)

    assert (
        refusal(check_key, session, issue_key(session, account.guardian_id, m.KeyChannel.OFFICE).text)
        is Problem.KEY_USED
    )


def test_a_key_issued_after_the_account_was_made_gives_it_a_new_password_and_ends_its_sessions(session, pinned):
    account = an_account(session)
    token = sign_in(session).token
    later(pinned, minutes=1)
    key = a_key(session, session.get_one(m.Guardian, account.guardian_id))

    assert check_key(session, key).user_name == "Minnie1"
    assert activation.activate(session, key, "Another1", "harbour kites eleven 52") == account.id

    assert [row.user_name for row in rows(session, m.Account)] == ["Minnie1"]
    assert sessions.resolve(session, token) is None
    assert sign_in(session).problem is Problem.WRONG_SIGN_IN
    assert sign_in(session, password="harbour kites eleven 52").token
    assert refusal(check_key, session, key) is Problem.KEY_USED


def test_a_new_password_by_key_ends_calendar_addresses_that_were_made_since_the_key(session, pinned):
    account = an_account(session)
    later(pinned, minutes=1)
    key = staff_accounts.reset_password(session, "Minnie1")
    session.add(m.CalendarSubscription(guardian_id=account.guardian_id, secret_hash="0" * 64, created_at=now()))

    activation.activate(session, key.text, "", "harbour kites eleven 52")

    assert [row.revoked_at for row in rows(session, m.CalendarSubscription)] == [now()]


def test_an_account_that_was_disabled_since_stays_so_and_its_key_as_good_as_before(session, pinned):
    account = an_account(session)
    later(pinned, minutes=1)
    key = a_key(session, session.get_one(m.Guardian, account.guardian_id))
    staff_accounts.disable_account(session, "Minnie1")
    session.commit()

    assert refusal(activation.activate, session, key, "", "harbour kites eleven 52") is Problem.DISABLED
    session.rollback()
    assert refusal(check_key, session, key) is None


@pytest.mark.parametrize(
    ("user_name", "password", "problem"),
    [
        ("12345", GOOD, Problem.NAME_DIGITS),
        ("a b", GOOD, Problem.NAME_INVALID),
        ("OTTO", GOOD, Problem.NAME_TAKEN),
        ("Minnie1", "short", Problem.SHORT),
        ("Minnie1", "GregClayton", Problem.PERSONAL),
        ("quillwright", "quillwright", Problem.PERSONAL),
    ],
)
def test_a_refused_activation_leaves_no_account_and_the_key_as_good_as_before(session, user_name, password, problem):
    an_account(session, user_name="Otto", guardian=a_guardian(session))
    guardian = a_family(session)
    key = a_key(session, guardian)

    assert refusal(activation.activate, session, key, user_name, password) is problem

    assert [account.user_name for account in rows(session, m.Account)] == ["Otto"]
    assert check_key(session, key).guardian_id == guardian.id


def _ask(session, number="604822", born=date(2014, 3, 9), last_name="Clayton") -> None:
    request_key(session, student_number=number, birth_date=born, last_name=last_name)
    session.commit()


@pytest.mark.parametrize("last_name", ["Clayton", "clayton", "  CLAYTON "])
def test_who_knows_the_student_gets_a_key_at_the_address_on_file(session, outbox, last_name):
    guardian = a_family(session)

    _ask(session, number=" 604822 ", last_name=last_name)

    [letter] = outbox.messages()
    assert letter["To"] == "minnie@example.org"
    key = next(line for line in body_of(letter).splitlines() if line.startswith("{"))
    assert check_key(session, key).guardian_id == guardian.id


def test_a_name_may_be_typed_without_its_accents(session, outbox):
    a_family(session, last_name="Núñez-O’Brien")

    _ask(session, last_name="nunez obrien")

    assert len(outbox.messages()) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"number": "604823"}, {"born": date(2014, 3, 10)}, {"born": None}, {"last_name": "Claytone"}, {"last_name": ""}],
)
def test_one_wrong_detail_and_nothing_is_sent(session, outbox, wrong):
    a_family(session)

    _ask(session, **wrong)

    assert outbox.messages() == []
    assert rows(session, m.ActivationKey) == []


def test_a_guardian_without_a_portal_right_or_an_address_gets_no_key(session, outbox):
    a_family(session, portal_access=False)
    student = rows(session, m.Student)[0]
    give_rights(session, a_guardian(session, email=""), student)

    _ask(session)

    assert outbox.messages() == []
    assert rows(session, m.ActivationKey) == []


def test_both_parents_of_one_name_get_their_own_key(session, outbox):
    a_family(session)
    give_rights(session, a_guardian(session, email="otto@example.org"), rows(session, m.Student)[0])

    _ask(session)

    assert {letter["To"] for letter in outbox.messages()} == {"minnie@example.org", "otto@example.org"}
    assert len(rows(session, m.ActivationKey)) == 2


def test_who_has_an_account_is_reminded_of_it_and_gets_no_key(session, outbox):
    an_account(session)
    keys = len(rows(session, m.ActivationKey))

    _ask(session)

    [letter] = outbox.messages()
    assert "Minnie1" in body_of(letter)
    assert len(rows(session, m.ActivationKey)) == keys


def test_nobody_can_flood_a_guardian_with_emails_or_end_the_last_key_that_was_sent(session, outbox):
    guardian = a_family(session)
    for _ in range(5):
        _ask(session)

    assert len(outbox.messages()) == 3
    assert len([key for key in rows(session, m.ActivationKey) if key.guardian_id == an_id(guardian)]) == 3


def test_one_ipv6_home_is_one_network():
    assert throttle.network("2001:db8:1:2:3:4:5:6") == throttle.network("2001:db8:1:2::1")
    assert throttle.network("2001:db8:1:2::1") != throttle.network("2001:db8:1:3::1")
    assert throttle.network("::ffff:203.0.113.7") == throttle.network("203.0.113.7") == "203.0.113.7"
