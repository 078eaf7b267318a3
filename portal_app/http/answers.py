"""How the portal's own forms are answered: a redirect to a page of ours, and cookies that no script can read."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

from portal_app.domain import cookies
from portal_app.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
# Hashing keeps a core busy for a good part of a second: two at a time, and never on the threads that read for pages.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")


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
