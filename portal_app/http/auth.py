"""The sign-in routes: password, code, sign-out, district. A form in, a redirect out.

Every response is a 303 to one of the portal's own pages, with a code in the query and never a secret. There is no
`next` parameter, hence no open redirect. `activation.py` has the routes for activation keys.
"""

from collections.abc import Callable

import structlog
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from portal_app.database import UNAVAILABLE, in_thread, open_session
from portal_app.domain.accounts import known_devices, mfa_challenge, sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.districts import find_district
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.accounts.passwords import fold_user_name, user_name_problem
from portal_app.domain.accounts.sign_in import SignInResult
from portal_app.http.client import Client, client_of
from portal_app.http.forms import Form, check_origin, read_form
from portal_app.http.responses import in_hashing_thread, session_token, signed_out, to_page, with_cookie, without_cookie
from portal_app.http.unavailable import record_outage, retry_while_unavailable
from portal_app.infrastructure import cookies
from portal_app.infrastructure.throttle import Limit, allow, give_back
from portal_app.settings import settings

LONGEST_NAME = 64
_LONGEST_CODE = 40
_CHALLENGE_SECONDS = int(mfa_challenge.VALID_FOR.total_seconds())
_KNOWN_SECONDS = int(known_devices.VALID_FOR.total_seconds())
_YEAR_SECONDS = 365 * 24 * 60 * 60
_CODE_AGAIN = (Problem.CODE_WRONG, Problem.CODE_UNCHECKED, Problem.TOO_MANY, Problem.NOT_NOW)
"""After these problems the code can be entered again; after any other the sign-in starts over."""
log = structlog.get_logger()


async def sign_in(request: Request) -> RedirectResponse:
    """Sign in with user name and password. Each sign-in has a new token; the browser's previous session ends."""
    form = await read_form(request)
    user_name = form.text("user_name", LONGEST_NAME)
    result = await in_hashing_thread(
        fold_user_name(user_name), _check_password, user_name, form.password("password"), client_of(request)
    )
    log.info("sign-in", outcome=result.problem or "ok")
    if result.problem:
        # what does not look like a user name may be a password in the wrong field: it must not appear in a URL
        shown = {} if user_name_problem(user_name) else {"name": user_name}
        return to_page("/sign-in/", error=result.problem, **shown)
    if result.challenge:
        to_code = to_page("/sign-in/", step="2")
        return with_cookie(to_code, cookies.MFA_CHALLENGE, result.challenge, seconds=_CHALLENGE_SECONDS)
    return _signed_in(form, result)


async def submit_code(request: Request) -> RedirectResponse:
    """Complete a sign-in with the code that is asked for after the right password."""
    form = await read_form(request)
    challenge = cookies.cookie_value(request.headers.get("cookie", ""), cookies.MFA_CHALLENGE)
    code = form.text("code", _LONGEST_CODE)
    result = await in_hashing_thread(challenge, _check_code, challenge, code, client_of(request))
    log.info("sign-in code", outcome=result.problem or "ok")
    if result.problem in _CODE_AGAIN:
        return to_page("/sign-in/", step="2", error=result.problem)
    if result.problem:
        return without_cookie(to_page("/sign-in/", error=result.problem), cookies.MFA_CHALLENGE)
    return without_cookie(_signed_in(form, result), cookies.MFA_CHALLENGE)


async def sign_out(request: Request) -> RedirectResponse:
    """End the session and make the browser delete what it stored.

    The browser does so even while the database is unavailable; the session, whose token nobody has then, ends as soon
    as the database is back.
    """
    check_origin(request)
    response, token = signed_out(to_page("/sign-in/", done="signed-out")), session_token(request)
    try:
        await in_thread(sessions.end, token)
    except UNAVAILABLE:
        response.background = BackgroundTask(retry_while_unavailable, sessions.end, token)
    return response


async def choose_district(request: Request) -> RedirectResponse:
    """Remember on this device which district's portal to show."""
    typed = (await read_form(request)).text("district", 12)
    district = await in_thread(find_district, typed)
    if district is None:
        return to_page("/sign-in/", step="district", error=Problem.DISTRICT_UNKNOWN)
    return with_cookie(to_page("/sign-in/"), cookies.DISTRICT, district.code, seconds=_YEAR_SECONDS)


def _signed_in(form: Form, result: SignInResult) -> RedirectResponse:
    """Return the redirect to the home page, with the new session's cookie and that of a known device.

    In a browser the cookie lasts until the browser is closed, because the computer may be shared. The installed app is
    on a personal device, and phones close apps at any time, so there the cookie lasts as long as a session can. The
    server ends idle sessions earlier in both cases.
    """
    seconds = round(settings().session_hours * 3600) if form.text("installed", 3) == "yes" else None
    to_home = with_cookie(to_page("/home/"), cookies.SESSION, result.token, seconds=seconds)
    return with_cookie(to_home, cookies.KNOWN_DEVICE, result.device_token, seconds=_KNOWN_SECONDS)


def _check_password(user_name: str, password: str, client: Client) -> SignInResult:
    return _within_limit(
        client,
        is_known=lambda session: accounts.is_known_to_account(session, user_name, client.device_token),
        check=lambda session: accounts.sign_in(session, user_name, password, **_sender(client)),
    )


def _check_code(challenge: str, code: str, client: Client) -> SignInResult:
    return _within_limit(
        client,
        is_known=lambda session: accounts.is_known_to_challenge(session, challenge, client.device_token),
        check=lambda session: accounts.submit_code(session, challenge, code, **_sender(client)),
    )


def _sender(client: Client) -> dict[str, str]:
    return {
        "address": client.address,
        "device": client.device,
        "replaces": client.session_token,
        "device_token": client.device_token,
    }


def _within_limit(
    client: Client, *, is_known: Callable[[Session], bool], check: Callable[[Session], SignInResult]
) -> SignInResult:
    """Return the result of a check.

    Nothing is checked when the network is over its limit, unless the account knows the device.
    """
    is_allowed = allow(Limit.SIGN_IN, client.network)
    try:
        with open_session() as session:
            if not is_allowed and not is_known(session):
                return SignInResult(problem=Problem.TOO_MANY)
            result = check(session)
    except UNAVAILABLE as error:
        record_outage(error)
        result = SignInResult(problem=Problem.NOT_NOW)
    if result.problem in (None, Problem.NOT_NOW):
        # only failures count against a network; an attempt that the database did not store is none
        give_back(Limit.SIGN_IN, client.network)
    return result


ROUTES = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/district", choose_district, methods=["POST"]),
    Route("/mfa-code", submit_code, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
