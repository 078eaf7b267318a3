"""What a visitor is told while the database takes nothing: it is locked for long, its disk is full, or it is away.

What was asked has not happened then, since every request is one transaction. A form leads back to its page, which asks
to try again in a moment; a document says when to come back. What needs no answer is tried again behind it.
"""

from asyncio import sleep
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from portal_app.database import UNAVAILABLE, in_thread
from portal_app.domain.accounts.form_errors import Problem
from portal_app.http.answers import to_page
from portal_app.metrics import FAILURES

BACK = {
    "/auth/sign-in": "/sign-in/",
    "/auth/second-step": "/sign-in/",
    "/auth/district": "/sign-in/",
    "/auth/activate": "/activate/",
    "/auth/change-password": "/account/",
    "/auth/second-factor": "/account/",
    "/auth/sign-out-everywhere": "/account/",
}
"""The page that each form was sent from."""
_STEPS = {"/auth/second-step": "2", "/auth/district": "district"}
_SECONDS = 30
_PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
log = structlog.get_logger()


def not_now(request: Request, error: Exception) -> Response:
    """Return the way back to the page of a form, or, for a document, when to ask again."""
    note(error)
    path = request.url.path
    if page := BACK.get(path):
        return to_page(page, error=Problem.NOT_NOW, **({"step": _STEPS[path]} if path in _STEPS else {}))
    later = {"Retry-After": str(_SECONDS), "Cache-Control": "no-store"}
    return PlainTextResponse("Please try again in a moment.", HTTPStatus.SERVICE_UNAVAILABLE, headers=later)


HANDLERS: dict[Any, Any] = dict.fromkeys(UNAVAILABLE, not_now)
"""For Starlette: what answers when the database takes nothing."""


async def do_soon(question: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Do what nobody waits for (in a background task), for about a minute again and again while the database is busy.

    Raises:
        SQLAlchemyError: it was still not possible then.
    """
    for pause in _PAUSES:
        try:
            await in_thread(question, *args, **kwargs)
            return
        except UNAVAILABLE as error:
            note(error)
            await sleep(pause)  # no thread is held meanwhile, however many wait
    await in_thread(question, *args, **kwargs)


def note(error: Exception) -> None:
    """Log that the database took nothing, and count it."""
    log.error("database takes nothing", reason=type(error).__name__, said=str(getattr(error, "orig", ""))[:200])
    FAILURES.labels("database").inc()
