"""What a plugin of Reflex's build is made of."""

from reflex_base.constants import Templates
from reflex_base.plugins import Plugin
from reflex_base.plugins.shared_tailwind import TailwindConfig

__all__ = ["Plugin", "TailwindConfig", "reflex_source"]


def reflex_source(path: str) -> str:
    """Return a file of Reflex's browser code as Reflex ships it, such as `utils/state.js`."""
    return (Templates.Dirs.WEB_TEMPLATE / path).read_text()
