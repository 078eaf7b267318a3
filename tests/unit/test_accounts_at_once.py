"""Simultaneous requests, on a real database file: five failures are five, and one key creates one account."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from portal_app import models as m
from portal_app.database import in_session
from portal_app.domain.accounts import activation
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.lockout import MAX_FAILURES
from tests.unit.account_builders import GOOD, HOME, WRONG, a_family, a_key, an_account, rows
from tests.unit.builders import a_guardian

pytestmark = pytest.mark.usefixtures("database_file", "outbox")


def at_once(*works):
    """Return the answers of works that start together, one thread each."""
    start = Barrier(len(works))

    def begin(work):
        start.wait()
        try:
            return work()
        except FormRefused as refused:
            return refused.problem

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(begin, work) for work in works]]


def _try(password):
    return lambda: in_session(accounts.sign_in, "Minnie1", password, **HOME)


def test_parallel_wrong_passwords_count_exactly_five_and_every_attempt_is_logged(outbox):
    in_session(an_account)

    at_once(*[_try(WRONG)] * 12)

    [account] = in_session(rows, m.Account)
    assert account.failed_sign_ins == MAX_FAILURES
    assert account.disabled_at
    assert len([entry for entry in in_session(rows, m.AccessLogEntry) if not entry.succeeded]) == 12
    assert len(outbox.messages()) == 1


def test_four_parallel_wrong_passwords_are_all_counted_and_do_not_disable():
    in_session(an_account)

    at_once(*[_try(WRONG)] * 4)

    [account] = in_session(rows, m.Account)
    assert (account.failed_sign_ins, account.disabled_at) == (4, None)


def test_a_right_password_does_not_slip_through_once_five_wrong_ones_are_counted(monkeypatch):
    in_session(an_account)
    real = accounts.passwords.verify_password

    def after_five_failures(password, hashed):
        matches = real(password, hashed)
        monkeypatch.setattr(accounts.passwords, "verify_password", real)
        for _ in range(MAX_FAILURES):
            _try(WRONG)()
        return matches

    monkeypatch.setattr(accounts.passwords, "verify_password", after_five_failures)

    assert _try(GOOD)().problem is Problem.WRONG_SIGN_IN
    assert in_session(rows, m.SignIn) == []


def test_of_two_claims_of_a_key_at_once_one_wins_and_nothing_is_half_done():
    key = in_session(lambda session: a_key(session, a_family(session)))
    names = ["Minnie1", "Minnie2", "Minnie3"]

    answers = at_once(*[lambda name=name: in_session(activation.activate, key, name, GOOD) for name in names])

    accounts_made = in_session(rows, m.Account)
    assert len(accounts_made) == 1
    assert answers.count(Problem.KEY_USED) == 2
    assert accounts_made[0].id in answers


def test_of_two_keys_of_one_guardian_claimed_at_once_one_wins():
    def issue(session):
        guardian = a_family(session)
        return [a_key(session, guardian, channel) for channel in m.KeyChannel]

    keys = in_session(issue)

    answers = at_once(*[lambda key=key: in_session(activation.activate, key, f"M{key[1:9]}", GOOD) for key in keys])

    assert len(in_session(rows, m.Account)) == 1
    assert answers.count(Problem.KEY_USED) == 2


def test_of_two_guardians_who_want_one_name_at_once_the_other_keeps_the_key():
    keys = [in_session(lambda session: a_key(session, a_guardian(session))) for _ in range(2)]

    answers = at_once(*[lambda key=key: in_session(activation.activate, key, "Minnie1", GOOD) for key in keys])

    assert answers.count(Problem.NAME_TAKEN) == 1
    loser = keys[answers.index(Problem.NAME_TAKEN)]
    assert in_session(activation.activate, loser, "Minnie2", GOOD)
