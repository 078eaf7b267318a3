"""The gate's one short cut: a step that shows nothing passes unlooked, but only by the cookie that bound the state."""

from types import SimpleNamespace

import pytest

from portal_app.domain.accounts.sessions import cookie_name, token_hash
from portal_app.pages import gate
from portal_app.reflex_adapter.events import LOAD_STEPS

STEP = sorted(LOAD_STEPS)[0]


async def emptied_by(cookie: str, event: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the gate did about an event on a state that is bound by the cookie `hers`."""
    done: list[str] = []

    async def look_up(*_question: object, **_wanted: object) -> None:
        done.append("looked up")

    async def empty(_state: object) -> None:
        done.append("emptied")

    monkeypatch.setattr(gate, "in_thread", look_up)
    monkeypatch.setattr(gate, "empty", empty)
    portal = SimpleNamespace(
        _bound_to="Minnie", _bound_by=token_hash("hers"), _last_opened="", router=SimpleNamespace(url="")
    )

    async def get_state(_kind: object) -> object:
        return portal

    async def delta() -> dict[str, object]:
        return {}

    root = SimpleNamespace(_get_resolved_delta=delta)
    headers = {"cookie": f"{cookie_name()}={cookie}"}
    state = SimpleNamespace(get_state=get_state, router_data={"headers": headers}, _get_root_state=lambda: root)
    await gate.Gate().preprocess(None, state, SimpleNamespace(name=event))  # type: ignore[arg-type]
    return done


async def test_it_passes_by_the_very_cookie_that_the_state_is_bound_by(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await emptied_by("hers", STEP, monkeypatch) == []


async def test_by_any_other_cookie_the_session_is_looked_up_and_the_state_emptied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert await emptied_by("his", STEP, monkeypatch) == ["looked up", "emptied"]
    assert await emptied_by("", STEP, monkeypatch) == ["looked up", "emptied"]


async def test_an_event_that_shows_something_is_looked_up_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "looked up" in await emptied_by("hers", "a.page.load", monkeypatch)
