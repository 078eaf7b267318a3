"""The whole ASGI application: the portal's own routes first, then Reflex's application for everything else.

`rx.App(api_transformer=http_app)` calls it once, when the server starts.
"""

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from portal_app.http import account, activation, auth, calendar, health, reports, unsubscribe
from portal_app.http.headers import Headers
from portal_app.http.refused_form import ForeignForm, refused_form
from portal_app.http.request_log import RequestLog
from portal_app.http.socket_guard import SocketGuard
from portal_app.http.unavailable import HANDLERS

PAGES = Path(__file__).resolve().parents[2] / ".web" / "build" / "client"
"""The folder of the built pages (`build.CLIENT`)."""


def http_app(reflex: ASGIApp, *, pages: Path = PAGES) -> ASGIApp:
    """Return the portal's routes, then Reflex, wrapped in the middleware for the headers of all responses."""
    start = Route("/", lambda _: RedirectResponse("/home/"))
    handlers = {**HANDLERS, ForeignForm: refused_form(pages)}
    forms = _logged("/auth", [*auth.ROUTES, *activation.ROUTES, *account.ROUTES], handlers)
    own = [start, forms, *calendar.ROUTES, *health.ROUTES, *reports.ROUTES, *unsubscribe.ROUTES]
    # outermost, because the response to a crash needs the headers, too
    routes = [*own, Mount("", app=SocketGuard(reflex))]
    return Headers(Starlette(routes=routes, exception_handlers=handlers), pages=pages)


def _logged(path: str, routes: list[Route], handlers: dict[Any, Any]) -> Mount:
    """Mount routes under a path at which everything else is an error: other names, methods and spellings."""
    app = Starlette(routes=routes, middleware=[Middleware(RequestLog)], exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Mount(path, app=app)
