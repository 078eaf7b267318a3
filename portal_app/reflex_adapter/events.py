"""Events: the names of handlers, what runs before them, and what they send to the browser."""

from functools import cache
from inspect import signature
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

__all__ = [
    "ERROR_REPORTS",
    "LOAD_STEPS",
    "PAGE_START",
    "BaseState",
    "Event",
    "EventSpec",
    "Middleware",
    "StateUpdate",
    "full_name",
    "is_reflexes_own",
    "parameters",
    "update_with",
    "whole_update",
]

_PREFIX = "reflex___state____"
PAGE_START = frozenset({f"{_PREFIX}state.hydrate", f"{_PREFIX}state.hydrate_and_load"})
"""Reflex's own handlers with which a page starts: they send the state as it is, then have the page's `load` run."""
LOAD_STEPS = frozenset(
    {
        f"{_PREFIX}state.set_is_hydrated",
        f"{_PREFIX}state.{_PREFIX}on_load_internal_state.on_load_internal",
        f"{_PREFIX}state.{_PREFIX}on_load_internal_state.set_is_hydrated",
    }
)
"""Reflex's own handlers between a page's start and its `load`: they neither read nor send what a state holds."""

ERROR_REPORTS = frozenset({f"{_PREFIX}state.{_PREFIX}frontend_event_exception_state.handle_frontend_exception"})
"""Reflex's own handlers to which a page reports an error by itself."""


def full_name(handler: rx.EventHandler) -> str:
    """Return the name by which the browser calls a handler."""
    return f"{handler.state_full_name}.{handler.fn.__name__}"


def is_reflexes_own(name: str) -> bool:
    """Return whether a handler is one that Reflex adds to every state or that belongs to a state of its own."""
    state, _, handler = name.rpartition(".")
    return handler == "setvar" or state.rpartition(".")[2].startswith(_PREFIX)


@cache
def parameters(name: str) -> frozenset[str]:
    """Return the names of the arguments that a handler takes from the browser; none if there is no such handler."""
    handler = RegistrationContext.get().event_handlers.get(name)
    return frozenset(list(signature(handler.handler.fn).parameters)[1:]) if handler else frozenset()


def update_with(*events: Any) -> StateUpdate:
    """Return an update that only has the browser run `events`."""
    return StateUpdate(events=Event.from_event_type(list(events)))


async def whole_update(state: BaseState, *events: Any) -> StateUpdate:
    """Return an update with all that has changed in the states of a tab, which has the browser run `events` too.

    Reflex makes such an update at the end of an event only; the gate empties the states instead of running one.
    """
    delta = await state._get_root_state()._get_resolved_delta()
    return StateUpdate(delta=delta, events=Event.from_event_type(list(events)))
