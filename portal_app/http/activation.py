"""The routes for activation keys: request one, check one, and create an account (or choose a password) with it.

As for sign-in, every response is a redirect without secrets. A typed key travels between the two steps in a
short-lived HttpOnly cookie, because URLs end up in histories and logs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote, unquote

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from portal_app.database import open_session
from portal_app.domain.accounts import activation
from portal_app.domain.accounts.activation_keys import OpenKey, check_key
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.key_requests import request_key
from portal_app.http.auth import LONGEST_NAME
from portal_app.http.client import Client, client_of
from portal_app.http.forms import Form, read_form
from portal_app.http.responses import in_hashing_thread, to_page, with_cookie, without_cookie
from portal_app.http.unavailable import retry_while_unavailable
from portal_app.infrastructure import cookies
from portal_app.infrastructure.throttle import Limit, allow, give_back

_LONGEST_KEY = 80
_KEY_SECONDS = 15 * 60
log = structlog.get_logger()


async def activate(request: Request) -> RedirectResponse:
    """Handle both steps of an activation: the key alone, then the user name and password."""
    form = await read_form(request)
    return await (_submit_account if "user_name" in form else _submit_key)(request, form)


async def submit_key_request(request: Request) -> RedirectResponse:
    """Handle a request for a key.

    The response is sent before anything is looked up, so neither its content nor its time reveals what is on file.
    Whoever is on file gets an email.
    """
    form = await read_form(request)
    if not allow(Limit.KEY_REQUEST, client_of(request).network):
        log.info("key request", outcome=Problem.TOO_MANY)
        return to_page("/request-key/", error=Problem.TOO_MANY)
    response = to_page("/request-key/", done="sent")
    response.background = BackgroundTask(
        retry_while_unavailable,
        request_key,
        student_number=form.text("student_number", 40),
        birth_date=_date(form.text("birth_date", 10)),
        last_name=form.text("last_name", 100),
        locale=form.text("locale", 10),
    )
    return response


async def _submit_key(request: Request, form: Form) -> RedirectResponse:
    typed = form.text("key", _LONGEST_KEY)
    try:
        key = await in_hashing_thread(typed, _check_key, typed, client_of(request))
    except FormRefused as refused:
        log.info("key typed", outcome=refused.problem)
        response = to_page("/activate/", error=refused.problem)
    else:
        response = to_page("/activate/", step="2", **({"account": key.user_name} if key.user_name else {}))
    return with_cookie(response, cookies.TYPED_KEY, quote(typed, safe=""), seconds=_KEY_SECONDS)


async def _submit_account(request: Request, form: Form) -> RedirectResponse:
    typed = cookies.cookie_value(request.headers.get("cookie", ""), cookies.TYPED_KEY)
    user_name, password = form.text("user_name", LONGEST_NAME), form.password("password")
    if not typed:
        return to_page("/activate/", error=Problem.KEY_AGAIN)
    entered = {"account" if "account" in form else "name": user_name}
    if password != form.password("password_again"):
        return to_page("/activate/", step="2", error=Problem.DIFFERENT, **entered)
    try:
        await in_hashing_thread(typed, _activate, unquote(typed), user_name, password, client_of(request))
    except FormRefused as refused:
        log.info("activation", outcome=refused.problem)
        is_about_key = refused.problem.startswith("key-")
        return to_page("/activate/", error=refused.problem, **({} if is_about_key else {"step": "2", **entered}))
    log.info("activation", outcome="ok")
    done = "password" if "account" in form else "activated"
    return without_cookie(to_page("/sign-in/", done=done, name=user_name), cookies.TYPED_KEY)


def _check_key(typed: str, client: Client) -> OpenKey:
    with _key_limit(client), open_session() as session:
        return check_key(session, typed)


def _activate(typed: str, user_name: str, password: str, client: Client) -> None:
    with _key_limit(client), open_session() as session:
        activation.activate(session, typed, user_name, password, address=client.address, device=client.device)


@contextmanager
def _key_limit(client: Client) -> Iterator[None]:
    """Count the block as an attempt of the network; only attempts with an unknown key stay counted.

    Raises:
        FormRefused: the network has tried too many unknown keys.
    """
    if not allow(Limit.ACTIVATION, client.network):
        raise FormRefused(Problem.TOO_MANY)
    try:
        yield
    except FormRefused as refused:
        if refused.problem is not Problem.KEY_UNKNOWN:
            give_back(Limit.ACTIVATION, client.network)
        raise
    give_back(Limit.ACTIVATION, client.network)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES = [
    Route("/activate", activate, methods=["POST"]),
    Route("/request-key", submit_key_request, methods=["POST"]),
]
