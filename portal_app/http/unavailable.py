"""Responses while the database is unavailable: locked for too long, disk full, or not reachable.

Every request is one transaction, so what was requested has not happened. A form leads back to its page, which asks the
visitor to try again; other routes return 503 with Retry-After. Work that needs no response is retried later.
"""

from asyncio import sleep
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from portal_app.database import UNAVAILABLE, in_thread
from portal_app.domain.accounts.form_errors import Problem
from portal_app.http.responses import to_page
from portal_app.metrics import FAILURES

P = ParamSpec("P")
PAGES = {
    "/auth/sign-in": "/sign-in/",
    "/auth/mfa-code": "/sign-in/",
    "/auth/district": "/sign-in/",
    "/auth/activate": "/activate/",
    "/auth/change-password": "/account/",
    "/auth/mfa": "/account/",
    "/auth/sign-out-everywhere": "/account/",
}
"""The page that each form is sent from."""
_STEPS = {"/auth/mfa-code": "2", "/auth/district": "district"}
_RETRY_AFTER = 30  # seconds
_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # seconds between background retries
log = structlog.get_logger()


def not_now(request: Request, error: Exception) -> Response:
    """Return a redirect to the page of a form, or, for anything else, a 503."""
    record_outage(error)
    path = request.url.path
    if page := PAGES.get(path):
        return to_page(page, error=Problem.NOT_NOW, **({"step": _STEPS[path]} if path in _STEPS else {}))
    headers = {"Retry-After": str(_RETRY_AFTER), "Cache-Control": "no-store"}
    return PlainTextResponse("Please try again in a moment.", HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)


HANDLERS: dict[Any, Any] = dict.fromkeys(UNAVAILABLE, not_now)
"""Starlette's exception handlers for an unavailable database."""


async def retry_while_unavailable(
    work: Callable[Concatenate[Session, P], object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """Run `work(session, ...)` in a background task; while the database is unavailable retry for about a minute.

    Raises:
        SQLAlchemyError: the database was still unavailable at the last try.
    """
    for pause in _PAUSES:
        try:
            await in_thread(work, *args, **kwargs)
            return
        except UNAVAILABLE as error:
            record_outage(error)
            await sleep(pause)  # no thread is held meanwhile, however many tasks wait
    await in_thread(work, *args, **kwargs)


def record_outage(error: Exception) -> None:
    """Log that the database is unavailable, and count it."""
    log.error("database unavailable", reason=type(error).__name__, details=str(getattr(error, "orig", ""))[:200])
    FAILURES.labels("database").inc()
