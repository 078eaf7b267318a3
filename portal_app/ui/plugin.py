"""The portal's own part of the browser's code, given to Reflex's compiler: scripts, style sheets, message catalogs.

They live here beside the Python that uses them and go into the bundle, so that they get hashed names like the rest;
`assets/` is only for what needs a fixed address.
"""

from pathlib import Path
from typing import Any

from portal_app.reflex_adapter.plugins import Plugin
from portal_app.ui.messages import compile_catalogs
from portal_app.ui.refused_form import write_refused_form
from portal_app.ui.worker import write_worker

_HERE = Path(__file__).resolve().parent
_STYLE_SHEETS = ("tokens.css", "base.css", "components.css", "shell.css")
"""What a page needs for its first paint, in the order in which they apply: the page itself contains them."""

_LATER = ("timetable.css", "months.css", "home.css", "family.css", "grades.css", "tight.css", "forced.css")
LATER_STYLES = "portal/later.css"
"""One sheet for the rest: content that is loaded later, large text on small screens, forced colors."""

_THEIR_BAR = "  showNewVersionBanner();\n"
_OUR_PROMPT = '  window.dispatchEvent(new Event("portal-new-version"));\n'


class PortalUiPlugin(Plugin):
    """Compiles `client/`, `css/` and the catalogs into the pages."""

    def pre_compile(self, **context: Any) -> None:
        """Have the files written into the folder that the pages are built in."""
        context["add_save_task"](portal_files)
        context["add_modify_task"]("utils/state.js", with_our_prompt)

    def post_build(self, **context: Any) -> None:
        """Have the files written that name files of the finished build: the service worker and two standalone pages."""
        write_refused_form(context["static_dir"])
        write_worker(context["static_dir"])

    def get_stylesheet_paths(self, **context: Any) -> list[str]:
        """Return the style sheets, in the order in which they apply."""
        return [f"./portal/{name}" for name in _STYLE_SHEETS]


def with_our_prompt(source: str) -> str:
    """Return Reflex's `utils/state.js` without its bar about a new version, in English over the header: ours says it.

    Raises:
        ValueError: the place to change is not there exactly once (another version of Reflex).
    """
    if source.count(_THEIR_BAR) != 1:
        raise ValueError("Reflex announces a new version in another way now: change ui/plugin.py")
    return source.replace(_THEIR_BAR, _OUR_PROMPT)


def portal_files() -> list[tuple[str, str]]:
    """Return path (in the build folder) and content of each file."""
    scripts = [(f"utils/portal/{path.name}", path.read_text()) for path in sorted((_HERE / "client").glob("*.js"))]
    sheets = [(f"styles/portal/{name}", _sheet(name)) for name in _STYLE_SHEETS]
    later = (f"styles/{LATER_STYLES}", "\n".join(map(_sheet, _LATER)))
    catalogs = [(f"utils/portal/catalogs/{name}", text) for name, text in compile_catalogs().items()]
    return [*scripts, *sheets, later, *catalogs]


def _sheet(name: str) -> str:
    return (_HERE / "css" / name).read_text()
