"""The builders write what they say, under the database's own rules."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.access import NotFound, Right, access_student
from tests.unit.builders import a_guardian, a_school, a_section, a_student, a_viewer, add


def test_a_built_family_passes_the_access_check(session: Session) -> None:
    """Guardian, rights and enrollment fit together."""
    babb = a_school(session)
    greg = a_student(session, at=babb, takes=[a_section(session, at=babb)])
    viewer = a_viewer(session, a_guardian(session, of=greg))
    assert access_student(session, viewer, greg.id or 0, to=Right.SCHEDULE) is greg


def test_a_built_guardian_without_a_right_is_refused(session: Session) -> None:
    """`rights` are exactly the rights given."""
    greg = a_student(session, at=a_school(session))
    viewer = a_viewer(session, a_guardian(session, of=greg, rights=[Right.GRADES]))
    with pytest.raises(NotFound):
        access_student(session, viewer, greg.id or 0, to=Right.SCHEDULE)


def test_the_database_of_a_test_refuses_a_row_without_its_parent(session: Session) -> None:
    """Foreign keys are on, as in production."""
    with pytest.raises(IntegrityError):
        add(session, m.Section(course_id=1, school_id=1, school_year_id=1, number="1"))


def test_two_schools_share_the_district_and_its_year(session: Session) -> None:
    """A district has one school year, however many schools."""
    a_school(session), a_school(session, name="North Clayton High")
    assert len(session.exec(select(m.SchoolYear)).all()) == 1
