"""The attendance page checks access at each tap, and keeps its choices when a query is canceled."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.database import open_session
from portal_app.domain.accounts import sessions
from portal_app.domain.attendance import DayView, PeriodEntry
from portal_app.pages.attendance.state import AttendanceState, SaidOfAll, said_of_all
from portal_app.pages.base import PortalState
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer
from tests.unit.record_builders import absent_all_day
from tests.unit.tabs import HYDRATE, Tab, all_done, held_at, running_application


def a_period(period: str, name: str = "Absent, excused", comment: str = "") -> PeriodEntry:
    return PeriodEntry(
        period=period,
        code="AE",
        name=name,
        status="absent",
        excuse="excused",
        class_code="",
        class_title="",
        minutes=None,
        comment=comment,
    )


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ([], SaidOfAll()),
        ([a_period("1", comment="Flu")], SaidOfAll()),
        ([a_period("1"), a_period("2")], SaidOfAll(name="Absent, excused")),
        (
            [a_period("1", comment="Flu"), a_period("2", comment="Flu")],
            SaidOfAll(name="Absent, excused", comment="Flu"),
        ),
        ([a_period("1", comment="Flu"), a_period("2")], SaidOfAll(name="Absent, excused")),
        ([a_period("1", comment="Bus"), a_period("2", "Tardy", comment="Bus")], SaidOfAll(comment="Bus")),
    ],
)
def test_what_the_school_recorded_alike_for_several_periods_is_shown_once(
    periods: list[PeriodEntry], said: SaidOfAll
) -> None:
    assert said_of_all(replace(DayView(), periods=tuple(periods))) == said


@pytest.fixture
async def tab(database_file: Path) -> AsyncIterator[Tab]:
    """Yield the tab of a guardian of two children, each absent on Monday, which shows Greg's attendance."""
    with open_session() as session:
        children = [a_child(session, name) for name in ("Greg", "Marcia")]
        viewer = a_viewer(session, a_guardian(session, of=children))
        cookie = sessions.begin(session, viewer.account_id, address="203.0.113.7", device="test")
    async with running_application() as application:
        tab = await application.connect("the tab", cookie)
        await tab.opens(PATH, query=about("Greg"))
        yield tab


PATH = "/attendance"


def a_child(session: Session, name: str) -> m.Student:
    """Write a student who was absent on Monday."""
    school = a_school(session, name=f"{name}'s school")
    child = a_student(session, at=school, first_name=name, number=name)
    absent_all_day(session, child, at=school, on=date(2026, 10, 5))
    return child


def about(name: str) -> str:
    """Return the query of the address of a page about a child."""
    with open_session() as session:
        return f"?student={session.exec(select(m.Student.id).where(m.Student.first_name == name)).one()}"


def seen(tab: Tab, *names: str) -> list[Any]:
    """Return what the tab was sent last of some vars of the page."""
    return [tab.sees(AttendanceState, name) for name in names]


async def test_choices_are_kept_while_the_student_stays_the_same(tab: Tab) -> None:
    term = str(tab.sees(AttendanceState, "terms")[0].id)
    await tab.calls(AttendanceState.choose_term, term=term)
    await tab.calls(AttendanceState.turn, step=1)
    front = tab.sees(AttendanceState, "front")
    await tab.opens(PATH, query=about("Greg"))
    assert seen(tab, "term", "front") == [term, front] == [term, "2026-11-01"]


async def test_a_query_that_is_canceled_leaves_no_choices_of_another_student_behind(tab: Tab) -> None:
    """While the page loads another student the guardian opens it again, which cancels the first query."""
    await tab.calls(AttendanceState.choose_term, term=str(tab.sees(AttendanceState, "terms")[0].id))
    await tab.calls(AttendanceState.turn, step=1)
    with held_at(m.AttendanceEntry) as held:
        await tab.begins(HYDRATE, path=PATH, query=about("Marcia"))
        await held.reached()
        await tab.begins(HYDRATE, path=PATH, query=about("Marcia"))
        held.let_go()
        await all_done()
    assert tab.sees(PortalState, "student").first_name == "Marcia"
    assert seen(tab, "term", "front") == ["", "2026-10-01"]


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (AttendanceState.slide, {"step": 1}),
        (AttendanceState.turn, {"step": -1}),
        (AttendanceState.open_day, {"date": "2026-10-06"}),
        (AttendanceState.choose_summary, {"name": "day"}),
    ],
)
async def test_every_tap_checks_access_again_because_a_right_may_have_been_withdrawn(
    tab: Tab, handler: Any, payload: dict[str, Any]
) -> None:
    """Nothing is shown from what an earlier event was given."""
    await tab.calls(AttendanceState.open_day, date="2026-10-05")
    assert tab.sees(AttendanceState, "opened").on == "2026-10-05"
    with open_session() as session:
        session.execute(update(m.Guardianship).values(attendance=False))
    await tab.calls(handler, **payload)
    assert tab.sees(PortalState, "is_withheld")
    assert seen(tab, "year", "opened", "months", "rows", "days") == ["", DayView(), [], [], []]
