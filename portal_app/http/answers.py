"""How the portal's own forms are answered: a redirect to a page of ours, and cookies that no script can read."""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

from portal_app.infrastructure import cookies
from portal_app.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
_BEHIND = 10  # a step of priority is a quarter more of the processor: these get a tenth of it while pages want it


def _step_back() -> None:
    """Let this thread take what the others leave, on systems that give threads a priority (Linux)."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEHIND)


# Hashing keeps a core busy for a good part of a second: two at a time, never on the threads that read for pages, and
# behind them, for it holds no lock of the interpreter that they could wait for.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing", initializer=_step_back)


async def hashing(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return `work(...)`, done in one of the few threads that may hash."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, lambda: work(*args, **kwargs))


def session_token(request: Request) -> str:
    """Return the session cookie's value; empty when there is none."""
    return cookies.cookie_value(request.headers.get("cookie", ""), cookies.SESSION)


def to_page(page: str, **query: str) -> RedirectResponse:
    """Return a redirect to a page of the portal; never put a secret into the query."""
    return RedirectResponse(page + (f"?{urlencode(query)}" if query else ""), HTTPStatus.SEE_OTHER)


def with_cookie(answer: RedirectResponse, base: str, value: str, *, seconds: int | None) -> RedirectResponse:
    """Return the answer with a closed cookie, for so many seconds or until the browser is closed (None)."""
    answer.set_cookie(
        cookies.cookie_name(base),
        value,
        max_age=seconds,
        path="/",
        secure=settings().secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def without_cookie(answer: RedirectResponse, base: str) -> RedirectResponse:
    """Return the answer with a cookie taken away."""
    return with_cookie(answer, base, "", seconds=0)


def signed_out(answer: RedirectResponse) -> RedirectResponse:
    """Return the answer that also tells the browser to forget what it kept."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return without_cookie(answer, cookies.SESSION)
