"""The task behind open pages: which tabs are loaded again or emptied, and what happens when one of them fails."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from portal_app import models as m
from portal_app.database import in_session, open_session
from portal_app.domain.accounts import sessions
from portal_app.domain.changes.feed import last_change, record_change
from portal_app.pages import gate, open_tabs
from portal_app.pages.base import PortalState
from portal_app.pages.grades.state import GradesState
from portal_app.pages.home.state import HomeState
from portal_app.pages.live import Follower
from portal_app.pages.recent.state import RecentState
from portal_app.reflex_adapter.events import Event, full_name
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer, an_id
from tests.unit.tabs import Application, Tab, held_at, running_application

NAMES = ("Greg", "Marcia", "Nadia")


class Family:
    """A guardian of one child, who has the home page open."""

    def __init__(self, tab: Tab, student_id: int) -> None:
        self.tab, self.student_id = tab, student_id

    def refreshes(self) -> int:
        """Return how often the page was refreshed after a change."""
        return int(self.tab.sees(PortalState, "refresh_count"))

    def sees(self) -> list[str]:
        """Return the children whom the tab shows."""
        return [student.first_name for student in self.tab.sees(PortalState, "students")]


@pytest.fixture
async def application(database_file: Path) -> AsyncIterator[Application]:
    async with running_application() as application:
        yield application


@pytest.fixture
async def families(application: Application) -> list[Family]:
    """Return three families of one district, each with a tab that shows the home page."""
    return [await a_family(application, name) for name in NAMES]


async def a_family(application: Application, name: str) -> Family:
    """Write a family, and open the home page in a tab named like the child."""
    with open_session() as session:
        student = a_student(session, at=a_school(session, calendar=False, bells=False), first_name=name)
        account_id = a_viewer(session, a_guardian(session, of=student)).account_id
        cookie = sessions.begin(session, account_id, address="203.0.113.7", device="test")
    family = Family(await application.connect(name, cookie), an_id(student))
    await family.tab.opens("/home")
    assert family.sees() == [name]
    return family


def a_follower(application: Application) -> Follower:
    """Return a follower of all that is recorded from now on."""
    return application.follower(seen=in_session(last_change))


def post_about(family: Family) -> None:
    """Record a change that affects one family's child."""
    with open_session() as session:
        record_change(session, m.Subject.SCORE, student_id=family.student_id)


def post_to_all() -> None:
    """Record a change that affects all of the district."""
    with open_session() as session:
        record_change(session, m.Subject.NOTICE, district_id=session.exec(select(m.District.id)).one())


async def test_only_the_tabs_that_a_change_affects_are_loaded_again(
    application: Application, families: list[Family]
) -> None:
    follower = a_follower(application)
    post_about(families[1])
    await follower.poll()
    await follower.poll()
    assert [family.refreshes() for family in families] == [0, 1, 0]


async def test_a_page_that_is_still_loading_loads_again_after_any_change(
    application: Application, families: list[Family]
) -> None:
    """Until its family has been read nobody knows which changes affect it."""
    follower, (greg, marcia, _) = a_follower(application), families
    with held_at(m.Guardianship) as held:
        await greg.tab.begins(GradesState.load, path="/grades")
        await held.reached()
        post_about(marcia)
        poll = asyncio.create_task(follower.poll())
        while "Greg" not in follower.pending and not poll.done():
            await asyncio.wait([poll], timeout=0)
        held.let_go()
        await poll
    assert [family.refreshes() for family in families] == [1, 1, 0]


async def test_a_tab_that_fails_keeps_no_other_one_waiting_and_is_tried_again(
    application: Application, families: list[Family]
) -> None:
    follower, (greg, *others) = a_follower(application), families
    greg.tab.breaks = True
    post_to_all()
    await follower.poll()
    assert (greg.refreshes(), [family.refreshes() for family in others]) == (0, [1, 1])
    greg.tab.breaks = False
    await follower.poll()
    seen = greg.refreshes()
    assert seen > 0
    await follower.poll()
    assert (greg.refreshes(), [family.refreshes() for family in others]) == (seen, [1, 1])


async def test_without_changes_only_ended_sessions_are_emptied(
    application: Application, families: list[Family]
) -> None:
    follower, nadia = a_follower(application), families[2]
    in_session(sessions.end, nadia.tab.cookie)
    await follower.poll()
    assert [family.sees() for family in families] == [["Greg"], ["Marcia"], []]
    assert [family.tab.led_to() for family in families] == [[], [], ["/sign-in/"]]
    assert [family.refreshes() for family in families] == [0, 0, 0]
    assert open_tabs.snapshot().keys() == {"Greg", "Marcia"}


