"""The content security policy: what a page of the portal may load and run.

It allows neither `unsafe-eval` nor inline scripts or styles, except those that the build wrote into the pages. They do
not change while the server runs, so their hashes are computed once from the built HTML.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from portal_app.settings import settings


def content_security_policy(pages: Path | None = None) -> str:
    """Return the policy of the built pages in a folder; without one, of the files that the pages load."""
    scripts = " ".join(("'self'", *hashes(pages, "script"))) if pages else "'self'"
    styles = " ".join(("'self'", *hashes(pages, "style"))) if pages else "'self'"
    rules = [
        "default-src 'self'",
        f"script-src {scripts}",
        f"style-src {styles}",
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


def hashes(pages: Path, tag: str) -> list[str]:
    """Return the CSP sources of every inline `tag` (script or style) in the HTML files below a folder, sorted."""
    return sorted({_source(text) for page in pages.rglob("*.html") for text in inline(page.read_text("utf-8"), tag)})


def inline(html: str, tag: str) -> Iterable[str]:
    """Return the text of each `<script>` without `src`, or of each `<style>`, exactly as a browser hashes it."""
    parser = _Inline(tag)
    parser.feed(html.replace("\r\n", "\n"))
    parser.close()
    return parser.found


class _Inline(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._wanted = wanted
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == self._wanted and "src" not in dict(attrs)
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _socket_address() -> str:
    """Return the origin of the live socket: in older browsers 'self' does not include it."""
    return f"{'wss' if settings().secure else 'ws'}://{urlsplit(settings().public_url).netloc}"
