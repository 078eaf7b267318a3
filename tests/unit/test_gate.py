"""The gate's one short cut: a step that shows nothing passes without a query, by the cookie that bound the state."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from portal_app.database import in_session, open_session
from portal_app.domain.accounts import sessions
from portal_app.pages.base import PortalState
from portal_app.pages.home.state import HomeState
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer
from tests.unit.tabs import Application, Tab, running_application, statements

STEP = "reflex___state____state.set_is_hydrated"


def cookie_of(name: str) -> str:
    """Write a guardian of a child of that name, and return the cookie of a new session."""
    with open_session() as session:
        child = a_student(session, at=a_school(session), first_name=name)
        viewer = a_viewer(session, a_guardian(session, of=child))
        return sessions.begin(session, viewer.account_id, address="203.0.113.7", device="test")


@pytest.fixture
async def application(database_file: Path) -> AsyncIterator[Application]:
    async with running_application() as application:
        yield application


@pytest.fixture
async def hers(application: Application) -> Tab:
    """Return the tab of a guardian who has opened the home page."""
    tab = await application.connect("the tab", cookie_of("Greg"))
    await tab.opens("/home")
    assert names(tab) == ["Greg"]
    return tab


def names(tab: Tab) -> list[str]:
    """Return the children whom a tab shows."""
    return [student.first_name for student in tab.sees(PortalState, "students")]


async def test_it_passes_by_the_very_cookie_that_the_state_is_bound_by(hers: Tab) -> None:
    with statements() as sent:
        await hers.calls(STEP, value=True)
    assert sent == []
    assert names(hers) == ["Greg"]
    assert hers.led_to() == []


async def test_by_another_guardians_cookie_the_session_is_looked_up_and_the_state_emptied(
    application: Application, hers: Tab
) -> None:
    await hers.disconnect()
    his = await application.connect("the tab", cookie_of("Marcia"))
    with statements() as sent:
        await his.calls(STEP, value=True)
    assert any("FROM signin" in statement for statement in sent)
    assert names(his) == []


@pytest.mark.parametrize("cookie", ["", "a cookie of no session"])
async def test_by_no_sessions_cookie_the_state_is_emptied(application: Application, hers: Tab, cookie: str) -> None:
    await hers.disconnect()
    nobodys = await application.connect("the tab", cookie)
    await nobodys.calls(STEP, value=True)
    assert names(nobodys) == []


async def test_an_event_that_shows_something_is_looked_up_each_time(hers: Tab) -> None:
    load: Any = HomeState.load
    with statements() as sent:
        await hers.calls(load)
    assert any("FROM signin" in statement for statement in sent)
    in_session(sessions.end, hers.cookie)
    await hers.calls(load)
    assert names(hers) == []
    assert hers.led_to() == ["/sign-in/"]
