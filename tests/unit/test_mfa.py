"""Two-step sign-in (MFA): turned on with password and code, required at every sign-in, reset by the school only."""

import re
import stat
from typing import Any

import pyotp
import pytest

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.accounts import mfa, password_change, passwords, sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.access_log import log_entries
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.staff import accounts as staff_accounts
from portal_app.domain.staff.accounts import reset_mfa
from portal_app.infrastructure import secret_file
from portal_app.settings import settings
from tests.unit.account_builders import GOOD, HOME, WRONG, an_account, later, refusal, rows, sign_in
from tests.unit.builders import a_guardian, an_id

pytestmark = pytest.mark.usefixtures("outbox")


def viewer_of(session, account: m.Account):
    token = sessions.begin(session, an_id(account), **HOME)
    live = sessions.resolve(session, token)
    assert live
    return live.viewer


def code_of(setup: mfa.MfaSetup, *, steps: int = 0) -> str:
    """Return what the app shows now, or so many steps from now."""
    app: Any = pyotp.parse_uri(setup.address)
    return app.at(int(now().timestamp()) + steps * 30)


def turn_on(session, viewer, setup: mfa.MfaSetup, **changed: str) -> Problem | None:
    sent = {"salt": setup.salt, "code": code_of(setup), "password": GOOD, **HOME, **changed}
    return mfa.enable(session, viewer, **sent)


@pytest.fixture
def account(session) -> m.Account:
    return an_account(session)


@pytest.fixture
def setup(session, account, pinned) -> mfa.MfaSetup:
    """The MFA setup of the account, turned on a minute ago."""
    viewer = viewer_of(session, account)
    setup = mfa.begin_setup(session, viewer)
    assert turn_on(session, viewer, setup) is None
    later(pinned, minutes=1)
    return setup


def first_step(session) -> str:
    outcome = sign_in(session)
    assert (outcome.token, outcome.problem) == ("", None)
    return outcome.challenge


def second(session, token: str, code: str) -> accounts.SignInResult:
    return accounts.submit_code(session, token, code, **HOME)


def test_the_right_password_alone_signs_nobody_in(session, account, setup):
    before = len(rows(session, m.SignIn))
    waiting = first_step(session)

    assert waiting
    assert len(rows(session, m.SignIn)) == before
    assert sessions.resolve(session, waiting) is None
    assert all(waiting not in row.model_dump_json() for row in rows(session, m.MfaChallenge))


def test_password_and_code_sign_in(session, account, setup):
    outcome = second(session, first_step(session), code_of(setup))

    live = sessions.resolve(session, outcome.token)
    assert live
    assert live.viewer.account_id == account.id


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_clock_of_a_phone_may_be_half_a_minute_off(session, setup, steps):
    assert second(session, first_step(session), code_of(setup, steps=steps)).token


@pytest.mark.parametrize("steps", [-2, 2])
def test_older_and_later_codes_are_wrong(session, setup, steps):
    assert second(session, first_step(session), code_of(setup, steps=steps)).problem is Problem.CODE_WRONG


def test_a_code_works_once(session, setup):
    code = code_of(setup)
    assert second(session, first_step(session), code).token

    assert second(session, first_step(session), code).problem is Problem.CODE_WRONG


def test_the_code_that_turned_it_on_does_not_sign_in_as_well(session, account):
    viewer = viewer_of(session, account)
    setup = mfa.begin_setup(session, viewer)
    turn_on(session, viewer, setup)

    assert second(session, first_step(session), code_of(setup)).problem is Problem.CODE_WRONG


def test_a_waiting_sign_in_is_used_up_by_the_right_code(session, setup, pinned):
    waiting = first_step(session)
    assert second(session, waiting, code_of(setup)).token
    later(pinned, seconds=60)

    assert second(session, waiting, code_of(setup)).problem is Problem.STEP_AGAIN


def test_a_waiting_sign_in_ends_after_five_minutes(session, setup, pinned):
    waiting = first_step(session)
    later(pinned, minutes=5)

    assert second(session, waiting, code_of(setup)).problem is Problem.STEP_AGAIN


@pytest.mark.parametrize("made_up", ["", "x", "\ud800"])
def test_without_a_waiting_sign_in_a_right_code_is_worth_nothing(session, setup, made_up):
    assert second(session, made_up, code_of(setup)).problem is Problem.STEP_AGAIN