async def test_a_closed_tab_is_forgotten(application: Application, families: list[Family]) -> None:
    follower, greg = a_follower(application), families[0]
    await greg.tab.disconnect()
    post_to_all()
    await follower.poll()
    assert [family.refreshes() for family in families] == [0, 1, 1]
    assert open_tabs.snapshot().keys() == {"Marcia", "Nadia"}


async def test_changes_from_before_the_start_refresh_nothing(application: Application, families: list[Family]) -> None:
    post_to_all()
    await a_follower(application).poll()
    assert [family.refreshes() for family in families] == [0, 0, 0]


async def test_what_is_read_on_one_device_is_read_on_the_others_and_nowhere_else(
    application: Application, families: list[Family]
) -> None:
    """Nothing is announced: the guardian did it."""
    follower, (greg, marcia, _) = a_follower(application), families
    with open_session() as session:
        for family in (greg, marcia):
            record_change(session, m.Subject.ROSTER, student_id=family.student_id)
    await follower.poll()
    phone = await application.connect("Greg's phone", greg.tab.cookie)
    await phone.opens("/recent")
    assert [tab.sees(HomeState, "recent").unread for tab in (greg.tab, marcia.tab)] == [1, 1]
    await phone.calls(RecentState.mark_all, path="/recent")
    assert phone.sees(RecentState, "recent").unread == 0
    announced = greg.refreshes()
    await follower.poll()
    assert [tab.sees(HomeState, "recent").unread for tab in (greg.tab, marcia.tab)] == [0, 1]
    assert greg.refreshes() == announced
    await greg.tab.opens("/home")
    assert greg.tab.sees(HomeState, "recent").days == ()


async def test_what_was_on_screen_stays_on_the_page_and_is_read(
    application: Application, families: list[Family]
) -> None:
    greg, others = families[0], families[1]
    with open_session() as session:
        for family in (greg, others):
            record_change(session, m.Subject.ROSTER, student_id=family.student_id)
    await greg.tab.opens("/home")
    [day] = greg.tab.sees(HomeState, "recent").days
    change_ids = [change_id for item in day.groups[0].activity for change_id in item.change_ids]
    await greg.tab.calls(HomeState.mark_seen, change_ids=[*change_ids, change_ids[0] + 1])
    seen = greg.tab.sees(HomeState, "recent")
    assert (seen.unread, len(seen.days)) == (0, 1)
    await others.tab.opens("/home")
    assert others.tab.sees(HomeState, "recent").unread == 1


async def test_with_a_filter_only_what_the_page_shows_is_marked_as_read(
    application: Application, families: list[Family]
) -> None:
    greg = families[0]
    with open_session() as session:
        guardian = session.exec(select(m.Guardianship.guardian_id).where(m.Guardianship.student_id == greg.student_id))
        sister = a_student(session, at=a_school(session, calendar=False, bells=False), first_name="Cindy")
        session.add(m.Guardianship(guardian_id=guardian.one(), student_id=an_id(sister)))
        for student_id in (greg.student_id, an_id(sister)):
            record_change(session, m.Subject.ROSTER, student_id=student_id)
    await greg.tab.opens("/recent", query=f"?since=&child={greg.student_id}")
    assert greg.tab.sees(RecentState, "recent").unread == 1
    await greg.tab.calls(RecentState.mark_all, path="/recent", query=f"?since=&child={greg.student_id}")
    assert greg.tab.sees(RecentState, "recent").unread == 0
    await greg.tab.opens("/recent", query="?since=nonsense&child=x")
    assert greg.tab.sees(RecentState, "recent").unread == 1


@pytest.mark.parametrize("change_ids", [None, "1", [0], [2**31], ["x"], [1] * 501, {"a": 1}])
async def test_numbers_that_no_page_sends_are_refused(
    application: Application, families: list[Family], change_ids: object
) -> None:
    for state in (HomeState, RecentState):
        await families[0].tab.calls(state.mark_seen, change_ids=change_ids)
    with open_session() as session:
        assert session.exec(select(m.ActivityMark)).all() == []


def test_what_a_page_sends_by_itself_keeps_no_session_alive() -> None:
    for handler in (HomeState.at_bell, HomeState.mark_seen, RecentState.mark_seen):
        event = Event(name=full_name(handler))  # type: ignore[arg-type]
        assert not gate._is_action(PortalState(_reflex_internal_init=True), event)  # type: ignore[call-arg]
    event = Event(name=full_name(RecentState.mark_all))  # type: ignore[arg-type]
    assert gate._is_action(PortalState(_reflex_internal_init=True), event)  # type: ignore[call-arg]
