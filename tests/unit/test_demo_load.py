"""The demonstration district in a database: every family that the sign-ins promise, and ways in that work."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.demo import DemoSignIns, NotEmpty, demo_sign_ins, is_empty, load_demo
from portal_app.domain.access import NotFound, Right, Viewer, access_student, accessible_students, students_and_rights
from portal_app.domain.accounts.activation_keys import check_key
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.passwords import password_problem, user_name_problem, verify_password
from portal_app.settings import settings
from tests.demonstration import DAY as TODAY
from tests.demonstration import demonstration_of_the_day


@pytest.fixture(scope="module", autouse=True)
def pinned_day() -> Iterator[None]:
    """Pin the clock for the whole module: loading takes seconds, so all tests look at one district."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_TODAY", f"{TODAY}T10:00")
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="module")
def demo(pinned_day: None) -> Iterator[Session]:
    with demonstration_of_the_day() as engine, Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def ways_in() -> DemoSignIns:
    return demo_sign_ins()


def viewer(session: Session, user_name: str) -> Viewer:
    account = session.exec(select(m.Account).where(col(m.Account.user_name) == user_name)).one()
    return Viewer(guardian_id=account.guardian_id, account_id=account.id or 0, sign_in_id=0)


def children(session: Session, user_name: str) -> set[str]:
    return {student.first_name for student in accessible_students(session, viewer(session, user_name), to=None)}


def granted(session: Session, user_name: str) -> dict[int | None, frozenset[Right]]:
    """Return what a guardian may see, by student."""
    return {student.id: rights for student, rights in students_and_rights(session, viewer(session, user_name))}


def student(session: Session, first_name: str) -> m.Student:
    return session.exec(
        select(m.Student).where(col(m.Student.first_name) == first_name).order_by(col(m.Student.id))
    ).all()[0]


def schools_of(session: Session, user_name: str) -> set[str]:
    ids = [each.id for each in accessible_students(session, viewer(session, user_name), to=None)]
    rows = session.exec(select(m.School.name).join(m.Enrollment).where(col(m.Enrollment.student_id).in_(ids)))
    return set(rows)


def test_a_database_with_nothing_but_tables_is_empty(session: Session) -> None:
    assert is_empty(session)


def test_the_database_is_sound_and_no_longer_empty(demo: Session) -> None:
    assert not is_empty(demo)
    assert demo.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_second_load_is_refused_and_changes_nothing(demo: Session) -> None:
    before = len(demo.exec(select(m.Student.id)).all())
    with pytest.raises(NotEmpty):
        load_demo(demo, today=TODAY)
    assert len(demo.exec(select(m.Student.id)).all()) == before


def test_minnie_sees_greg_and_marcia_at_two_schools(demo: Session) -> None:
    assert children(demo, "MinnieC") == {"Greg", "Marcia"}
    assert schools_of(demo, "MinnieC") == {"McGarrah Elementary", "Babb Middle"}


def test_a_guardian_has_four_children_at_three_schools(demo: Session) -> None:
    assert children(demo, "DellaC") == {"Daffy", "Dewey", "Louisa", "Ferdinand"}
    assert len(schools_of(demo, "DellaC")) == 3
    assert student(demo, "Daffy").number == "0393354"


def test_in_the_split_family_each_home_has_its_own_rights(demo: Session) -> None:
    nadia = student(demo, "Nadia").id or 0
    assert granted(demo, "RosaD")[nadia] == set(Right)
    assert granted(demo, "TomH")[nadia] == {Right.SCHEDULE, Right.ATTENDANCE, Right.CALENDAR}
    assert children(demo, "RosaD") == {"Nadia", "Leo"}
    assert children(demo, "TomH") == {"Nadia", "Ivy"}
    assert children(demo, "GraceH") == {"Ivy"}
    homes = demo.exec(select(m.HouseholdMember.household_id).where(m.HouseholdMember.student_id == nadia)).all()
    assert len(set(homes)) == 2


def test_the_father_who_may_not_see_grades_is_refused_them(demo: Session) -> None:
    with pytest.raises(NotFound):
        access_student(demo, viewer(demo, "TomH"), student(demo, "Nadia").id or 0, to=Right.GRADES)


def test_of_two_eighteen_year_olds_only_the_one_with_kept_access_is_seen(demo: Session) -> None:
    assert children(demo, "NgoziO") == {"Ada"}
    assert children(demo, "ErikL") == {"Freya"}


def test_a_child_who_starts_next_year_is_seen_without_classes(demo: Session) -> None:
    assert children(demo, "HanaB") == {"Pip"}
    roster = select(m.SectionEnrollment).where(m.SectionEnrollment.student_id == student(demo, "Pip").id)
    assert demo.exec(roster).all() == []


def test_names_with_accents_and_very_long_ones_are_kept_whole(demo: Session) -> None:
    assert student(demo, "Zoë").last_name == "Núñez Đorđević"
    longest = student(demo, "Maximiliana-Theodora Anneliese")
    assert len(f"{longest.first_name} {longest.middle_name} {longest.last_name}") > 100


def test_every_password_opens_its_account_and_would_be_accepted_today(demo: Session, ways_in: DemoSignIns) -> None:
    for way in ways_in.sign_ins:
        account = demo.exec(select(m.Account).where(m.Account.user_name == way.user_name)).one()
        guardian = demo.get_one(m.Guardian, account.guardian_id)
        words = [guardian.first_name, guardian.last_name, guardian.email, way.user_name]
        assert verify_password(way.password, account.password_hash)
        assert password_problem(way.password, user_inputs=words) is None
        assert user_name_problem(way.user_name) is None


def test_one_account_is_disabled_and_says_so_in_its_log(demo: Session) -> None:
    disabled = demo.exec(select(m.Account).where(col(m.Account.disabled_at).is_not(None))).one()
    assert (disabled.user_name, disabled.failed_sign_ins) == ("JamieB", 5)
    log = demo.exec(select(m.AccessLogEntry).where(m.AccessLogEntry.account_id == disabled.id)).all()
    assert [entry.succeeded for entry in sorted(log, key=lambda entry: entry.at)][-5:] == [False] * 5


def test_two_keys_are_fresh_and_one_has_expired(demo: Session, ways_in: DemoSignIns) -> None:
    guardians = [demo.get_one(m.Guardian, check_key(demo, key.text).guardian_id) for key in ways_in.keys[:2]]
    assert [f"{each.first_name} {each.last_name}" for each in guardians] == [key.who for key in ways_in.keys[:2]]
    with pytest.raises(FormRefused) as refusal:
        check_key(demo, ways_in.keys[2].text)
    assert refusal.value.problem is Problem.KEY_EXPIRED
    assert all(str(UUID(key.text)) for key in ways_in.keys)


def test_rows_written_later_get_numbers_of_their_own(demo: Session) -> None:
    highest = max(row for row in demo.exec(select(m.Staff.id)) if row)
    new = m.Staff(first_name="New", last_name="Teacher")
    demo.add(new)
    demo.flush()
    assert new.id == highest + 1
