"""One log line per request to the portal's own routes, with an id that all log lines about the request share."""

import time
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal_app.metrics import REQUESTS

log = structlog.get_logger()


class RequestLog:
    """ASGI middleware: binds a request id, and logs route, status and duration.

    Only the first part of a path is logged: what follows may be a secret, as in a calendar's private address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application, and log the request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, started, status = uuid4().hex[:16], time.perf_counter(), 500

        async def add_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, add_id)
            finally:
                seconds, route = time.perf_counter() - started, _route(scope)
                log.info("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000))
                REQUESTS.labels(route, status).observe(seconds)


def _route(scope: Scope) -> str:
    path: str = scope["path"]
    return "/" + path.strip("/").partition("/")[0]
