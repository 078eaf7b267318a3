"""Where Reflex stores the states of tabs, and how they are released before they expire."""

from collections.abc import Iterable

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken
from reflex.utils.token_manager import RedisTokenManager
from reflex_base.constants import StateManagerMode


def state_manager_mode(*, redis: bool) -> StateManagerMode:
    """Return Redis or this process's memory, never Reflex's default: pickled files on disk with children's data."""
    return StateManagerMode.REDIS if redis else StateManagerMode.MEMORY


def held_states(app: rx.App) -> list[str]:
    """Return the tokens of the tabs whose state this process holds; of none where Redis holds them."""
    manager = app.state_manager
    return list(manager.states) if isinstance(manager, StateManagerMemory) else []


async def release_state(app: rx.App, token: str) -> None:
    """Forget the state of a tab that has no socket. An event of the tab that is still under way keeps it."""
    manager, root = app.state_manager, BaseStateToken(ident=token, cls=rx.State)
    if isinstance(manager, StateManagerMemory):
        lock = manager._states_locks.get(root.lock_key)
        if lock is None or not lock.locked():
            manager._purge_token(root)
    elif isinstance(manager, StateManagerRedis) and not await _is_connected_elsewhere(app, token):
        await manager.redis.delete(*[str(root.with_cls(cls)) for cls in _with_substates(rx.State)])


async def _is_connected_elsewhere(app: rx.App, token: str) -> bool:
    """Return whether the tab has come back to another process: its socket's record is in Redis then."""
    tokens = app.event_namespace._token_manager if app.event_namespace else None
    return isinstance(tokens, RedisTokenManager) and bool(await tokens.redis.exists(tokens._get_redis_key(token)))


def _with_substates(state: type[rx.state.BaseState]) -> Iterable[type[rx.state.BaseState]]:
    yield state
    for substate in state.get_substates():
        yield from _with_substates(substate)
