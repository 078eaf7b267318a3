"""Simultaneous codes, on a real database file: a code opens one session, and five wrong ones are five."""

from typing import Any

import pyotp
import pytest

from portal_app import models as m
from portal_app.clock import now
from portal_app.database import in_session
from portal_app.domain.accounts import mfa, sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.accounts.lockout import MAX_FAILURES
from tests.unit.account_builders import GOOD, HOME, an_account, later, rows
from tests.unit.test_accounts_at_once import at_once

pytestmark = pytest.mark.usefixtures("database_file", "outbox")


@pytest.fixture
def setup(pinned) -> mfa.MfaSetup:
    """The MFA setup of Minnie1, turned on a minute ago."""
    in_session(an_account)
    live = in_session(sessions.resolve, in_session(accounts.sign_in, "Minnie1", GOOD, **HOME).token)
    assert live
    setup = in_session(mfa.begin_setup, live.viewer)
    problem = in_session(mfa.enable, live.viewer, salt=setup.salt, code=code_of(setup), password=GOOD, **HOME)
    assert problem is None
    later(pinned, minutes=1)
    return setup


def code_of(setup: mfa.MfaSetup) -> str:
    app: Any = pyotp.parse_uri(setup.address)
    return app.at(now())


def _tries(code: str, times: int):
    """Return tries of one code, each for a first step of its own."""
    waiting = [in_session(accounts.sign_in, "Minnie1", GOOD, **HOME).challenge for _ in range(times)]
    return [lambda token=token: in_session(accounts.submit_code, token, code, **HOME) for token in waiting]


def test_one_code_opens_one_session_however_many_use_it(setup):
    outcomes = at_once(*_tries(code_of(setup), 4))

    assert len([one for one in outcomes if one.token]) == 1


def test_one_recovery_code_opens_one_session_however_many_use_it(setup):
    outcomes = at_once(*_tries(setup.recovery_codes[0], 4))

    assert len([one for one in outcomes if one.token]) == 1


def test_one_first_step_admits_once_however_many_codes_are_right(setup):
    token = in_session(accounts.sign_in, "Minnie1", GOOD, **HOME).challenge

    outcomes = at_once(
        *[lambda code=code: in_session(accounts.submit_code, token, code, **HOME) for code in setup.recovery_codes]
    )

    assert len([one for one in outcomes if one.token]) == 1


def test_parallel_wrong_codes_count_exactly_five(setup):
    outcomes = at_once(*_tries("000000", 12))

    [account] = in_session(rows, m.Account)
    assert (account.failed_sign_ins, bool(account.disabled_at)) == (MAX_FAILURES, True)
    assert {one.problem for one in outcomes} <= {Problem.CODE_WRONG, Problem.DISABLED, Problem.STEP_AGAIN}
