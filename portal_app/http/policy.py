"""The content security policy: what a page of the portal may load and run.

No `unsafe-eval` and no inline script but those that the build wrote into the pages; they never change while the server
runs, so their hashes are computed once from the built HTML.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from portal_app.settings import settings


def content_security_policy(pages: Path) -> str:
    """Return the policy for the built pages in a folder."""
    scripts = " ".join(("'self'", *script_hashes(pages)))
    rules = [
        "default-src 'self'",
        f"script-src {scripts}",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        f"connect-src 'self' {_socket_address()}",
        "worker-src 'self'",
        "manifest-src 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    return "; ".join(rules + (["upgrade-insecure-requests"] if settings().secure else []))


def script_hashes(pages: Path) -> list[str]:
    """Return the CSP sources of every inline script in the HTML files of a folder and those below it, sorted."""
    found = {_source(script) for page in pages.rglob("*.html") for script in inline_scripts(page.read_text("utf-8"))}
    return sorted(found)


def inline_scripts(html: str) -> Iterable[str]:
    """Return the text of each `<script>` without `src`, exactly as a browser hashes it."""
    parser = _Scripts()
    parser.feed(html.replace("\r\n", "\n"))
    parser.close()
    return parser.found


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and "src" not in dict(attrs)
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def _source(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _socket_address() -> str:
    """Return the address of the live socket: older browsers do not count it as 'self'."""
    return f"{'wss' if settings().secure else 'ws'}://{urlsplit(settings().public_url).netloc}"
