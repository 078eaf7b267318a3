"""Has the browser connect to the address from which it loaded the page.

Reflex writes the server's address into the built JavaScript and corrects only the host name, so that a build would be
good for one port alone. The portal serves pages and socket on one port, whatever it is, hence one build fits every
`PORT`, host name and proxy.
"""

from typing import Any

from portal_app.reflex_adapter.plugins import Plugin, reflex_source

_SOURCE = "utils/state.js"
_ENDPOINT = "  const endpoint = new URL(url_str);\n"
_FROM_PAGE = """\
  if (typeof window !== "undefined") {
    return new URL(new URL(url_str).pathname, window.location.origin);
  }
"""


class SameOriginPlugin(Plugin):
    """Compiles the address of the page into the client in place of a fixed one."""

    def pre_compile(self, **context: Any) -> None:
        """Have the client's source rewritten, always from Reflex's own copy of it."""
        context["add_save_task"](lambda: (_SOURCE, same_origin(reflex_source(_SOURCE))))


def same_origin(source: str) -> str:
    """Return Reflex's `utils/state.js` with every server address taken from the page's own.

    Raises:
        ValueError: the place to change is not there exactly once (another version of Reflex).
    """
    if source.count(_ENDPOINT) != 1:
        raise ValueError(
            "Reflex resolves the server's address in another way now: change reflex_adapter/same_origin.py"
        )
    return source.replace(_ENDPOINT, _FROM_PAGE + _ENDPOINT)
