"""Where Reflex stores the state of a tab."""

from reflex_base.constants import StateManagerMode


def state_manager_mode(*, redis: bool) -> StateManagerMode:
    """Return Redis or this process's memory, never Reflex's default: pickled files on disk with children's data."""
    return StateManagerMode.REDIS if redis else StateManagerMode.MEMORY
