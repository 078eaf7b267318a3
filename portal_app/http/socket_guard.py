"""The guard of the live socket: how much one visitor may send, how many sockets one may hold, and whose tab is whose.

A visitor is a live session, or, without one, a network: a flood without a session can't shut out families who are
signed in behind the same address, and a flood with one shuts out itself only. Whoever sends more than a person could
is cut off and kept out for a moment. The size of a message is Reflex's to refuse (`serve.py` sets the limit).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

import structlog
from starlette.requests import HTTPConnection
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal_app.database import in_thread
from portal_app.domain.accounts import sessions
from portal_app.http.client import client_address
from portal_app.infrastructure import cookies
from portal_app.infrastructure.throttle import network
from portal_app.metrics import SOCKETS

KEPT_OUT = 10.0  # seconds
_MOST_VISITORS = 10_000  # before those who have gone are looked for
_CLOSED: Message = {"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION, "reason": "Too many messages."}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a visitor may use: open sockets, and messages. A handshake costs as much as several messages."""

    sockets: int
    burst: int
    per_second: float
    handshake: int


SIGNED_IN = Allowance(sockets=20, burst=120, per_second=10, handshake=3)
WITHOUT_SESSION = Allowance(sockets=200, burst=600, per_second=60, handshake=20)
"""A whole school may sit behind one address; but the pages before sign-in hardly send anything, and work without."""


@dataclass(slots=True)
class Visitor:
    """What a visitor has left (a token bucket), and until when they are kept out. Times are of `time.monotonic`."""

    allowance: Allowance
    left: float
    at: float
    sockets: int = 0
    kept_out_until: float = field(default=0.0)

    def may_enter(self, now: float) -> bool:
        """Return whether one more socket may be opened, and count its cost."""
        has_room = now >= self.kept_out_until and self.sockets < self.allowance.sockets
        return has_room and self.spend(self.allowance.handshake, now)

    def spend(self, cost: int, now: float) -> bool:
        """Use up so many messages; return whether they were left. Who overdraws is kept out for a moment."""
        self.left = min(self.allowance.burst, self.left + (now - self.at) * self.allowance.per_second) - cost
        self.at = now
        if self.left < 0:
            self.left, self.kept_out_until = 0, now + KEPT_OUT
            return False
        return True

    def is_gone(self, now: float) -> bool:
        """Return whether there is nothing to remember: no socket, and as much left as a newcomer has."""
        rested = self.left + (now - self.at) * self.allowance.per_second >= self.allowance.burst
        return not self.sockets and rested and now >= self.kept_out_until


class SocketGuard:
    """ASGI middleware around the live socket. `clock` counts seconds."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._clock = clock
        self._visitors: dict[str, Visitor] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the socket in, count what it sends, and cut it off when that is too much."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        visitor = await self._visitor(HTTPConnection(scope))
        if not visitor.may_enter(self._clock()):
            log.warning("socket refused", address=client_address(HTTPConnection(scope)))
            await send(_CLOSED)
            return
        visitor.sockets += 1
        try:
            with SOCKETS.track_inprogress():
                await self.app(bound_to_cookie(scope), self._counted(visitor, scope, receive, send), send)
        finally:
            visitor.sockets -= 1

    async def _visitor(self, connection: HTTPConnection) -> Visitor:
        token = cookies.cookie_value(connection.headers.get("cookie", ""), cookies.SESSION)
        live = await in_thread(sessions.resolve, token)
        who = f"session {live.viewer.sign_in_id}" if live else network(client_address(connection))
        now = self._clock()
        if len(self._visitors) >= _MOST_VISITORS:
            self._visitors = {name: one for name, one in self._visitors.items() if not one.is_gone(now)}
        allowance = SIGNED_IN if live else WITHOUT_SESSION
        return self._visitors.setdefault(who, Visitor(allowance, left=allowance.burst, at=now))

    def _counted(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> Receive:
        """Return a `receive` after whose last allowed message the socket is closed, as if the visitor had hung up."""

        async def count() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or visitor.spend(1, self._clock()):
                return message
            log.warning("socket cut off", address=client_address(HTTPConnection(scope)))
            await send(_CLOSED)
            return {"type": "websocket.disconnect", "code": WS_1008_POLICY_VIOLATION}

        return count


def bound_to_cookie(scope: Scope) -> Scope:
    """Return the scope of a socket with its tab's token replaced by one that only this browser's cookies lead to.

    The browser makes the token and puts it into the address, so it can be copied, from a proxy's log for one. What
    Reflex keeps for a tab, and sends to it, hangs on the token alone. So the token that Reflex sees is a digest of the
    browser's token and the portal's cookies: a copy without them names another, empty tab.
    """
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    header = HTTPConnection(scope).headers.get("cookie", "")
    secrets = [cookies.cookie_value(header, name) for name in (cookies.SESSION, cookies.TYPED_KEY)]
    bound = [(name, _digest(value, *secrets) if name == "token" else value) for name, value in query]
    return {**scope, "query_string": urlencode(bound).encode()}


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
