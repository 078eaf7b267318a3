"""The headers of every answer, Reflex's and the static files' too: what a browser may do with it, and keep of it.

Caching is closed by default: what is not a file of the build may hold a child's data and is never stored. A hashed
asset never changes; a page, the service worker and the rest of the files are asked about each time.
"""

from http import HTTPStatus
from pathlib import Path, PurePosixPath

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal_app.http.policy import content_security_policy
from portal_app.settings import settings

NO_STORE, ASK_FIRST, FOREVER = "no-store", "no-cache", "public, max-age=31536000, immutable"
_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture", "midi")
_YEAR = 365 * 24 * 60 * 60


class Headers:
    """ASGI middleware that completes the headers of each HTTP answer. `pages`: the folder of the built HTML."""

    def __init__(self, app: ASGIApp, *, pages: Path) -> None:
        self.app = app
        self.fixed = security_headers()
        # what the pages may run is a long list, and says nothing to a file that a page loads
        self.policies = {True: content_security_policy(pages), False: content_security_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and complete the start of an HTTP answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.fixed)
                headers["Content-Security-Policy"] = self.policies[runs_scripts(scope["path"])]
                headers.setdefault("Cache-Control", caching(scope["path"], message["status"], headers))
            await send(message)

        await self.app(scope, receive, complete)


def security_headers() -> dict[str, str]:
    """Return the headers that are the same on every answer."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        # not no-referrer: with it, browsers send "Origin: null" with our own forms
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return {**headers, "Strict-Transport-Security": f"max-age={_YEAR}"} if settings().secure else headers


def caching(path: str, status: int, headers: MutableHeaders) -> str:
    """Return what may be kept of an answer. A file of the build is known by its ETag; nothing else here has one."""
    is_file = "etag" in headers and status < HTTPStatus.BAD_REQUEST
    if not is_file:
        return NO_STORE
    return FOREVER if is_built(path) else ASK_FIRST


def runs_scripts(path: str) -> bool:
    """Return whether a browser runs scripts by the policy of this answer: a page, or the service worker."""
    return path == "/sw.js" or PurePosixPath(path).suffix in ("", ".html")


def is_built(path: str) -> bool:
    """Return whether this is the address of a hashed file, which is never a page."""
    return path.startswith("/assets/")
