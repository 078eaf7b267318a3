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
        self.of_files = headers_of_files()
        self.of_all = {**self.of_files, **security_headers()}
        # what the pages may run is a long list, and says nothing to a file that a page loads
        self.policies = {True: content_security_policy(pages), False: content_security_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and complete the start of an HTTP answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                path, headers = scope["path"], MutableHeaders(scope=message)
                is_file = is_built_file(message["status"], headers)
                headers.update(self.of_files if is_file and is_hashed(path) else self.of_others(path))
                headers.setdefault("Cache-Control", caching(path, is_file=is_file))
            await send(message)

        await self.app(scope, receive, complete)

    def of_others(self, path: str) -> dict[str, str]:
        """Return the headers of an answer that is no hashed file."""
        return {**self.of_all, "Content-Security-Policy": self.policies[runs_scripts(path)]}


def headers_of_files() -> dict[str, str]:
    """Return the headers of a hashed file, which is a script or a style sheet, and may do nothing by itself.

    The others say something to a page alone, and a phone on a slow line waits for each byte of what a page loads.
    """
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    }
    return {**headers, "Strict-Transport-Security": f"max-age={_YEAR}"} if settings().secure else headers


def security_headers() -> dict[str, str]:
    """Return the headers that every other answer has besides; its policy is its own."""
    return {
        "X-Frame-Options": "DENY",
        # not no-referrer: with it, browsers send "Origin: null" with our own forms
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def is_built_file(status: int, headers: MutableHeaders) -> bool:
    """Return whether an answer is a file of the build: those have an ETag, and nothing else here has one."""
    return "etag" in headers and status < HTTPStatus.BAD_REQUEST


def caching(path: str, *, is_file: bool) -> str:
    """Return what may be kept of an answer."""
    if not is_file:
        return NO_STORE
    return FOREVER if is_hashed(path) else ASK_FIRST


def runs_scripts(path: str) -> bool:
    """Return whether a browser runs scripts by the policy of this answer: a page, or the service worker."""
    return path == "/sw.js" or PurePosixPath(path).suffix in ("", ".html")


def is_hashed(path: str) -> bool:
    """Return whether this is the address of a hashed file, which is never a page."""
    return path.startswith("/assets/")
