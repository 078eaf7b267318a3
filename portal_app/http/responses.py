"""Responses to the portal's own forms: a redirect to one of its pages, and cookies that no script can read."""

import os
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

from portal_app.fair_threads import FairThreads
from portal_app.infrastructure import cookies
from portal_app.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
_NICENESS = 10  # each step of niceness is worth about a quarter of the processor: these threads get a tenth of it


def _lower_priority() -> None:
    """Lower this thread's priority, on systems where threads have one (Linux)."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


# A low-priority thread pool: bcrypt keeps a core busy for a good part of a second, and pages come first. Hashing holds
# no interpreter lock that other threads would wait for. It never runs on the threads that read for pages.
_THREADS = 2
_HASHING = FairThreads(
    ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="hashing", initializer=_lower_priority),
    threads=_THREADS,
    per_key=1,
)


async def in_hashing_thread(who: Hashable, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return `work(...)`, run in one of the few threads that may hash passwords.

    `who`: the account, as far as it is known. One hash of an account runs at a time; accounts wait in turn.
    """
    return await _HASHING.run(who, lambda: work(*args, **kwargs))


def session_token(request: Request) -> str:
    """Return the session cookie's value; empty when there is none."""
    return cookies.cookie_value(request.headers.get("cookie", ""), cookies.SESSION)


def to_page(page: str, **query: str) -> RedirectResponse:
    """Return a redirect to a page of the portal. Never put a secret into the query."""
    return RedirectResponse(page + (f"?{urlencode(query)}" if query else ""), HTTPStatus.SEE_OTHER)


def with_cookie(response: RedirectResponse, base: str, value: str, *, seconds: int | None) -> RedirectResponse:
    """Add an HttpOnly cookie that lasts so many seconds, or until the browser is closed (None)."""
    response.set_cookie(
        cookies.cookie_name(base),
        value,
        max_age=seconds,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )
    return response


def without_cookie(response: RedirectResponse, base: str) -> RedirectResponse:
    """Make the response delete a cookie."""
    return with_cookie(response, base, "", seconds=0)


def signed_out(response: RedirectResponse) -> RedirectResponse:
    """Make the response delete the session cookie and what the browser has stored of the portal."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return without_cookie(response, cookies.SESSION)
