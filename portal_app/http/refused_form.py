"""The answer to a form from a page with another address than the portal's: another site, or a wrong setting."""

from collections.abc import Callable
from html import escape
from http import HTTPStatus
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from portal_app.settings import settings

PAGE = "refused-form.html"
_LONGEST = 200  # characters of an origin that are shown


class ForeignForm(HTTPException):
    """A form that did not come from one of the portal's own pages."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.FORBIDDEN, "This form did not come from a page of the portal.")


def refused_form(pages: Path) -> Callable[[Request, Exception], Response]:
    """Return the exception handler of `ForeignForm`. `pages`: the folder of the built pages, which has the answer."""
    file = pages / PAGE

    def answer(request: Request, error: Exception) -> Response:
        if not file.exists():
            return PlainTextResponse(str(getattr(error, "detail", "")), HTTPStatus.FORBIDDEN)
        page = file.read_text("utf-8")
        page = page.replace("{public}", escape(settings().public_url)).replace("{opened}", escape(_origin(request)))
        return HTMLResponse(page, HTTPStatus.FORBIDDEN)

    return answer


def _origin(request: Request) -> str:
    return request.headers.get("origin", "an unknown address")[:_LONGEST]
