"""Security and caching headers of every response, including Reflex's and those of static files.

Nothing is cached by default: a response that is not a file of the build may contain a child's data. Hashed assets never
change and are cached forever; pages, the service worker and other files are revalidated each time.
"""

from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal_app.http.policy import content_security_policy
from portal_app.settings import settings

NO_STORE, REVALIDATE, FOREVER = "no-store", "no-cache", "public, max-age=31536000, immutable"
_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture", "midi")
_YEAR = 365 * 24 * 60 * 60


class Headers:
    """ASGI middleware that adds the headers to each HTTP response. `pages`: the folder of the built HTML."""

    def __init__(self, app: ASGIApp, *, pages: Path) -> None:
        self.app = app
        self.of_files = headers_of_files()
        self.of_all = {**self.of_files, **security_headers()}
        # the hashes of the pages' inline scripts make a long policy, which is of no use on other files
        self.policies = {True: content_security_policy(pages), False: content_security_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and add the headers at the start of an HTTP response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                path, headers = scope["path"], MutableHeaders(scope=message)
                is_file = is_built_file(message["status"], headers)
                headers.update(self.of_files if is_file and is_hashed(path) else self.of_others(path))
                headers.setdefault("Cache-Control", caching(path, is_file=is_file))
                if "Location" in headers:
                    headers["Location"] = relative(headers["Location"])
            await send(message)

        await self.app(scope, receive, complete)

    def of_others(self, path: str) -> dict[str, str]:
        """Return the headers of a response that is not a hashed file."""
        return {**self.of_all, "Content-Security-Policy": self.policies[runs_scripts(path)]}


def relative(location: str) -> str:
    """Return the address of a redirect without scheme and host: the framework takes them from the Host header.

    The portal redirects to its own pages only. Two slashes at the start would name another host.
    """
    parts = urlsplit(location)
    return urlunsplit(("", "", "/" + parts.path.lstrip("/\\"), parts.query, parts.fragment))


def headers_of_files() -> dict[str, str]:
    """Return the headers of a hashed file, which is a script or a style sheet.

    Headers that only matter for documents are omitted, because pages load many such files over slow connections.
    """
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    }
    return {**headers, "Strict-Transport-Security": f"max-age={_YEAR}"} if settings().secure else headers


def security_headers() -> dict[str, str]:
    """Return the further headers of all other responses, without the content security policy."""
    return {
        "X-Frame-Options": "DENY",
        # not no-referrer: with that, browsers send "Origin: null" with the portal's own forms
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def is_built_file(status: int, headers: MutableHeaders) -> bool:
    """Return whether a response is a file of the build: only those have an ETag here."""
    return "etag" in headers and status < HTTPStatus.BAD_REQUEST


def caching(path: str, *, is_file: bool) -> str:
    """Return the Cache-Control header of a response."""
    if not is_file:
        return NO_STORE
    return FOREVER if is_hashed(path) else REVALIDATE


def runs_scripts(path: str) -> bool:
    """Return whether a browser runs scripts under the policy of this response: a page, or the service worker."""
    return path == "/sw.js" or PurePosixPath(path).suffix in ("", ".html")


def is_hashed(path: str) -> bool:
    """Return whether this is the path of a hashed file, which is never a page."""
    return path.startswith("/assets/")
