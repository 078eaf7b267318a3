"""Accounts: the lockout, the same result for everybody who does not know the password, and what ends sessions."""

import pytest
from sqlmodel import select

from portal_app import models as m
from portal_app.domain.access import NotFound, Viewer
from portal_app.domain.accounts import password_change, passwords
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.access_log import log_entries
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.accounts.lockout import MAX_FAILURES
from portal_app.domain.accounts.passwords import is_outdated, verify_password
from portal_app.domain.accounts.sessions import resolve
from portal_app.domain.staff import accounts as staff_accounts
from tests.running import body_of
from tests.unit.account_builders import GOOD, HOME, WRONG, HashCounter, an_account, fail, later, rows, sign_in
from tests.unit.builders import a_guardian

pytestmark = pytest.mark.usefixtures("outbox")


def _viewer(session, outcome) -> Viewer:
    live = resolve(session, outcome.token)
    assert live is not None
    return live.viewer


def test_the_right_password_opens_a_session_of_the_guardian(session):
    account = an_account(session)

    live = resolve(session, sign_in(session).token)

    assert live is not None
    assert (live.viewer.guardian_id, live.viewer.account_id) == (account.guardian_id, account.id)


@pytest.mark.parametrize("typed", ["minnie1", "MINNIE1", " Minnie1 "])
def test_a_user_name_is_known_in_any_case(session, typed):
    an_account(session)

    assert sign_in(session, typed).problem is None


def test_unknown_names_wrong_passwords_and_disabled_accounts_get_the_same_result_for_the_same_work(
    session, monkeypatch
):
    an_account(session)
    disabled = an_account(session, user_name="Otto", guardian=a_guardian(session, email=""))
    staff_accounts.disable_account(session, "Otto")
    counter = HashCounter(monkeypatch)

    answers, work = [], []
    for name in ("nobody", "Minnie1", disabled.user_name):
        before = counter.count
        answers.append(sign_in(session, name, WRONG))
        work.append(counter.count - before)

    assert answers == [accounts.SignInResult(problem=Problem.WRONG_SIGN_IN)] * 3
    assert work == [1, 1, 1]


def test_the_fifth_wrong_password_in_a_row_disables_the_account(session):
    account = an_account(session)
    fail(session, 4)
    session.refresh(account)
    assert account.disabled_at is None

    fail(session, 1)

    session.refresh(account)
    assert account.disabled_at is not None
    assert not sign_in(session).token


def test_a_right_password_makes_the_count_start_again(session):
    account = an_account(session)
    fail(session, 4)
    assert sign_in(session).problem is None
    fail(session, 4)

    session.refresh(account)
    assert account.failed_sign_ins == 4
    assert sign_in(session).problem is None


def test_more_wrong_passwords_after_the_fifth_do_not_count_on(session):
    account = an_account(session)
    fail(session, 7)

    session.refresh(account)
    assert account.failed_sign_ins == MAX_FAILURES


def test_a_right_password_for_a_disabled_account_gets_the_same_answer_as_a_wrong_one(session):
    an_account(session)
    fail(session, 5)

    assert sign_in(session) == sign_in(session, password=WRONG) == accounts.SignInResult(problem=Problem.WRONG_SIGN_IN)


def test_the_fifth_failure_ends_the_sessions_for_good(session):
    an_account(session)
    token = sign_in(session).token
    fail(session, 5)
    assert resolve(session, token) is None

    staff_accounts.enable_account(session, "Minnie1")

    assert resolve(session, token) is None


def test_the_guardian_gets_one_email_that_the_account_is_disabled(session, outbox):
    an_account(session)
    fail(session, 6)
    session.commit()

    [letter] = outbox.messages()
    assert letter["To"] == "minnie@example.org"
    assert "Minnie1" in body_of(letter)


def test_an_email_of_a_rolled_back_attempt_is_never_sent(session, outbox):
    an_account(session)
    session.commit()
    fail(session, 5)
    session.rollback()
    session.commit()

    assert outbox.messages() == []


def test_the_school_enables_a_disabled_account(session):
    an_account(session)
    fail(session, 5)

    staff_accounts.enable_account(session, "MINNIE1")

    fail(session, 4)
    assert sign_in(session).problem is None


