"""What a phone shows first: a page's own HTML, painted before anything else is loaded or run.

Reflex's pages name a style sheet and some twenty scripts, and a phone on a slow line would paint nothing until the
style sheet is there, with the scripts in its way. The built pages are rewritten so that they carry what the first paint
needs of the style sheets, and start their scripts and the other sheet after it. The forms before sign-in work without
scripts, so these pages only then begin to fetch them; a page that waits for its answers, with grey lines, fetches them
meanwhile. One thing the start does at once: it writes into the sign-in whether the portal is on a home screen.

The start is the same text on every page (`start.js`), and the policy that allows it stays short: so a page
fits into the first packets that a server may send.
"""

import json
import re
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from portal_app.reflex_adapter.plugins import Plugin

_DOCUMENT = "app/_document.js"
_EARLY = 'jsx("link",{as:"style",href:reflexGlobalStyles,rel:"preload"},),'
_SHEET = 'jsx("link",{href:reflexGlobalStyles,rel:"stylesheet",type:"text/css"},)'
_DORMANT = (
    'jsx("link",{disabled:true,href:reflexGlobalStyles,id:"first-styles",rel:"stylesheet"},),'
    'jsx("link",{disabled:true,href:laterStyles,id:"later-styles",rel:"stylesheet"},)'
)

_LINK = re.compile(r'<link disabled="" href="(/assets/[^"]+\.css)" id="(first|later)-styles" rel="stylesheet"/>')
_AHEAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"/>')
_START = re.compile(
    r'<script type="module" async="">import "(?P<manifest>[^"]+)";\n(?P<imports>(?:import \* as \w+ from "[^"]+";\n)+)'
    r'\s*window.__reactRouterRouteModules = \{(?P<routes>[^}]+)\};\s*import\("(?P<entry>[^"]+)"\);</script>'
)
_IMPORT = re.compile(r'import \* as (\w+) from "([^"]+)";')
_ROUTE = re.compile(r'"([^"]+)":(\w+)')
_WAITS = 'class="skeleton'
_STARTER = (Path(__file__).resolve().parent / "start.js").read_text()


class FirstPaintPlugin(Plugin):
    """Rewrites each built page for its first paint."""

    def __init__(self, *, later_styles: str) -> None:
        """Take the path, below `styles/`, of the style sheet that the first paint does without."""
        self._later_styles = later_styles

    def pre_compile(self, **context: Any) -> None:
        """Have the document name its style sheet without loading it."""
        context["add_modify_task"](_DOCUMENT, partial(with_dormant_sheet, later_styles=self._later_styles))

    def post_build(self, **context: Any) -> None:
        """Rewrite the pages, before they are compressed."""
        built: Path = context["static_dir"]
        for page in built.rglob("*.html"):
            page.write_text(for_first_paint(page.read_text("utf-8"), built), "utf-8")


def with_dormant_sheet(source: str, *, later_styles: str) -> str:
    """Return Reflex's document with its style sheet turned off, for the page carries the same rules itself.

    React goes on to know the link, so it finds the page as it has drawn it. Beside it is the second sheet, with
    the rules of what comes after the first paint, which the start turns on.

    Raises:
        ValueError: a place to change is not there exactly once (another version of Reflex).
    """
    if source.count(_EARLY) != 1 or source.count(_SHEET) != 1:
        raise ValueError("Reflex names its style sheet in another way now: change reflex_adapter/first_paint.py")
    later = f'import laterStyles from "$/styles/{later_styles}?url"\n'
    return later + source.replace(_EARLY, "").replace(_SHEET, _DORMANT)


def for_first_paint(html: str, built: Path) -> str:
    """Return a built page with its style sheet inside, and with scripts that wait for the first paint.

    Raises:
        ValueError: the page has no dormant style sheet, or starts in another way than Reflex's pages do.
    """
    sheets, start = {link[2]: link for link in _LINK.finditer(html)}, _START.search(html)
    if len(sheets) != 2 or start is None:
        raise ValueError("Reflex builds its pages in another way now: change reflex_adapter/first_paint.py")
    first, later = sheets["first"], sheets["later"]
    rules = (built / first[1].lstrip("/")).read_text("utf-8")
    html = html.replace(first[0], f"<style>{rules}</style>{first[0]}")
    waits = _WAITS in html
    start_data = {**_start_data(start), "ahead": [] if waits else _AHEAD.findall(html)}
    html = _AHEAD.sub(r'<link rel="modulepreload" fetchpriority="low" href="\1"/>' if waits else "", html)
    if waits:
        html = html.replace(
            later[0], f'<link rel="preload" as="style" fetchpriority="low" href="{later[1]}"/>{later[0]}'
        )
    html = html.replace("</head>", f'<meta name="start" content="{escape(json.dumps(start_data))}"/></head>')
    return html.replace(start[0], f'<script type="module" async="">{_STARTER}</script>')


def _start_data(start: re.Match[str]) -> dict[str, Any]:
    """Return what a page's own start names: React Router's manifest, the modules of the page, and the entry."""
    paths = dict(_IMPORT.findall(start["imports"]))
    routes = {route: paths[name] for route, name in _ROUTE.findall(start["routes"])}
    return {"manifest": start["manifest"], "routes": routes, "entry": start["entry"]}
