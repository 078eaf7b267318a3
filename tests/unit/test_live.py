"""The task behind open pages: who is asked anew, who is emptied, and what happens when one of them fails."""

from collections.abc import Iterator
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

DONE: list[tuple[str, str]] = []
"""What was done to which tab, in order."""


@pytest.fixture
def district(database_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield the number of a district; three tabs look at it, the session of the third has ended."""
    number = a_district("ABCDEF")

    async def refresh(_app: Any, token: str, _screen: OpenTab) -> None:
        if ("failed", token) not in DONE and token == "first":
            DONE.append(("failed", token))
            raise ConnectionError("Redis is away")
        DONE.append(("asked", token))

    async def empty(_app: Any, token: str) -> None:
        DONE.append(("emptied", token))
        open_tabs.close(token)

    monkeypatch.setattr(live, "_refresh", refresh)
    monkeypatch.setattr(live, "_empty_screen", empty)
    monkeypatch.setattr(live, "still_live", lambda _session, asked: set(asked) - {3})
    DONE.clear()
    for sign_in, token in enumerate(("first", "second", "third"), start=1):
        open_tabs.show(token, a_screen(sign_in, number))
    yield number
    for token in open_tabs.shown():
        open_tabs.close(token)


def a_district(code: str) -> int:
    """Write a district and return its number."""
    with open_session() as session:
        row = District(code=code, name="Clayton")
        session.add(row)
        session.flush()
        return an_id(row)


def a_screen(sign_in: int, district: int) -> OpenTab:
    """Return a page that somebody looks at."""
    viewer = Viewer(guardian_id=sign_in, account_id=sign_in, sign_in_id=sign_in)
    watch = Subscription(students=frozenset(), schools=frozenset(), district=district, guardian=0)
    return OpenTab(f"socket {sign_in}", viewer, PortalState, watch)


def a_follower(*, seen: int = 0) -> Follower:
    """Return a follower whose three sockets are open."""
    sockets = {"first": "socket 1", "second": "socket 2", "third": "socket 3"}
    return Follower(SimpleNamespace(event_namespace=SimpleNamespace(token_to_sid=sockets)), seen=seen)  # type: ignore[arg-type]


def post(district: int) -> None:
    """Note a change for all of the district."""
    with open_session() as session:
        record_change(session, Subject.NOTICE, district_id=district)


async def test_a_page_that_is_being_opened_asks_again_after_any_news(district: int) -> None:
    open_tabs.show("second", replace(a_screen(2, district), watch=None))
    await a_follower().look()
    assert ("asked", "second") not in DONE
    post(a_district("GHIJKL"))
    await a_follower().look()
    assert ("asked", "second") in DONE
    assert ("asked", "first") not in DONE


async def test_a_screen_that_fails_keeps_no_other_one_waiting_and_is_asked_again(district: int) -> None:
    follower = a_follower()
    post(district)
    await follower.look()
    assert sorted(DONE) == [("asked", "second"), ("emptied", "third"), ("failed", "first")]
    await follower.look()
    assert DONE[-1] == ("asked", "first")
    await follower.look()
    assert len(DONE) == 4


async def test_without_news_only_what_ended_is_touched(district: int) -> None:
    await a_follower().look()
    assert DONE == [("emptied", "third")]


async def test_a_tab_that_was_closed_is_forgotten(district: int) -> None:
    follower = a_follower()
    post(district)
    del follower.app.event_namespace.token_to_sid["second"]  # type: ignore[union-attr]
    await follower.look()
    assert ("asked", "second") not in DONE
    assert "second" not in open_tabs.shown()


async def test_what_was_posted_before_the_server_started_moves_nothing(district: int) -> None:
    post(district)
    await a_follower(seen=1).look()
    assert DONE == [("emptied", "third")]