def test_disabling_an_account_ends_its_sessions(session):
    an_account(session)
    token = sign_in(session).token

    staff_accounts.disable_account(session, "Minnie1")

    assert resolve(session, token) is None


@pytest.mark.parametrize("change", [staff_accounts.enable_account, staff_accounts.disable_account])
def test_an_unknown_user_name_can_be_neither_enabled_nor_disabled(session, change):
    with pytest.raises(NotFound):
        change(session, "nobody")


def test_a_new_work_factor_reaches_a_password_at_its_next_sign_in(session, monkeypatch):
    account = an_account(session)
    monkeypatch.setattr(passwords, "work_factor", lambda: 5)

    assert sign_in(session).problem is None

    assert not is_outdated(account.password_hash)
    assert verify_password(GOOD, account.password_hash)


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(session, outbox):
    an_account(session)
    here, elsewhere = sign_in(session), sign_in(session)

    assert password_change.change_password(session, _viewer(session, here), GOOD, "seven purple kettles") is None

    assert resolve(session, here.token)
    assert resolve(session, elsewhere.token) is None
    assert sign_in(session, password=GOOD).problem is Problem.WRONG_SIGN_IN
    assert sign_in(session, password="seven purple kettles").problem is None
    session.commit()
    assert [letter["Subject"] for letter in outbox.messages()] == ["Your Parent Portal password was changed"]


def test_a_weak_new_password_changes_nothing(session):
    an_account(session)
    viewer = _viewer(session, sign_in(session))

    assert password_change.change_password(session, viewer, GOOD, "minnieclayton") is Problem.PERSONAL

    assert sign_in(session).problem is None


def test_wrong_old_passwords_count_toward_the_lockout(session):
    account = an_account(session)
    outcome = sign_in(session)
    viewer = _viewer(session, outcome)

    for _ in range(MAX_FAILURES):
        assert password_change.change_password(session, viewer, WRONG, "seven purple kettles") is Problem.OLD_WRONG

    session.refresh(account)
    assert account.disabled_at
    assert resolve(session, outcome.token) is None


def test_the_access_log_shows_ones_own_attempts_newest_first_with_the_device_in_words(session, pinned):
    an_account(session)
    an_account(session, user_name="Otto", guardian=a_guardian(session))
    sign_in(session, "Otto")
    phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    later(pinned, minutes=1)
    accounts.sign_in(session, "Minnie1", WRONG, address="198.51.100.4", device=phone)
    later(pinned, minutes=1)
    viewer = _viewer(session, sign_in(session))

    page = log_entries(session, viewer)

    assert [(e.what, e.is_successful, e.address, e.browser, e.system) for e in page.rows] == [
        ("sign-in", True, HOME["address"], "", ""),
        ("sign-in", False, "198.51.100.4", "Chrome", "Android"),
        ("activation", True, "", "", ""),
    ]
    assert page.rows[0].at == "2026-10-05T10:02:00-04:00"


def test_the_access_log_has_pages_and_any_page_number_is_accepted(session):
    an_account(session)
    viewer = _viewer(session, sign_in(session))
    for _ in range(25):
        accounts.access_log.record_attempt(
            session, viewer.account_id, what="sign-in", succeeded=True, address="a", device="d"
        )

    assert [len(log_entries(session, viewer, page).rows) for page in (1, 2)] == [25, 2]
    assert log_entries(session, viewer, 99).number == 2
    assert log_entries(session, viewer, -1).number == 1


def test_an_attempt_with_an_unknown_name_is_logged_without_the_name(session):
    sign_in(session, "somebody")

    [entry] = rows(session, m.AccessLogEntry)
    assert entry.account_id is None
    assert "somebody" not in entry.model_dump_json()


@pytest.mark.parametrize("address", ["a@example.org\nBcc: b@example.org", "a@example.org, b@example.org", "nobody", ""])
def test_an_email_to_an_invalid_address_is_not_sent(session, outbox, address):
    account = an_account(session)
    rows(session, m.Guardian)[0].email = address
    account.failed_sign_ins = MAX_FAILURES - 1
    fail(session, 1)
    session.commit()

    assert outbox.messages() == []
    assert session.exec(select(m.OutboundMessage.status)).all() == [m.MessageStatus.SUPPRESSED]
