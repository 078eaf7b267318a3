"""The front door: sign in, sign out, activate, ask for a key. Ordinary forms in, a redirect out.

Every answer is a 303 to one of the portal's own pages, with a code in the query and never a secret: passwords are
forgotten, a typed key travels in a short-lived HttpOnly cookie. There is no `next` parameter, hence no open redirect.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeVar
from urllib.parse import quote, unquote

import structlog
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from portal_app.database import UNAVAILABLE, in_session, in_thread
from portal_app.domain.accounts import mfa_challenge, sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.activation_keys import check_key
from portal_app.domain.accounts.districts import find_district
from portal_app.domain.accounts.form_errors import FormRefused, Problem
from portal_app.domain.accounts.key_requests import request_key
from portal_app.domain.accounts.mfa_challenge import Outcome
from portal_app.domain.accounts.passwords import user_name_problem
from portal_app.http.answers import hashing, session_token, signed_out, to_page, with_cookie, without_cookie
from portal_app.http.client import client_address, device
from portal_app.http.forms import Form, check_origin, read_form
from portal_app.http.unavailable import do_soon, note
from portal_app.infrastructure import cookies
from portal_app.infrastructure.throttle import Limit, allow, give_back, network
from portal_app.settings import settings

R = TypeVar("R")
_KEY_SECONDS = 15 * 60
_STEP_SECONDS = int(mfa_challenge.PATIENCE.total_seconds())
_ONCE_MORE = (Problem.CODE_WRONG, Problem.CODE_UNCHECKED, Problem.TOO_MANY, Problem.NOT_NOW)
"""After these the code can be typed again; after any other the sign-in begins anew."""
_LONGEST_NAME = 64
_LONGEST_CODE = 40
_YEAR_SECONDS = 365 * 24 * 60 * 60
log = structlog.get_logger()


async def sign_in(request: Request) -> RedirectResponse:
    """Sign in: a new token each time, and the session that this browser had before ends."""
    form = await read_form(request)
    name, address = form.text("user_name", _LONGEST_NAME), client_address(request)
    attempt = partial(
        accounts.sign_in, user_name=name, password=form.password("password"), address=address, device=device(request)
    )
    outcome = await hashing(_try, address, attempt, before=session_token(request))
    log.info("sign-in", outcome=outcome.problem or "ok")
    if outcome.problem:
        # what does not look like a user name may be a password in the wrong field: it must not reach an address
        shown = {} if user_name_problem(name) else {"name": name}
        return to_page("/sign-in/", error=outcome.problem, **shown)
    if outcome.second_step:
        return with_cookie(
            to_page("/sign-in/", step="2"), cookies.MFA_CHALLENGE, outcome.second_step, seconds=_STEP_SECONDS
        )
    return _admit(form, outcome.token)


async def take_second_step(request: Request) -> RedirectResponse:
    """Sign in with the code that follows the right password."""
    form, address = await read_form(request), client_address(request)
    waiting = cookies.cookie_value(request.headers.get("cookie", ""), cookies.MFA_CHALLENGE)
    code = form.text("code", _LONGEST_CODE)
    attempt = partial(mfa_challenge.finish, token=waiting, code=code, address=address, device=device(request))
    outcome = await hashing(_try, address, attempt, before=session_token(request))
    log.info("second step", outcome=outcome.problem or "ok")
    if outcome.problem in _ONCE_MORE:
        return to_page("/sign-in/", step="2", error=outcome.problem)
    if outcome.problem:
        return without_cookie(to_page("/sign-in/", error=outcome.problem), cookies.MFA_CHALLENGE)
    return without_cookie(_admit(form, outcome.token), cookies.MFA_CHALLENGE)


async def sign_out(request: Request) -> RedirectResponse:
    """Sign out: the session is dead at once, and the browser is told to forget what it kept.

    It forgets even while the database takes nothing; the session, which nobody has the token of then, ends soon after.
    """
    check_origin(request)
    answer, token = signed_out(to_page("/sign-in/", done="signed-out")), session_token(request)
    try:
        await in_thread(sessions.end, token)
    except UNAVAILABLE:
        answer.background = BackgroundTask(do_soon, sessions.end, token)
    return answer


async def activate(request: Request) -> RedirectResponse:
    """Take the first step of an activation (a key) or the second (user name and password)."""
    form = await read_form(request)
    return await (_create_account if "user_name" in form else _check_key)(request, form)


async def ask_for_key(request: Request) -> RedirectResponse:
    """Answer the same whatever was asked, before anything is looked up; whoever is on file gets a letter."""
    form = await read_form(request)
    if not allow(Limit.KEY_REQUEST, network(client_address(request))):
        log.info("key request", outcome=Problem.TOO_MANY)
        return to_page("/request-key/", error=Problem.TOO_MANY)
    answer = to_page("/request-key/", done="sent")
    answer.background = BackgroundTask(
        do_soon,
        request_key,
        student_number=form.text("student_number", 40),
        birth_date=_date(form.text("birth_date", 10)),
        last_name=form.text("last_name", 100),
        locale=form.text("locale", 10),
    )
    return answer


async def choose_district(request: Request) -> RedirectResponse:
    """Keep on this device which district's portal it opens."""
    typed = (await read_form(request)).text("district", 12)
    district = await in_thread(find_district, typed)
    if district is None:
        return to_page("/sign-in/", step="district", error=Problem.DISTRICT_UNKNOWN)
    return with_cookie(to_page("/sign-in/"), cookies.DISTRICT, district.code, seconds=_YEAR_SECONDS)


