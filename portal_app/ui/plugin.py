"""The portal's own part of the browser's code, given to Reflex's compiler: scripts, style sheets, message catalogues.

They live here beside the Python that uses them and go into the bundle, so that they get hashed names like the rest;
`assets/` is only for what needs a fixed address.
"""

from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from portal_app.ui.messages import compile_catalogues

_HERE = Path(__file__).resolve().parent
_STYLE_SHEETS = ("tokens.css", "base.css", "components.css", "timetable.css", "family.css", "grades.css", "shell.css")


class PortalUiPlugin(Plugin):
    """Compiles `client/`, `css/` and the catalogues into the pages."""

    def pre_compile(self, **context: Any) -> None:
        """Have the files written into the folder that the pages are built in."""
        context["add_save_task"](portal_files)

    def get_stylesheet_paths(self, **context: Any) -> list[str]:
        """Return the style sheets, in the order in which they apply."""
        return [f"./portal/{name}" for name in _STYLE_SHEETS]


def portal_files() -> list[tuple[str, str]]:
    """Return path (in the build folder) and content of each file."""
    scripts = [(f"utils/portal/{path.name}", path.read_text()) for path in sorted((_HERE / "client").glob("*.js"))]
    sheets = [(f"styles/portal/{name}", (_HERE / "css" / name).read_text()) for name in _STYLE_SHEETS]
    catalogues = [(f"utils/portal/catalogues/{name}", text) for name, text in compile_catalogues().items()]
    return [*scripts, *sheets, *catalogues]
