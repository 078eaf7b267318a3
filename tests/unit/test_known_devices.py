"""Known devices: where somebody has signed in before, the limit on the network's failures does not apply."""

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.database import in_session
from portal_app.domain.access import Viewer
from portal_app.domain.accounts import known_devices, own_account
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.accounts.sign_in import SignInResult
from portal_app.domain.staff import accounts as staff_accounts
from portal_app.http import auth
from portal_app.http.client import Client
from portal_app.infrastructure.throttle import Limit, allow, network
from tests.unit.account_builders import GOOD, HOME, WRONG, HashCounter, an_account, later, rows
from tests.unit.builders import a_guardian

pytestmark = pytest.mark.usefixtures("database_file", "outbox")


def try_to_sign_in(user_name: str = "Minnie1", password: str = GOOD, *, device: str = "") -> SignInResult:
    """Return the result of a sign-in from home, with the cookie of a device."""
    return auth._check_password(user_name, password, Client(**HOME, session_token="", device_token=device))


@pytest.fixture
def device() -> str:
    """Return the token of a device on which Minnie has signed in; her network has guessed too often since."""
    in_session(an_account)
    token = try_to_sign_in().device_token
    exhaust_the_network()
    return token


def exhaust_the_network() -> None:
    while allow(Limit.SIGN_IN, network(HOME["address"])):
        pass


def another_account(session: Session) -> None:
    an_account(session, user_name="Carol1", guardian=a_guardian(session, of=[], email="carol@example.org"))


def test_a_known_device_signs_in_from_a_network_that_has_guessed_too_often(device: str) -> None:
    assert try_to_sign_in().problem is Problem.TOO_MANY
    assert try_to_sign_in(device=device).token


def test_a_device_that_is_known_to_one_account_gains_nothing_for_another(device: str) -> None:
    in_session(another_account)
    assert try_to_sign_in("Carol1", device=device).problem is Problem.TOO_MANY


@pytest.mark.parametrize("made_up", ["x", "\u0000", "' OR 1=1", "a" * 5000])
def test_a_made_up_token_is_unknown(device: str, made_up: str) -> None:
    assert try_to_sign_in(device=made_up).problem is Problem.TOO_MANY


def test_a_known_device_has_five_guesses_like_any_other(device: str) -> None:
    problems = [try_to_sign_in(password=WRONG, device=device).problem for _ in range(5)]
    assert problems == [Problem.WRONG_SIGN_IN] * 5

    [account] = in_session(rows, m.Account)
    assert account.disabled_at
    assert try_to_sign_in(device=device).problem is Problem.TOO_MANY


def test_a_device_is_forgotten_180_days_after_its_last_sign_in(device: str, pinned) -> None:
    for _ in range(2):
        later(pinned, days=179)
        exhaust_the_network()
        assert try_to_sign_in(device=device).token
    later(pinned, days=180)
    exhaust_the_network()
    assert try_to_sign_in(device=device).problem is Problem.TOO_MANY


def test_signing_out_everywhere_forgets_the_devices(device: str) -> None:
    def everywhere(session: Session) -> None:
        [account] = rows(session, m.Account)
        viewer = Viewer(guardian_id=account.guardian_id, account_id=account.id, sign_in_id=0)
        own_account.sign_out_everywhere(session, viewer)

    in_session(everywhere)
    assert try_to_sign_in(device=device).problem is Problem.TOO_MANY


@pytest.mark.parametrize("by_staff", [staff_accounts.disable_account, staff_accounts.reset_mfa])
def test_what_staff_do_to_an_account_forgets_its_devices(device: str, by_staff) -> None:
    in_session(by_staff, "Minnie1")
    assert in_session(rows, m.KnownDevice) == []


def test_two_parents_in_one_browser_have_one_device() -> None:
    in_session(an_account)
    in_session(another_account)
    token = try_to_sign_in().device_token

    assert try_to_sign_in("Carol1", device=token).device_token == token

    exhaust_the_network()
    assert try_to_sign_in(device=token).token
    assert try_to_sign_in("Carol1", device=token).token


def test_a_token_that_was_planted_in_a_browser_is_replaced_at_the_sign_in() -> None:
    in_session(an_account)
    assert try_to_sign_in(device="planted").device_token not in ("", "planted")


def test_the_twenty_devices_used_last_are_kept(pinned) -> None:
    in_session(an_account)
    first = try_to_sign_in().device_token
    for _ in range(known_devices.MOST):
        later(pinned, minutes=1)
        try_to_sign_in()

    assert len(in_session(rows, m.KnownDevice)) == known_devices.MOST
    exhaust_the_network()
    assert try_to_sign_in(device=first).problem is Problem.TOO_MANY


def test_an_unknown_device_costs_no_hash_in_a_network_over_its_limit(device: str, monkeypatch) -> None:
    counter = HashCounter(monkeypatch)
    try_to_sign_in(device="x")
    try_to_sign_in(password=WRONG)
    assert counter.count == 0
