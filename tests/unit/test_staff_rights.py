"""`portal rights`: staff withdraw and give back what a guardian may see, and open pages change at once."""

import json

import pytest
from sqlmodel import Session
from typer.testing import CliRunner

from portal_app import models as m
from portal_app.cli import app
from portal_app.database import open_session
from portal_app.domain.access import NotFound, Right, access_student
from portal_app.domain.changes.feed import changes_since, last_change
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.rights import rights_for_staff, set_rights
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer, an_id


@pytest.fixture
def greg(session: Session) -> m.Student:
    return a_student(session, at=a_school(session))


@pytest.fixture
def minnie(session: Session, greg: m.Student) -> m.Guardian:
    return a_guardian(session, of=[greg])


def test_a_right_is_withdrawn_and_given_back(session: Session, greg: m.Student, minnie: m.Guardian) -> None:
    viewer = a_viewer(session, minnie)
    left = set_rights(session, greg.number, "Minnie Clayton", [Right.GRADES, Right.REPORTS], given=False)
    assert set(left.rights) == set(Right) - {Right.GRADES, Right.REPORTS}
    with pytest.raises(NotFound):
        access_student(session, viewer, an_id(greg), to=Right.GRADES)
    set_rights(session, greg.number, "Minnie Clayton", [Right.GRADES], given=True)
    assert access_student(session, viewer, an_id(greg), to=Right.GRADES)


def test_without_a_right_named_all_access_goes_and_what_was_granted_comes_back_with_it(
    session: Session, greg: m.Student, minnie: m.Guardian
) -> None:
    set_rights(session, greg.number, "minnie clayton", [Right.MESSAGES], given=False)
    gone = set_rights(session, greg.number, "minnie clayton", (), given=False)
    assert not gone.portal_access
    back = set_rights(session, greg.number, "minnie clayton", (), given=True)
    assert back.portal_access
    assert set(back.rights) == set(Right) - {Right.MESSAGES}


def test_open_pages_of_the_students_guardians_hear_of_it(session: Session, greg: m.Student, minnie: m.Guardian) -> None:
    before = last_change(session)
    set_rights(session, greg.number, "Minnie Clayton", [Right.GRADES], given=False)
    assert changes_since(session, before)[1].guardians == {minnie.id}


def test_a_guardian_is_known_by_user_name_address_and_full_name(
    session: Session, greg: m.Student, minnie: m.Guardian
) -> None:
    minnie.email = "minnie@example.org"
    a_viewer(session, minnie)
    [row] = rights_for_staff(session, greg.number)
    for name in (row.user_name.upper(), "MINNIE@example.org", " Minnie Clayton "):
        assert set_rights(session, greg.number, name, [Right.GRADES], given=True).guardian == "Minnie Clayton"


def test_a_name_of_nobody_or_of_two_changes_nothing(session: Session, greg: m.Student, minnie: m.Guardian) -> None:
    with pytest.raises(Refused, match=r"None .* called 'Minny'\. They are: Minnie Clayton\."):
        set_rights(session, greg.number, "Minny", (), given=False)
    a_guardian(session, of=[greg])
    with pytest.raises(Refused, match="Several"):
        set_rights(session, greg.number, "Minnie Clayton", (), given=False)
    assert all(row.portal_access for row in rights_for_staff(session, greg.number))
    with pytest.raises(Refused, match=r"No student has the number 0\."):
        set_rights(session, "0", "Minnie Clayton", (), given=False)


@pytest.mark.usefixtures("database_file")
def test_staff_use_the_commands() -> None:
    with open_session() as session:
        greg = a_student(session, at=a_school(session))
        a_guardian(session, of=[greg])
        of_greg = ("--student", greg.number)

    def portal(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["rights", *arguments, *of_greg], env={"COLUMNS": "200"})
        assert done.exit_code == 0, done.output
        return done.output

    portal("withdraw", "--guardian", "Minnie Clayton", "--right", "grades", "--right", "messages")
    assert "Minnie Clayton, Mother: profile, schedule, attendance, calendar, reports" in portal("show")
    assert "no portal access" in portal("withdraw", "--guardian", "Minnie Clayton")
    portal("give", "--guardian", "Minnie Clayton")
    [row] = json.loads(portal("show", "--json"))
    assert (row["guardian"], row["portal_access"], "grades" in row["rights"]) == ("Minnie Clayton", True, False)
