"""Forms of the account page that carry a password or a code, or that end this session.

Passwords and codes are sent as native forms, not as events of the live socket. The response is a redirect back to the
account page, with a code in the query and never a secret.
"""

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from portal_app.database import in_session, in_thread
from portal_app.domain.access import Viewer
from portal_app.domain.accounts import mfa, own_account, sessions
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.accounts.password_change import change_password
from portal_app.http.client import client_of
from portal_app.http.forms import read_form
from portal_app.http.responses import in_hashing_thread, session_token, signed_out, to_page
from portal_app.infrastructure.throttle import Limit, allow

PAGE = "/account/"
END_CALENDAR_ADDRESSES = "end_calendar_addresses"
"""A checkbox: browsers send it only when it is ticked."""
log = structlog.get_logger()


async def submit_password(request: Request) -> RedirectResponse:
    """Change the account's password, which takes the old one; the account's other sessions end."""
    form, viewer, client = await read_form(request), await _viewer(request), client_of(request)
    if viewer is None:
        return to_page("/sign-in/")
    new = form.password("password")
    if new != form.password("password_again"):
        return to_page(PAGE, about="password", error=Problem.DIFFERENT)
    if not allow(Limit.PASSWORD_CHANGE, f"account {viewer.account_id}"):
        return to_page(PAGE, about="password", error=Problem.TOO_MANY)
    problem = await in_hashing_thread(
        viewer.account_id,
        in_session,
        change_password,
        viewer,
        form.password("old_password"),
        new,
        end_calendar_addresses=END_CALENDAR_ADDRESSES in form,
        address=client.address,
        device=client.device,
    )
    return await _respond(request, "password", problem)


async def submit_mfa(request: Request) -> RedirectResponse:
    """Turn MFA on, which takes the password and a first code; the account's other sessions end."""
    form, viewer, client = await read_form(request), await _viewer(request), client_of(request)
    if viewer is None:
        return to_page("/sign-in/")
    problem = await in_hashing_thread(
        viewer.account_id,
        in_session,
        mfa.enable,
        viewer,
        salt=form.text("salt", 40),
        code=form.text("code", 40),
        password=form.password("present_password"),
        address=client.address,
        device=client.device,
    )
    return await _respond(request, "mfa", problem)


async def sign_out_everywhere(request: Request) -> RedirectResponse:
    """End every session of the account, including this one, and its calendar addresses if that is ticked."""
    form, viewer = await read_form(request), await _viewer(request)
    if viewer is not None:
        end_too = END_CALENDAR_ADDRESSES in form
        await in_thread(own_account.sign_out_everywhere, viewer, end_calendar_addresses=end_too)
    return signed_out(to_page("/sign-in/", done="signed-out"))


async def _viewer(request: Request) -> Viewer | None:
    """Return the signed-in guardian who sent the form, or None. Sending a form keeps the session from going idle."""
    live = await in_thread(sessions.act, session_token(request))
    return live.viewer if live else None


async def _respond(request: Request, about: str, problem: Problem | None) -> RedirectResponse:
    log.info("account", about=about, outcome=problem or "ok")
    if problem is None:
        return to_page(PAGE, about=about, done="yes")
    if await _viewer(request) is None:  # this failure has disabled the account
        return signed_out(to_page("/sign-in/", error=Problem.DISABLED))
    return to_page(PAGE, about=about, error=problem)


ROUTES = [
    Route("/change-password", submit_password, methods=["POST"]),
    Route("/mfa", submit_mfa, methods=["POST"]),
    Route("/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
]
