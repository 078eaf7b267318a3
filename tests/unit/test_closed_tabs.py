"""What the server keeps of a closed tab: its state for two minutes, and not too many of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from portal_app.database import open_session
from portal_app.domain.accounts import sessions
from portal_app.pages.base import PortalState
from portal_app.pages.closed_tabs import KEPT_SECONDS, ClosedTabs, release_due
from portal_app.portal_app import app
from portal_app.reflex_adapter.state_manager import held_states
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer
from tests.unit.tabs import Application, Tab, running_application


class Clock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closed(clock: Clock) -> ClosedTabs:
    return ClosedTabs(clock=clock)


@pytest.fixture
async def application(database_file: Path) -> AsyncIterator[Application]:
    async with running_application() as application:
        yield application


@pytest.fixture
async def tab(application: Application) -> Tab:
    """Return a tab that shows Greg's home page."""
    with open_session() as session:
        student = a_student(session, at=a_school(session, calendar=False, bells=False), first_name="Greg")
        account_id = a_viewer(session, a_guardian(session, of=student)).account_id
        cookie = sessions.begin(session, account_id, address="203.0.113.7", device="test")
    tab = await application.connect("Greg", cookie)
    await tab.opens("/home")
    return tab


def test_a_closed_tab_is_kept_for_two_minutes(closed: ClosedTabs, clock: Clock) -> None:
    closed.add("tab")
    clock.now += KEPT_SECONDS - 1
    assert closed.take_due(connected=()) == []
    clock.now += 1
    assert closed.take_due(connected=()) == ["tab"]
    assert closed.take_due(connected=()) == []


def test_a_tab_that_came_back_is_kept_until_two_minutes_after_it_closes_again(closed: ClosedTabs, clock: Clock) -> None:
    closed.add("tab")
    clock.now += KEPT_SECONDS
    assert closed.take_due(connected={"tab"}) == []
    clock.now += KEPT_SECONDS
    closed.add("tab")
    assert closed.take_due(connected=()) == []


def test_of_a_visitors_tabs_only_the_latest_are_kept(closed: ClosedTabs) -> None:
    """Else one session could fill the memory within two minutes."""
    for number in range(5):
        closed.add(f"tab {number}", {"session 1": 3})
    closed.add("another's", {"session 2": 3})
    assert closed.take_due(connected=()) == ["tab 0", "tab 1"]
    assert len(closed) == 4


def test_the_sessions_of_an_account_share_its_limit(closed: ClosedTabs) -> None:
    for session in range(4):
        closed.add(f"tab of {session}", {f"session {session}": 3, "account 1": 2})
    assert closed.take_due(connected=()) == ["tab of 0", "tab of 1"]


def test_a_tab_that_is_one_too_many_but_has_come_back_is_not_released(closed: ClosedTabs) -> None:
    closed.add("tab 0", {"session 1": 1})
    closed.add("tab 1", {"session 1": 1})
    assert closed.take_due(connected={"tab 0"}) == []


async def test_the_state_of_a_closed_tab_is_released_and_the_page_loads_again_when_the_tab_returns(
    application: Application, tab: Tab, closed: ClosedTabs, clock: Clock
) -> None:
    await tab.disconnect()
    await release_due(app, closed)
    clock.now += KEPT_SECONDS
    await release_due(app, closed)
    assert held_states(app) == []

    again = await application.connect("Greg", tab.cookie)
    await again.opens("/home")
    assert [student.first_name for student in again.sees(PortalState, "students")] == ["Greg"]


async def test_the_state_of_an_open_tab_is_kept_however_long_nothing_happens(
    tab: Tab, closed: ClosedTabs, clock: Clock
) -> None:
    for _ in range(3):
        await release_due(app, closed)
        clock.now += KEPT_SECONDS
    assert held_states(app) == ["Greg"]
