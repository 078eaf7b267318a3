"""`kill -9` while wrong passwords are counted: no answered try is forgotten, and none counts twice."""

import random
import select
import subprocess
import sys
from pathlib import Path

import pytest

from portal_app import models as m
from portal_app.database import in_session
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.lockout import MAX_FAILURES
from portal_app.migrations import migrate
from portal_app.settings import settings
from tests.process_state import reset_process_state
from tests.running import ROOT, environment
from tests.unit.account_builders import GOOD, HOME, an_account, rows

TRIES_UNTIL_KILLED = """
from portal_app.database import ask
from portal_app.domain import accounts
print("ready", flush=True)
while True:
    outcome = ask(accounts.sign_in, "Minnie1", "a wrong password", address="203.0.113.7", device="")
    print(outcome.problem.value, flush=True)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def data(request: pytest.FixtureRequest, pinned, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the data folder of a portal with one account, on each database."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PORTAL_BCRYPT_COST", "10")
    if request.param == "postgresql":
        monkeypatch.setenv("PORTAL_DATABASE_URL", request.getfixturevalue("postgresql_url"))
    reset_process_state()
    migrate()
    in_session(an_account)
    return tmp_path


def wrong_tries_until_killed(data: Path, *, answers: int, chance: random.Random) -> list[str]:
    """Return what was answered until the process was killed, some time after so many answers."""
    stores = {"DATABASE_URL": settings().database_url} if settings().database_url else {}
    command = [sys.executable, "-c", TRIES_UNTIL_KILLED]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(data, **stores), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        heard = [process.stdout.readline() for _ in range(answers + 1)]
        select.select([process.stdout], [], [], chance.uniform(0, 0.15))
        process.kill()
        return "".join([*heard, process.stdout.read()]).split()[1:]


@pytest.mark.parametrize("seed", range(3))
def test_every_answered_try_is_counted_once_whenever_the_server_is_killed(data: Path, seed: int) -> None:
    chance = random.Random(seed)
    answered = wrong_tries_until_killed(data, answers=chance.randrange(MAX_FAILURES), chance=chance)
    [account] = in_session(rows, m.Account)
    wrong = answered.count("wrong")
    assert min(wrong, MAX_FAILURES) <= account.failed_sign_ins <= min(wrong + 1, MAX_FAILURES)
    assert (account.disabled_at is not None) == (account.failed_sign_ins == MAX_FAILURES)
    outcome = in_session(accounts.sign_in, "Minnie1", GOOD, **HOME)
    assert (outcome.problem is None) == (account.disabled_at is None)
