"""The front door: sign in, sign out, activate, ask for a key. Ordinary forms in, a redirect out.

Every answer is a 303 to one of the portal's own pages, with a code in the query and never a secret: passwords are
forgotten, a typed key travels in a short-lived HttpOnly cookie. There is no `next` parameter, hence no open redirect.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import ParamSpec, TypeVar
from urllib.parse import quote, unquote, urlencode

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from portal_app.database import ask, read
from portal_app.domain import accounts, cookies, sessions
from portal_app.domain.key_requests import request_key
from portal_app.domain.keys import check_key
from portal_app.domain.passwords import user_name_problem
from portal_app.domain.problems import Problem, Refused
from portal_app.domain.throttle import Limit, allow, give_back, network
from portal_app.http.client import client_address, device
from portal_app.http.forms import Form, check_origin, read_form
from portal_app.settings import settings

P = ParamSpec("P")
R = TypeVar("R")
_KEY_SECONDS = 15 * 60
_LONGEST_NAME = 64
# Hashing keeps a core busy for a good part of a second: two at a time, and never on the threads that read for pages.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")
log = structlog.get_logger()


async def sign_in(request: Request) -> RedirectResponse:
    """Sign in: a new token each time, and the session that this browser had before ends."""
    form = await read_form(request)
    name, address = form.text("user_name", _LONGEST_NAME), client_address(request)
    outcome = await _hashing(_sign_in, name, form.password("password"), address, device(request))
    log.info("sign-in", outcome=outcome.problem or "ok")
    if outcome.problem:
        # what does not look like a user name may be a password in the wrong field: it must not reach an address
        shown = {} if user_name_problem(name) else {"name": name}
        return _to("/sign-in/", error=outcome.problem, **shown)
    await read(sessions.end, _token(request))
    return _with_cookie(_to("/home/"), cookies.SESSION, outcome.token, seconds=None)


async def sign_out(request: Request) -> RedirectResponse:
    """Sign out: the session is dead at once, and the browser is told to forget what it kept."""
    check_origin(request)
    await read(sessions.end, _token(request))
    answer = _without_cookie(_to("/sign-in/", done="signed-out"), cookies.SESSION)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


async def activate(request: Request) -> RedirectResponse:
    """Take the first step of an activation (a key) or the second (user name and password)."""
    form = await read_form(request)
    return await (_create_account if "user_name" in form else _check_key)(request, form)


async def ask_for_key(request: Request) -> RedirectResponse:
    """Answer the same whatever was asked, before anything is looked up; whoever is on file gets a letter."""
    form = await read_form(request)
    if not allow(Limit.KEY_REQUEST, network(client_address(request))):
        return _to("/request-key/", error=Problem.TOO_MANY)
    answer = _to("/request-key/", done="sent")
    answer.background = BackgroundTask(
        ask,
        request_key,
        student_number=form.text("student_number", 40),
        birth_date=_date(form.text("birth_date", 10)),
        last_name=form.text("last_name", 100),
        locale=form.text("locale", 10),
    )
    return answer


async def _check_key(request: Request, form: Form) -> RedirectResponse:
    typed = form.text("key", 80)
    try:
        await _hashing(_about_a_key, client_address(request), lambda: ask(check_key, typed))
    except Refused as refused:
        answer = _to("/activate/", error=refused.problem)
    else:
        answer = _to("/activate/", step="2")
    return _with_cookie(answer, cookies.TYPED_KEY, quote(typed, safe=""), seconds=_KEY_SECONDS)


async def _create_account(request: Request, form: Form) -> RedirectResponse:
    typed = cookies.cookie_value(request.headers.get("cookie", ""), cookies.TYPED_KEY)
    name, password = form.text("user_name", _LONGEST_NAME), form.password("password")
    if not typed:
        return _to("/activate/", error=Problem.KEY_AGAIN)
    if password != form.password("password_again"):
        return _to("/activate/", step="2", error=Problem.DIFFERENT, name=name)
    address, browser = client_address(request), device(request)
    create = partial(ask, accounts.activate, unquote(typed), name, password, address=address, device=browser)
    try:
        await _hashing(_about_a_key, address, create)
    except Refused as refused:
        log.info("activation", outcome=refused.problem)
        is_about_key = refused.problem.startswith("key-")
        return _to("/activate/", error=refused.problem, **({} if is_about_key else {"step": "2", "name": name}))
    log.info("activation", outcome="ok")
    return _without_cookie(_to("/sign-in/", done="activated", name=name), cookies.TYPED_KEY)


def _sign_in(name: str, password: str, address: str, browser: str) -> accounts.Outcome:
    """Try, unless the network has failed too often: then the account does not even learn of it."""
    if not allow(Limit.SIGN_IN, network(address)):
        return accounts.Outcome(problem=Problem.TOO_MANY)
    outcome = ask(accounts.sign_in, name, password, address=address, device=browser)
    if outcome.problem is None:
        give_back(Limit.SIGN_IN, network(address))
    return outcome


def _about_a_key(address: str, question: Callable[[], R]) -> R:
    """Return the answer to a question about a key; only keys that are none count against the network's limit.

    Raises:
        Refused: as the question does, or because the network has guessed too often.
    """
    who = network(address)
    if not allow(Limit.ACTIVATION, who):
        raise Refused(Problem.TOO_MANY)
    try:
        answer = question()
    except Refused as refused:
        if refused.problem is not Problem.KEY_UNKNOWN:
            give_back(Limit.ACTIVATION, who)
        raise
    give_back(Limit.ACTIVATION, who)
    return answer


async def _hashing(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    return await asyncio.get_running_loop().run_in_executor(_HASHING, lambda: work(*args, **kwargs))


def _token(request: Request) -> str:
    return cookies.cookie_value(request.headers.get("cookie", ""), cookies.SESSION)


def _to(page: str, **query: str) -> RedirectResponse:
    return RedirectResponse(page + (f"?{urlencode(query)}" if query else ""), HTTPStatus.SEE_OTHER)


def _with_cookie(answer: RedirectResponse, base: str, value: str, *, seconds: int | None) -> RedirectResponse:
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


def _without_cookie(answer: RedirectResponse, base: str) -> RedirectResponse:
    return _with_cookie(answer, base, "", seconds=0)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/activate", activate, methods=["POST"]),
    Route("/request-key", ask_for_key, methods=["POST"]),
]
