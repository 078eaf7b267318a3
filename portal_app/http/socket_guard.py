"""Protects the live socket: limits messages and connections per visitor, and binds each tab to its browser's cookies.

A visitor is a live session or, without one, a network. So a flood without a session can't lock out families who are
signed in behind the same address, and a flood with one only locks out itself. A visitor who sends more than a person
could is disconnected and blocked for a moment. An account, whose sessions may be many, has limits of its own. Reflex
limits the size of a message (`serve.py` sets the limit).
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
from portal_app.infrastructure.visitors import SCOPE_KEY
from portal_app.metrics import SOCKETS

BLOCKED_FOR = 10.0  # seconds
_MAX_VISITORS = 10_000  # remembered before those who are gone are removed
_CLOSED: Message = {"type": "websocket.close", "code": WS_1008_POLICY_VIOLATION, "reason": "Too many messages."}
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a visitor may use: open sockets, and messages (a token bucket). A handshake costs several messages.

    `closed_tabs` are kept for two minutes, if the visitor closes no more of them (`pages/closed_tabs.py`).
    """

    sockets: int
    closed_tabs: int
    burst: int
    per_second: float
    handshake: int


SIGNED_IN = Allowance(sockets=20, closed_tabs=20, burst=120, per_second=10, handshake=3)
ACCOUNT = Allowance(sockets=20, closed_tabs=40, burst=1200, per_second=60, handshake=3)
"""What all sessions of an account may use together."""
WITHOUT_SESSION = Allowance(sockets=200, closed_tabs=200, burst=600, per_second=60, handshake=20)
"""Larger, because a whole school may be behind one address. The public pages send almost nothing and work without."""


@dataclass(slots=True)
class Visitor:
    """The state of a visitor's token bucket, and until when they are blocked. Times are those of `time.monotonic`."""

    name: str
    allowance: Allowance
    left: float
    at: float
    account: "Visitor | None" = None
    """The account that a session belongs to: its limits apply too."""
    sockets: int = 0
    blocked_until: float = field(default=0.0)

    def may_enter(self, now: float) -> bool:
        """Return whether the visitor may open one more socket, and charge for the handshake."""
        has_room = all(now >= one.blocked_until and one.sockets < one.allowance.sockets for one in self.all())
        return has_room and self.spend(self.allowance.handshake, now)

    def all(self) -> "list[Visitor]":
        """Return the visitor, and the account that it belongs to."""
        return [self, self.account] if self.account else [self]

    def closed_tabs_kept(self) -> dict[str, int]:
        """Return how many closed tabs are kept for the visitor, and for the account that it belongs to."""
        return {one.name: one.allowance.closed_tabs for one in self.all()}

    def open(self, number: int) -> None:
        """Count sockets that were opened, or closed (-1)."""
        for one in self.all():
            one.sockets += number

    def spend(self, cost: int, now: float) -> bool:
        """Charge for so many messages; return whether that many were left. If not, block the visitor for a moment."""
        return all(one._spend(cost, now) for one in self.all())

    def _spend(self, cost: int, now: float) -> bool:
        self.left = min(self.allowance.burst, self.left + (now - self.at) * self.allowance.per_second) - cost
        self.at = now
        if self.left < 0:
            self.left, self.blocked_until = 0, now + BLOCKED_FOR
            return False
        return True

    def is_gone(self, now: float) -> bool:
        """Return whether the visitor can be forgotten: no open socket, and a full bucket."""
        is_full = self.left + (now - self.at) * self.allowance.per_second >= self.allowance.burst
        return not self.sockets and is_full and now >= self.blocked_until


class SocketGuard:
    """ASGI middleware for the live socket. `clock` returns seconds."""

    def __init__(self, app: ASGIApp, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._clock = clock
        self._visitors: dict[str, Visitor] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Accept a socket within the visitor's limits, count its messages, and close it when they are too many."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        visitor = await self._visitor(HTTPConnection(scope))
        if not visitor.may_enter(self._clock()):
            log.warning("socket refused", address=client_address(HTTPConnection(scope)))
            await send(_CLOSED)
            return
        visitor.open(1)
        try:
            with SOCKETS.track_inprogress():
                bound = {**bound_to_cookie(scope), SCOPE_KEY: visitor.closed_tabs_kept()}
                await self.app(bound, self._counted(visitor, scope, receive, send), send)
        finally:
            visitor.open(-1)

    async def _visitor(self, connection: HTTPConnection) -> Visitor:
        token = cookies.cookie_value(connection.headers.get("cookie", ""), cookies.SESSION)
        live = await in_thread(sessions.resolve, token)
        now = self._clock()
        if len(self._visitors) >= _MAX_VISITORS:
            self._visitors = {name: one for name, one in self._visitors.items() if not one.is_gone(now)}
        if live is None:
            return self._known(network(client_address(connection)), WITHOUT_SESSION, now)
        account = self._known(f"account {live.viewer.account_id}", ACCOUNT, now)
        return self._known(f"session {live.viewer.sign_in_id}", SIGNED_IN, now, account=account)

    def _known(self, who: str, allowance: Allowance, now: float, *, account: Visitor | None = None) -> Visitor:
        new = Visitor(who, allowance, left=allowance.burst, at=now, account=account)
        return self._visitors.setdefault(who, new)

    def _counted(self, visitor: Visitor, scope: Scope, receive: Receive, send: Send) -> Receive:
        """Return a `receive` that ends the connection at the first message beyond the limit."""

        async def count() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or visitor.spend(1, self._clock()):
                return message
            log.warning("socket cut off", address=client_address(HTTPConnection(scope)))
            await send(_CLOSED)
            return {"type": "websocket.disconnect", "code": WS_1008_POLICY_VIOLATION}

        return count


def bound_to_cookie(scope: Scope) -> Scope:
    """Return the scope of a socket with its tab's token replaced by a digest of the token and this browser's cookies.

    The browser creates the token and sends it in the URL, so it can be copied, for example from a proxy's log. Reflex
    stores and sends a tab's state by the token alone. With the digest, a copied token without the cookies belongs to
    another, empty tab.
    """
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    header = HTTPConnection(scope).headers.get("cookie", "")
    secrets = [cookies.cookie_value(header, name) for name in (cookies.SESSION, cookies.TYPED_KEY)]
    bound = [(name, _digest(value, *secrets) if name == "token" else value) for name, value in query]
    return {**scope, "query_string": urlencode(bound).encode()}


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
