"""A guardian's own account: the devices that are signed in, and ending one."""

import pytest

from portal_app.domain.access import NotFound
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts.own_account import devices_of, end_device, own_account
from portal_app.domain.calendar.subscriptions import create_subscription
from tests.unit.account_builders import an_account, later
from tests.unit.builders import a_guardian, an_id

pytestmark = pytest.mark.usefixtures("outbox")

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def account(session):
    return an_account(session)


def open_browser(session, account, device: str = DESK, address: str = "203.0.113.7"):
    live = sessions.resolve(session, sessions.begin(session, an_id(account), address=address, device=device))
    assert live
    return live.viewer


def test_devices_are_listed_in_words_this_one_first(session, account, pinned):
    phone = open_browser(session, account, PHONE, "198.51.100.24")
    later(pinned, minutes=5)
    open_browser(session, account)

    assert [(d.browser, d.system, d.address, d.is_this) for d in devices_of(session, phone)] == [
        ("Safari", "iPhone", "198.51.100.24", True),
        ("Firefox", "Windows", "203.0.113.7", False),
    ]


def test_a_session_that_has_ended_or_timed_out_is_no_device(session, account, pinned):
    open_browser(session, account)
    ended = open_browser(session, account)
    later(pinned, minutes=61)
    here = open_browser(session, account)
    end_device(session, here, open_browser(session, account).sign_in_id)

    assert [device.id for device in devices_of(session, here)] == [here.sign_in_id]
    assert ended.sign_in_id not in {device.id for device in devices_of(session, here)}


def test_ending_a_device_ends_its_session_only(session, account):
    here, there = open_browser(session, account), open_browser(session, account)
    end_device(session, here, there.sign_in_id)

    assert sessions.still_live(session, [here.sign_in_id, there.sign_in_id]) == {here.sign_in_id}


def test_anothers_device_one_that_ended_and_none_at_all_are_refused_alike(session, account):
    here, ended = open_browser(session, account), open_browser(session, account)
    end_device(session, here, ended.sign_in_id)
    stranger = an_account(session, user_name="Rosa1", guardian=a_guardian(session, first_name="Rosa"))
    hers = open_browser(session, stranger)

    for sign_in_id in (hers.sign_in_id, ended.sign_in_id, 9999):
        with pytest.raises(NotFound):
            end_device(session, here, sign_in_id)
    assert sessions.still_live(session, [hers.sign_in_id]) == {hers.sign_in_id}


def test_the_account_page_shows_the_own_account_and_no_secret(session, account):
    here = open_browser(session, account)
    child = own_account(session, here).calendar_children[0]
    feed = create_subscription(session, here, [child.id])

    shown = own_account(session, here)

    assert (shown.user_name, shown.has_mfa, shown.recovery_codes_left) == ("Minnie1", False, 0)
    assert [(row.id, row.names) for row in shown.subscriptions] == [(feed.id, ("Greg",))]
    assert feed.secret not in repr(shown)
    assert account.password_hash not in repr(shown)
