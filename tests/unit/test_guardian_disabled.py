"""A guardian whom the school's system has disabled (`enabledUser=false`): no sign-in, no key, no data."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.access import NotFound, Right, Viewer, access_student
from portal_app.domain.accounts import sessions
from portal_app.domain.accounts.activation_keys import check_key
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.staff.activation_keys import issue_keys_for_student
from portal_app.ingest import import_path
from tests.unit.account_builders import a_family, a_key, an_account, sign_in
from tests.unit.builders import an_id
from tests.unit.oneroster_sources import Source


@pytest.fixture
def minnie(session: Session) -> m.Guardian:
    return a_family(session, email="minnie@example.org")


def disable(session: Session, guardian: m.Guardian, *, enabled: bool = False) -> None:
    guardian.is_enabled = enabled
    session.add(guardian)
    session.flush()


def test_the_source_disables_a_guardian_and_enables_the_guardian_again(session: Session, tmp_path: Path) -> None:
    """A source that leaves the cell empty changes nothing."""
    source = Source(tmp_path, "v1p1")

    def maria(enabled: str) -> bool:
        lines = source.text("users").splitlines(keepends=True)
        [line] = [line for line in lines if line.startswith("maria,")]
        cells = line.split(",")
        cells[3] = enabled
        source.change("users", line, ",".join(cells))
        import_path(session, source.path)
        session.expire_all()
        return session.exec(select(m.Guardian).where(m.Guardian.source_id == "maria")).one().is_enabled

    assert [maria(value) for value in ("true", "false", "", "true")] == [True, False, False, True]


@pytest.mark.usefixtures("outbox")
def test_a_disabled_guardian_has_no_session_and_cannot_sign_in(session: Session, minnie: m.Guardian) -> None:
    """The answer is that to a wrong password."""
    an_account(session, guardian=minnie)
    token = sign_in(session).token
    disable(session, minnie)
    assert sessions.resolve(session, token) is None
    assert sign_in(session).problem is Problem.WRONG_SIGN_IN

    disable(session, minnie, enabled=True)
    assert sign_in(session).token


@pytest.mark.usefixtures("outbox")
def test_a_disabled_guardian_gets_no_key_and_a_former_key_is_worth_nothing(
    session: Session, minnie: m.Guardian
) -> None:
    key = a_key(session, minnie)
    disable(session, minnie)
    assert issue_keys_for_student(session, "604822") == []
    with pytest.raises(FormRefused) as refused:
        check_key(session, key)
    assert refused.value.problem is Problem.KEY_EXPIRED


def test_nothing_of_a_child_is_shown_to_a_disabled_guardian_without_a_session_either(
    session: Session, minnie: m.Guardian
) -> None:
    """As a calendar program asks, or a notification that is about to be sent."""
    student = session.exec(select(m.Student)).one()
    viewer = Viewer(guardian_id=an_id(minnie), account_id=0, sign_in_id=0)
    assert access_student(session, viewer, an_id(student), to=Right.GRADES)
    disable(session, minnie)
    with pytest.raises(NotFound):
        access_student(session, viewer, an_id(student), to=Right.GRADES)
