"""What the tests of accounts share: a family with a key, an account, and a clock that can be moved."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.clock import local, now
from portal_app.domain.accounts import activation, passwords
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.activation_keys import issue_key
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from tests.unit.builders import a_guardian, a_school, a_student, an_id

GOOD = "lantern otter vinegar 41"
WRONG = "quite another password"
HOME = {"address": "203.0.113.7", "device": "test"}


def a_family(session: Session, /, *, born: date | None = None, **guardian: Any) -> m.Guardian:
    """Write a guardian of one enrolled student, number 604822."""
    birth: dict[str, Any] = {"born": born} if born else {}
    student = a_student(session, at=a_school(session), number="604822", **birth)
    return a_guardian(session, of=student, **guardian)


def a_key(session: Session, guardian: m.Guardian, channel: m.KeyChannel = m.KeyChannel.OFFICE) -> str:
    return issue_key(session, an_id(guardian), channel).text


def an_account(session: Session, *, user_name: str = "Minnie1", guardian: m.Guardian | None = None) -> m.Account:
    """Write an account with the password GOOD."""
    guardian = guardian or a_family(session)
    account_id = activation.activate(session, a_key(session, guardian), user_name, GOOD)
    return session.get_one(m.Account, account_id)


def sign_in(session: Session, user_name: str = "Minnie1", password: str = GOOD) -> accounts.SignInResult:
    return accounts.sign_in(session, user_name, password, **HOME)


def fail(session: Session, times: int) -> None:
    for _ in range(times):
        assert sign_in(session, password=WRONG).problem is Problem.WRONG_SIGN_IN


def refusal(question: Callable, *args, **kwargs) -> Problem | None:
    """Return why a call was refused, or None if it was not."""
    try:
        question(*args, **kwargs)
    except FormRefused as refused:
        return refused.problem
    return None


def rows(session: Session, table):
    return session.exec(select(table).order_by(col(table.id))).all()


def later(pinned: Callable[[str], None], **by: float) -> None:
    """Move the pinned clock forward."""
    pinned(local(now() + timedelta(**by)).replace(tzinfo=None).isoformat())


class HashCounter:
    """Counts how often a password is checked: the expensive part, which response times would reveal."""

    def __init__(self, monkeypatch) -> None:
        self.count = 0
        real = passwords.bcrypt.checkpw

        def counted(*args):
            self.count += 1
            return real(*args)

        monkeypatch.setattr(passwords.bcrypt, "checkpw", counted)