def test_five_wrong_codes_disable_the_account_like_five_wrong_passwords(session, account, setup, outbox):
    waiting = first_step(session)
    problems = [second(session, waiting, "000000").problem for _ in range(5)]
    session.commit()

    assert problems == [Problem.CODE_WRONG] * 4 + [Problem.DISABLED]
    assert account.disabled_at
    assert second(session, waiting, code_of(setup)).problem is Problem.STEP_AGAIN
    assert sign_in(session).problem is Problem.WRONG_SIGN_IN
    assert any("disabled" in letter["Subject"] for letter in outbox.messages())


def test_entering_the_password_again_allows_no_further_guesses(session, account, setup):
    for _ in range(4):
        assert second(session, first_step(session), "000000").problem is Problem.CODE_WRONG

    assert second(session, first_step(session), "000000").problem is Problem.DISABLED


def test_wrong_passwords_and_wrong_codes_count_together(session, account, setup):
    for _ in range(3):
        sign_in(session, password=WRONG)
    second(session, first_step(session), "000000")

    assert second(session, first_step(session), "000000").problem is Problem.DISABLED


def test_signing_in_with_password_and_code_clears_the_failures(session, account, setup):
    second(session, first_step(session), "000000")
    assert second(session, first_step(session), code_of(setup)).token
    session.refresh(account)

    assert account.failed_sign_ins == 0


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_recovery_code_is_accepted_however_it_is_typed(session, setup, typed):
    assert second(session, first_step(session), typed(setup.recovery_codes[3])).token


def test_a_recovery_code_works_once_and_the_rest_stay(session, account, setup):
    code = setup.recovery_codes[0]
    assert second(session, first_step(session), code).token

    assert second(session, first_step(session), code).problem is Problem.CODE_WRONG
    assert mfa.recovery_codes_left(session, an_id(account)) == len(setup.recovery_codes) - 1 == 9


def test_recovery_codes_of_another_account_are_wrong(session, setup):
    other = an_account(session, user_name="Rosa1", guardian=a_guardian(session, first_name="Rosa"))
    viewer = viewer_of(session, other)
    hers = mfa.begin_setup(session, viewer)
    turn_on(session, viewer, hers)

    assert second(session, first_step(session), hers.recovery_codes[0]).problem is Problem.CODE_WRONG


@pytest.mark.parametrize("code", ["", "12345", "1234567", "абвгде", "٠٠٠٠٠٠", "A" * 40, "' OR 1=1 --"])
def test_what_is_no_code_is_a_wrong_one(session, setup, code):
    assert second(session, first_step(session), code).problem is Problem.CODE_WRONG


def test_a_new_password_ends_waiting_sign_ins(session, account, setup):
    waiting = first_step(session)
    password_change.change_password(session, viewer_of(session, account), GOOD, "quite other words for 7 doors")

    assert second(session, waiting, code_of(setup)).problem is Problem.STEP_AGAIN


def test_a_disabled_account_accepts_no_code(session, account, setup):
    waiting = first_step(session)
    staff_accounts.disable_account(session, account.user_name)

    assert second(session, waiting, code_of(setup)).problem is Problem.STEP_AGAIN


def test_turning_it_on_takes_the_password_and_a_wrong_one_counts_as_a_failure(session, account):
    viewer = viewer_of(session, account)
    setup = mfa.begin_setup(session, viewer)

    assert turn_on(session, viewer, setup, password=WRONG) is Problem.OLD_WRONG
    session.refresh(account)
    assert (account.totp_secret, account.failed_sign_ins) == (None, 1)


def test_turning_it_on_takes_a_code_of_this_very_set_up(session, account):
    viewer = viewer_of(session, account)
    one, other = (mfa.begin_setup(session, viewer) for _ in range(2))

    assert turn_on(session, viewer, one, code=code_of(other)) is Problem.CODE_MISSED
    assert account.totp_secret is None
    assert account.failed_sign_ins == 0


@pytest.mark.parametrize("salt", ["", "x" * 40, "0" * 39, "0" * 41, "../../../../../../../../../../etc/passwd"])
def test_a_salt_that_is_none_of_ours_is_refused(session, account, salt):
    viewer = viewer_of(session, account)
    setup = mfa.begin_setup(session, viewer)

    assert turn_on(session, viewer, setup, salt=salt) is Problem.SET_UP_AGAIN


