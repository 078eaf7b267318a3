"""The address that parents type, requested as their browsers do: through the proxy, over TLS, and with a WebSocket.

A wrong PORTAL_PUBLIC_URL or a proxy that passes no WebSockets refuses every sign-in, and nothing on the server fails.
"""

import http.client
import json
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from portal_app.doctor.findings import Finding, good, warning, wrong
from portal_app.doctor.stores import OWN_MACHINE
from portal_app.settings import settings

_ABOUT = "address"
_TIMEOUT = 5  # seconds
_SOCKET = "/_event/?EIO=4&transport=websocket"
_HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHBvcnRhbCBjaGVjaw==",  # any 16 bytes: nothing is sent over this socket
}
_FROM_A_PROXY = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)


def address() -> Iterator[Finding]:
    """Check whether the public address leads to a running portal that accepts pages opened under it."""
    chosen, public = settings(), urlsplit(settings().public_url)
    if chosen.trusted_proxy_hops and public.hostname in OWN_MACHINE:
        fix = "Set PORTAL_PUBLIC_URL to the address that parents type, such as https://portal.example.org."
        yield wrong(_ABOUT, f"behind a proxy, but parents would have to type {chosen.public_url}", fix)
        return
    try:
        yield _finding(public)
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or "TLS failed"
        fix = "Let the proxy renew its certificate, and check that it is for this name."
        yield wrong(_ABOUT, f"browsers do not trust {chosen.public_url}: {reason}", fix)
    except (OSError, http.client.HTTPException) as error:
        yield _unreachable(public, error)


def _unreachable(public: SplitResult, error: Exception) -> Finding:
    found = f"{public.geturl()} can't be reached from this machine ({str(error) or type(error).__name__})"
    if public.hostname in OWN_MACHINE:
        return warning(_ABOUT, found, "Start the portal (`portal serve`), and run `portal doctor` again.")
    fix = (
        "Open it on a phone. If that works, this network does not lead back to itself, and nothing is wrong; if not, "
        "check PORTAL_PUBLIC_URL, its DNS entry, the proxy and the firewall."
    )
    return warning(_ABOUT, found, fix)


def _finding(public: SplitResult) -> Finding:
    """Return what is wrong with the answers, in the order in which a browser would meet it."""
    status, body, location = _request(public, "/healthz")
    shown = public.geturl()
    if status in _FROM_A_PROXY:
        fix = f"Start the portal, and check that the proxy passes requests to {settings().host}:{settings().port}."
        return wrong(_ABOUT, f"the proxy at {shown} does not reach the portal (it answers {status})", fix)
    if location:
        elsewhere = urlsplit(location)
        fix = f"Set PORTAL_PUBLIC_URL={elsewhere.scheme}://{elsewhere.netloc}, and restart the portal."
        return wrong(_ABOUT, f"{shown} redirects to another address", fix)
    if not _is_portal(body):
        fix = "Correct PORTAL_PUBLIC_URL, or what the proxy passes requests to."
        return wrong(_ABOUT, f"something other than the portal answers at {shown} ({status})", fix)
    if status != HTTPStatus.OK:
        return wrong(_ABOUT, f"the portal at {shown} can't use its database", "See `database` above.")
    return _socket_finding(public)


def _socket_finding(public: SplitResult) -> Finding:
    shown = public.geturl()
    status, *_ = _request(public, _SOCKET, {**_HANDSHAKE, "Origin": shown})
    if status == HTTPStatus.SWITCHING_PROTOCOLS:
        return good(_ABOUT, f"{shown} leads to the portal, WebSockets included")
    if status == HTTPStatus.FORBIDDEN:
        fix = f"Restart the portal with PORTAL_PUBLIC_URL={shown}: it was started with another one."
        return wrong(_ABOUT, f"the running portal refuses pages that are opened at {shown}", fix)
    fix = "Let the proxy pass WebSockets: deploy/Caddyfile and deploy/nginx.conf show how."
    return wrong(_ABOUT, f"{shown} passes no WebSockets (it answers {status}): pages would stay empty", fix)


def _request(public: SplitResult, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    """Return status, body and Location of a GET at the public address."""
    connect = http.client.HTTPSConnection if public.scheme == "https" else http.client.HTTPConnection
    connection = connect(public.hostname or "", public.port, timeout=_TIMEOUT)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = b"" if answer.status == HTTPStatus.SWITCHING_PROTOCOLS else answer.read(1000)
        return answer.status, body, answer.getheader("Location", "")
    finally:
        connection.close()


def _is_portal(body: bytes) -> bool:
    """Return whether a body is an answer of `/healthz`."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("status") in ("ok", "unavailable")
