"""The task behind open pages: which tabs are loaded again or emptied, and what happens when one of them fails."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal_app.database import open_session
from portal_app.domain.access import Viewer
from portal_app.domain.changes.feed import Subscription, record_change
from portal_app.models import District, Subject
from portal_app.pages import live, open_tabs
from portal_app.pages.base import PortalState
from portal_app.pages.live import Follower
from portal_app.pages.open_tabs import OpenTab
from tests.unit.builders import an_id


@pytest.fixture(autouse=True)
def no_open_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a process of its own, as far as its open tabs go."""
    monkeypatch.setattr(open_tabs, "_tabs", {})


@pytest.fixture
def district(database_file: Path) -> int:
    """Return the id of a district; three tabs show it."""
    district_id = a_district("ABCDEF")
    for sign_in, token in enumerate(("first", "second", "third"), start=1):
        open_tabs.register(token, a_tab(sign_in, district_id))
    return district_id


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return what happens to which tab, in order. The session of the third tab has ended; the first fails once."""
    done: list[tuple[str, str]] = []

    async def refresh(_app: Any, token: str, _tab: OpenTab) -> None:
        if ("failed", token) not in done and token == "first":
            done.append(("failed", token))
            raise ConnectionError("Redis is away")
        done.append(("refreshed", token))

    async def empty(_app: Any, token: str) -> None:
        done.append(("emptied", token))
        open_tabs.close(token)

    monkeypatch.setattr(live, "_refresh", refresh)
    monkeypatch.setattr(live, "_empty_tab", empty)
    monkeypatch.setattr(live, "still_live", lambda _session, sign_ins: set(sign_ins) - {3})
    return done


def a_district(code: str) -> int:
    """Write a district and return its id."""
    with open_session() as session:
        row = District(code=code, name="Clayton")
        session.add(row)
        session.flush()
        return an_id(row)


def a_tab(sign_in: int, district: int) -> OpenTab:
    """Return a page that somebody has open."""
    viewer = Viewer(guardian_id=sign_in, account_id=sign_in, sign_in_id=sign_in)
    subscription = Subscription(students=frozenset(), schools=frozenset(), district=district, guardian=0)
    return OpenTab(f"socket {sign_in}", viewer, PortalState, subscription)


def a_follower(*, seen: int = 0) -> Follower:
    """Return a follower whose three sockets are open."""
    sockets = {"first": "socket 1", "second": "socket 2", "third": "socket 3"}
    return Follower(SimpleNamespace(event_namespace=SimpleNamespace(token_to_sid=sockets)), seen=seen)  # type: ignore[arg-type]


def post(district: int) -> None:
    """Record a change that affects all of the district."""
    with open_session() as session:
        record_change(session, Subject.NOTICE, district_id=district)


async def test_a_page_that_is_still_loading_loads_again_after_any_change(
    district: int, done: list[tuple[str, str]]
) -> None:
    open_tabs.register("second", replace(a_tab(2, district), subscription=None))
    await a_follower().poll()
    assert ("refreshed", "second") not in done
    post(a_district("GHIJKL"))
    await a_follower().poll()
    assert ("refreshed", "second") in done
    assert ("refreshed", "first") not in done


async def test_a_tab_that_fails_keeps_no_other_one_waiting_and_is_tried_again(
    district: int, done: list[tuple[str, str]]
) -> None:
    follower = a_follower()
    post(district)
    await follower.poll()
    assert sorted(done) == [("emptied", "third"), ("failed", "first"), ("refreshed", "second")]
    await follower.poll()
    assert done[-1] == ("refreshed", "first")
    await follower.poll()
    assert len(done) == 4


async def test_without_changes_only_ended_sessions_are_emptied(district: int, done: list[tuple[str, str]]) -> None:
    await a_follower().poll()
    assert done == [("emptied", "third")]


async def test_a_closed_tab_is_forgotten(district: int, done: list[tuple[str, str]]) -> None:
    follower = a_follower()
    post(district)
    del follower.app.event_namespace.token_to_sid["second"]  # type: ignore[union-attr]
    await follower.poll()
    assert ("refreshed", "second") not in done
    assert "second" not in open_tabs.snapshot()


async def test_changes_from_before_the_start_refresh_nothing(district: int, done: list[tuple[str, str]]) -> None:
    post(district)
    await a_follower(seen=1).poll()
    assert done == [("emptied", "third")]
