"""What a signed-in guardian sends about the own account and what must not travel as an event: passwords and codes.

Native forms, as at the front door: a redirect back to the account page, with a code in the query and never a secret.
"""

from functools import partial

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from portal_app.database import in_session, in_thread
from portal_app.domain.access import Viewer
from portal_app.domain.accounts import mfa, sessions
from portal_app.domain.accounts import sign_in as accounts
from portal_app.domain.accounts.form_errors import Problem
from portal_app.http.answers import hashing, session_token, signed_out, to_page
from portal_app.http.client import client_address, device
from portal_app.http.forms import check_origin, read_form

PAGE = "/account/"
log = structlog.get_logger()


async def change_password(request: Request) -> RedirectResponse:
    """Give the account a new password, the old one being asked; its other sessions end."""
    form, viewer = await read_form(request), await _viewer(request)
    if viewer is None:
        return to_page("/sign-in/")
    new = form.password("password")
    if new != form.password("password_again"):
        return to_page(PAGE, about="password", error=Problem.DIFFERENT)
    change = partial(
        in_session,
        accounts.change_password,
        viewer,
        form.password("old_password"),
        new,
        address=client_address(request),
        device=device(request),
    )
    return await _answer(request, "password", await hashing(change))


async def turn_on_mfa(request: Request) -> RedirectResponse:
    """Turn the second factor on, with the password and a first code; the account's other sessions end."""
    form, viewer = await read_form(request), await _viewer(request)
    if viewer is None:
        return to_page("/sign-in/")
    turn_on = partial(
        in_session,
        mfa.turn_on,
        viewer,
        salt=form.text("salt", 40),
        code=form.text("code", 40),
        password=form.password("present_password"),
        address=client_address(request),
        device=device(request),
    )
    return await _answer(request, "second-factor", await hashing(turn_on))


async def sign_out_everywhere(request: Request) -> RedirectResponse:
    """End every session of the account, this one too."""
    check_origin(request)
    viewer = await _viewer(request)
    if viewer is not None:
        await in_thread(sessions.end_all, viewer.account_id)
    return signed_out(to_page("/sign-in/", done="signed-out"))


async def _viewer(request: Request) -> Viewer | None:
    """Return who sent the form, an action of theirs, or None when nobody is signed in."""
    live = await in_thread(sessions.act, session_token(request))
    return live.viewer if live else None


async def _answer(request: Request, about: str, problem: Problem | None) -> RedirectResponse:
    log.info("account", about=about, outcome=problem or "ok")
    if problem is None:
        return to_page(PAGE, about=about, done="yes")
    if await _viewer(request) is None:  # that was the fifth strike
        return signed_out(to_page("/sign-in/", error=Problem.DISABLED))
    return to_page(PAGE, about=about, error=problem)


ROUTES = [
    Route("/change-password", change_password, methods=["POST"]),
    Route("/second-factor", turn_on_mfa, methods=["POST"]),
    Route("/sign-out-everywhere", sign_out_everywhere, methods=["POST"]),
]
