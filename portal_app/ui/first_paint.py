"""What a phone shows first: a page's own HTML, painted before anything else is loaded or run.

Reflex's pages name a style sheet and some twenty scripts, and a phone on a slow line would paint nothing until the
style sheet is there, with the scripts in its way. The built pages are rewritten so that they carry the style sheet
themselves and start their scripts after the first paint. The forms before sign-in work without any, so these pages
only then begin to fetch them; a page that waits for its answers, with grey lines, fetches them meanwhile.
"""

import json
import re
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

_DOCUMENT = "app/_document.js"
_EARLY = 'jsx("link",{as:"style",href:reflexGlobalStyles,rel:"preload"},),'
_SHEET = '{href:reflexGlobalStyles,rel:"stylesheet",type:"text/css"}'
_DORMANT = '{disabled:true,href:reflexGlobalStyles,rel:"stylesheet",type:"text/css"}'

_LINK = re.compile(r'<link(?=[^>]* rel="stylesheet")(?=[^>]* disabled="")[^>]* href="(/assets/[^"]+\.css)"[^>]*/>')
_AHEAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"/>')
_START = re.compile(
    r'<script type="module" async="">(import "[^"]+";\n(?:import \* as \w+ from "[^"]+";\n)+)(.*?)</script>', re.S
)
_IMPORT = re.compile(r'import (?:\* as (\w+) from )?("[^"]+");')
_WAITS = 'class="skeleton'
_PAINTED = "await new Promise((go) => document.hidden ? go() : requestAnimationFrame(() => setTimeout(go)));\n"
_FETCHED = (
    "for (const href of %s) document.head.append("
    'Object.assign(document.createElement("link"), { rel: "modulepreload", href }));\n'
)


class FirstPaintPlugin(Plugin):
    """Rewrites each built page for its first paint."""

    def pre_compile(self, **context: Any) -> None:
        """Have the document name its style sheet without loading it."""
        context["add_modify_task"](_DOCUMENT, with_dormant_sheet)

    def post_build(self, **context: Any) -> None:
        """Rewrite the pages, before they are compressed."""
        built: Path = context["static_dir"]
        for page in built.rglob("*.html"):
            page.write_text(for_first_paint(page.read_text("utf-8"), built), "utf-8")


def with_dormant_sheet(source: str) -> str:
    """Return Reflex's document with its style sheet turned off, for the page carries the same rules itself.

    React goes on to know the link, so it finds the page as it has drawn it.

    Raises:
        ValueError: a place to change is not there exactly once (another version of Reflex).
    """
    if source.count(_EARLY) != 1 or source.count(_SHEET) != 1:
        raise ValueError("Reflex names its style sheet in another way now: portal_app/ui/first_paint.py must follow")
    return source.replace(_EARLY, "").replace(_SHEET, _DORMANT)


def for_first_paint(html: str, built: Path) -> str:
    """Return a built page with its style sheet inside, and with scripts that wait for the first paint.

    Raises:
        ValueError: the page has no dormant style sheet, or starts in another way than Reflex's pages do.
    """
    sheet, start = _LINK.search(html), _START.search(html)
    if sheet is None or start is None:
        raise ValueError("Reflex builds its pages in another way now: portal_app/ui/first_paint.py must follow")
    rules = (built / sheet[1].lstrip("/")).read_text("utf-8")
    html = html.replace(sheet[0], f"<style>{rules}</style>{sheet[0]}")
    begin = _PAINTED
    if _WAITS in html:
        html = _AHEAD.sub(r'<link rel="modulepreload" fetchpriority="low" href="\1"/>', html)
    else:
        begin += _FETCHED % json.dumps(_AHEAD.findall(html))
        html = _AHEAD.sub("", html)
    return html.replace(start[0], f'<script type="module" async="">{begin}{_imports(start[1])}{start[2]}</script>')


def _imports(told: str) -> str:
    """Return static imports as such that are made when it is their turn: all are fetched at once, and run in order."""
    wanted = _IMPORT.findall(told)
    names = ", ".join(name for name, _path in wanted if name)
    paths = ", ".join(f"import({path})" for _name, path in wanted)
    return f"const [, {names}] = await Promise.all([{paths}]);\n"