def _admit(form: Form, token: str) -> RedirectResponse:
    """Return the way in with the new session's token.

    The token goes when the browser is closed: it may be a library's. An app on a home screen is somebody's own, and
    phones close apps as they like, so there it lasts as long as a session can. The server ends it earlier when idle.
    """
    seconds = round(settings().session_hours * 3600) if form.text("installed", 3) == "yes" else None
    return with_cookie(to_page("/home/"), cookies.SESSION, token, seconds=seconds)


async def _check_key(request: Request, form: Form) -> RedirectResponse:
    typed = form.text("key", 80)
    try:
        key = await hashing(_about_a_key, client_address(request), lambda: in_session(check_key, typed))
    except FormRefused as refused:
        log.info("key typed", outcome=refused.problem)
        answer = to_page("/activate/", error=refused.problem)
    else:
        answer = to_page("/activate/", step="2", **({"account": key.user_name} if key.user_name else {}))
    return with_cookie(answer, cookies.TYPED_KEY, quote(typed, safe=""), seconds=_KEY_SECONDS)


async def _create_account(request: Request, form: Form) -> RedirectResponse:
    typed = cookies.cookie_value(request.headers.get("cookie", ""), cookies.TYPED_KEY)
    name, password = form.text("user_name", _LONGEST_NAME), form.password("password")
    if not typed:
        return to_page("/activate/", error=Problem.KEY_AGAIN)
    chosen = {"account" if "account" in form else "name": name}
    if password != form.password("password_again"):
        return to_page("/activate/", step="2", error=Problem.DIFFERENT, **chosen)
    address, browser = client_address(request), device(request)
    create = partial(in_session, accounts.activate, unquote(typed), name, password, address=address, device=browser)
    try:
        await hashing(_about_a_key, address, create)
    except FormRefused as refused:
        log.info("activation", outcome=refused.problem)
        is_about_key = refused.problem.startswith("key-")
        return to_page("/activate/", error=refused.problem, **({} if is_about_key else {"step": "2", **chosen}))
    log.info("activation", outcome="ok")
    done = "password" if "account" in form else "activated"
    return without_cookie(to_page("/sign-in/", done=done, name=name), cookies.TYPED_KEY)


def _try(address: str, attempt: Callable[[Session], Outcome], *, before: str) -> Outcome:
    """Return the outcome of a try to sign in, unless the network has failed too often: then the account learns of none.

    Whoever gets in leaves the session that this browser had `before`. What the database does not take is no try.
    """
    who = network(address)
    if not allow(Limit.SIGN_IN, who):
        return Outcome(problem=Problem.TOO_MANY)
    try:
        outcome = in_session(_change_over, attempt, before)
    except UNAVAILABLE as error:
        note(error)
        outcome = Outcome(problem=Problem.NOT_NOW)
    if outcome.problem in (None, Problem.NOT_NOW):
        give_back(Limit.SIGN_IN, who)
    return outcome


def _change_over(session: Session, attempt: Callable[[Session], Outcome], before: str) -> Outcome:
    outcome = attempt(session)
    if outcome.token:
        sessions.end(session, before)
    return outcome


def _about_a_key(address: str, question: Callable[[], R]) -> R:
    """Return the answer to a question about a key; only keys that are none count against the network's limit.

    Raises:
        FormRefused: as the question does, or because the network has guessed too often.
    """
    who = network(address)
    if not allow(Limit.ACTIVATION, who):
        raise FormRefused(Problem.TOO_MANY)
    try:
        answer = question()
    except FormRefused as refused:
        if refused.problem is not Problem.KEY_UNKNOWN:
            give_back(Limit.ACTIVATION, who)
        raise
    give_back(Limit.ACTIVATION, who)
    return answer


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


ROUTES = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/district", choose_district, methods=["POST"]),
    Route("/second-step", take_second_step, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/activate", activate, methods=["POST"]),
    Route("/request-key", ask_for_key, methods=["POST"]),
]
