"""The to-do page counts what is missing as grades and home do; the guardian's own ticks are counted beside it."""

from datetime import date
from pathlib import Path

from sqlmodel import select

from portal_app import models as m
from portal_app.clock import now
from portal_app.database import open_session
from portal_app.domain.accounts import sessions
from portal_app.domain.gradebook import grades_of
from portal_app.domain.home import home_of
from portal_app.pages.todo.state import TodoState
from tests.unit.builders import a_guardian, a_school, a_section, a_student, a_viewer, an_id
from tests.unit.record_builders import a_score, an_assignment
from tests.unit.tabs import running_application

MONDAY = date(2026, 10, 5)
COUNTS = ("missing", "missing_ticked", "soon", "soon_ticked")


async def test_a_tick_lowers_no_count_and_is_counted_beside_it(database_file: Path) -> None:
    with open_session() as session:
        babb = a_school(session)
        math = a_section(session, at=babb)
        greg = a_student(session, at=babb, takes=[math])
        for name in ("Fractions", "Decimals", "Ratios", "Graphs"):
            a_score(session, greg, an_assignment(session, math, at=babb, name=name), is_missing=True)
        an_assignment(session, math, at=babb, name="Powers", due_on=MONDAY)
        viewer = a_viewer(session, a_guardian(session, of=greg))
        cookie = sessions.begin(session, viewer.account_id, address="203.0.113.7", device="test")
        student_id = an_id(greg)
    async with running_application() as application:
        tab = await application.connect("the tab", cookie)
        await tab.opens("/todo", query=f"?student={student_id}")
        assert [tab.sees(TodoState, name) for name in COUNTS] == [4, 0, 1, 0]
        for name in ("Fractions", "Powers"):
            await tab.calls(TodoState.mark_done, student=student_id, assignment=id_of(name), done=True)
        assert [tab.sees(TodoState, name) for name in COUNTS] == [4, 1, 1, 1]
    with open_session() as session:
        student = session.get_one(m.Student, student_id)
        (child,) = home_of(session, viewer, at=now()).children
        assert grades_of(session, student, as_of=MONDAY).missing == child.missing == 4


def id_of(name: str) -> int:
    """Return an assignment's id."""
    with open_session() as session:
        return session.exec(select(m.Assignment.id).where(m.Assignment.name == name)).one() or 0
