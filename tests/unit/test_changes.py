"""The change feed: whom it concerns, what a follower reads, and that nothing slips in below a number already read."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import Session, SQLModel, text

from portal_app import models as m
from portal_app.database import make_engine
from portal_app.domain.access import Right, Viewer
from portal_app.domain.changes.feed import (
    NO_CHANGES,
    Changes,
    Subscription,
    changes_since,
    last_change,
    record_change,
    subscription_of,
)
from portal_app.domain.family.family import family_of
from tests.conftest import Queries
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer, add, an_id, give_rights

SUBSCRIPTION = Subscription(
    students=frozenset({1, 2}),
    schools=frozenset({10}),
    district=100,
    guardian=7,
    hidden=frozenset({(2, Right.GRADES)}),
)


def current_subscription(session: Session, viewer: Viewer) -> Subscription:
    return subscription_of(session, viewer, family_of(session, viewer))


@pytest.mark.parametrize(
    ("changes", "affected"),
    [
        (NO_CHANGES, False),
        (Changes(students=frozenset({2, 3}), schools=frozenset(), districts=frozenset()), True),
        (Changes(students=frozenset({3}), schools=frozenset({11}), districts=frozenset({101})), False),
        (Changes(students=frozenset(), schools=frozenset({10}), districts=frozenset()), True),
        (Changes(students=frozenset(), schools=frozenset(), districts=frozenset({100})), True),
        (replace(NO_CHANGES, guardians=frozenset({7})), True),
        (replace(NO_CHANGES, guardians=frozenset({8})), False),
        (replace(NO_CHANGES, by_right=frozenset({(2, Right.ATTENDANCE)})), True),
        (replace(NO_CHANGES, by_right=frozenset({(2, Right.GRADES)})), False),
        (replace(NO_CHANGES, by_right=frozenset({(2, Right.GRADES), (1, Right.GRADES)})), True),
        (replace(NO_CHANGES, by_right=frozenset({(3, Right.ATTENDANCE)})), False),
    ],
)
def test_a_subscription_matches_its_students_schools_district_and_guardian(changes: Changes, affected: bool) -> None:
    assert SUBSCRIPTION.matches(changes) is affected


def test_a_follower_reads_whom_the_changes_after_an_id_affect(session: Session) -> None:
    babb = a_school(session)
    greg, marcia = a_student(session, at=babb), a_student(session, at=babb, first_name="Marcia")
    record_change(session, m.Subject.SCORE, student_id=greg.id)
    session.flush()
    read = last_change(session)
    for _ in range(3):
        record_change(session, m.Subject.SCORE, student_id=marcia.id)
    record_change(session, m.Subject.NOTICE, school_id=babb.id)
    session.flush()
    latest, changes = changes_since(session, read)
    assert latest == last_change(session)
    marcias_scores = frozenset({(an_id(marcia), Right.GRADES)})
    assert changes == replace(NO_CHANGES, schools=frozenset({babb.id}), by_right=marcias_scores)
    assert changes_since(session, latest) == (latest, NO_CHANGES)


def test_a_student_just_granted_affects_the_guardian_whose_open_page_does_not_know_of_them(session: Session) -> None:
    babb = a_school(session)
    greg, marcia = a_student(session, at=babb), a_student(session, at=babb, first_name="Marcia")
    guardian = a_guardian(session, of=[greg])
    subscription = current_subscription(session, a_viewer(session, guardian))
    give_rights(session, guardian, marcia)
    record_change(session, m.Subject.RIGHTS, student_id=marcia.id)
    session.flush()
    _, changes = changes_since(session, 0)
    assert an_id(marcia) not in subscription.students
    assert subscription.matches(changes)


def test_nothing_new_costs_one_query(session: Session, queries: Queries) -> None:
    with queries() as statements:
        assert changes_since(session, 0) == (0, NO_CHANGES)
    assert len(statements) == 1


def test_a_watch_holds_whom_the_guardian_may_see_now(session: Session) -> None:
    babb = a_school(session)
    greg, marcia = a_student(session, at=babb), a_student(session, at=babb, first_name="Marcia")
    guardian = a_guardian(session, of=[greg, marcia])
    viewer = a_viewer(session, guardian)
    assert current_subscription(session, viewer).students == {greg.id, marcia.id}
    session.get_one(m.Guardianship, (guardian.id, greg.id)).portal_access = False
    session.flush()
    assert current_subscription(session, viewer).students == {marcia.id}
    assert current_subscription(session, viewer).schools == {babb.id}


@pytest.mark.slow
def test_on_postgresql_a_later_number_never_appears_before_an_earlier_one(pinned: object, postgresql_url: str) -> None:
    """Two offices post at once: the second waits for the first, so no follower can skip what was noted first."""
    engine = make_engine(postgresql_url)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as setting_up, setting_up.begin():
        district_id = an_id(add(setting_up, m.District(code="ABCDEF", name="Clayton")))

    def post() -> None:
        with Session(engine) as second, second.begin():
            second.execute(text("SET statement_timeout = '60s'"))
            record_change(second, m.Subject.EVENT, district_id=district_id)

    with ThreadPoolExecutor(1) as office, Session(engine) as first, Session(engine) as watching:
        record_change(first, m.Subject.NOTICE, district_id=district_id)
        first.flush()
        posted = office.submit(post)
        while not is_one_waiting(watching):
            assert not posted.done(), "the second did not wait"
            assert last_change(watching) == 0
            watching.rollback()
        first.commit()
        posted.result()
    with Session(engine) as after:
        assert changes_since(after, 1) == (
            2,
            Changes(students=frozenset(), schools=frozenset(), districts=frozenset({district_id})),
        )
    engine.dispose()


def is_one_waiting(session: Session) -> bool:
    """Return whether a transaction of this database waits for the lock that puts changes in order."""
    mine = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    waiting = f"SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = {mine}"
    return bool(session.execute(text(waiting)).all())