def test_turning_it_on_ends_the_other_sessions_and_notifies_the_guardian(session, account, outbox):
    other, viewer = viewer_of(session, account), viewer_of(session, account)
    turn_on(session, viewer, mfa.begin_setup(session, viewer))
    session.commit()

    assert sessions.still_live(session, [other.sign_in_id, viewer.sign_in_id]) == {viewer.sign_in_id}
    assert "Two-step sign-in is on" in outbox.messages()[-1]["Subject"]


def test_it_can_not_be_turned_on_twice_or_off_by_the_guardian(session, account, setup):
    viewer = viewer_of(session, account)

    assert refusal(mfa.begin_setup, session, viewer) is Problem.MFA_ON
    assert turn_on(session, viewer, setup) is Problem.MFA_ON


def test_only_the_school_can_reset_it_and_then_the_password_is_enough(session, account, setup, outbox):
    live = second(session, first_step(session), code_of(setup)).token
    waiting = first_step(session)

    assert reset_mfa(session, "minnie1")

    assert sessions.resolve(session, live) is None
    assert second(session, waiting, code_of(setup)).problem is Problem.STEP_AGAIN
    assert rows(session, m.RecoveryCode) == []
    assert sign_in(session).token
    assert not reset_mfa(session, "minnie1")
    session.commit()
    assert [letter["Subject"] for letter in outbox.messages()].count(
        "Two-step sign-in was reset for your Parent Portal account"
    ) == 1


def test_the_access_log_distinguishes_password_and_code(session, account, setup):
    second(session, first_step(session), "000000")
    second(session, first_step(session), code_of(setup))

    entries = log_entries(session, viewer_of(session, account)).rows
    assert [(entry.what, entry.is_successful) for entry in entries[:5]] == [
        ("sign-in", True),
        ("password-right", True),
        ("code", False),
        ("password-right", True),
        ("mfa", True),
    ]


def test_the_database_holds_neither_secret_nor_recovery_code(session, account, setup):
    kept = " ".join(row.model_dump_json() for table in (m.Account, m.RecoveryCode) for row in rows(session, table))

    for code in setup.recovery_codes:
        assert code not in kept
        assert code.replace("-", "") not in kept
    assert setup.secret.replace(" ", "") not in kept


def test_the_secret_file_is_readable_by_its_owner_only_and_made_once(session, account, setup):
    file = settings().data_dir / secret_file.NAME

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.fullmatch(r"[0-9a-f]{64}\n", file.read_text())
    assert secret_file.ensure_secret() == secret_file.ensure_secret() == bytes.fromhex(file.read_text())
    assert [path.name for path in file.parent.glob("*.key*")] == [secret_file.NAME]


@pytest.mark.parametrize("lose", [lambda file: file.unlink(), lambda file: file.write_text("00" * 32 + "\n")])
def test_without_its_secret_file_no_code_is_accepted_and_none_counts_as_a_failure(session, account, setup, lose):
    lose(settings().data_dir / secret_file.NAME)
    waiting = first_step(session)

    assert second(session, waiting, code_of(setup)).problem is Problem.CODE_UNCHECKED
    session.refresh(account)
    assert account.failed_sign_ins == 0


def test_a_corrupt_secret_file_is_named(tmp_path, outbox):
    (settings().data_dir / secret_file.NAME).write_text("not hexadecimal")
    with pytest.raises(secret_file.SecretMissing):
        secret_file.read_secret()


def test_wrong_passwords_get_the_same_result_with_and_without_mfa(session, account, setup, monkeypatch):
    checks: list[int] = []
    real = passwords.bcrypt.checkpw

    def counted(*args: bytes) -> bool:
        checks.append(1)
        return real(*args)

    monkeypatch.setattr(passwords.bcrypt, "checkpw", counted)

    assert sign_in(session, password=WRONG) == accounts.SignInResult(problem=Problem.WRONG_SIGN_IN)
    assert sign_in(session, user_name="nobody", password=WRONG) == accounts.SignInResult(problem=Problem.WRONG_SIGN_IN)
    assert len(checks) == 2
