"""Reading forms, but only those of the portal's own pages (protection against cross-site request forgery).

A form is rejected before its body is read if another site sent it (Origin, or Sec-Fetch-Site if a browser omits Origin)
or if it is not URL-encoded, and while it is read if it is larger than any of the portal's forms.
"""

from http import HTTPStatus
from urllib.parse import parse_qsl

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request

from portal_app.http.refused_form import ForeignForm
from portal_app.settings import settings

LARGEST = 16 * 1024  # bytes
_MOST_FIELDS = 20
log = structlog.get_logger()


class Form:
    """The fields of a form; the reader of a field limits its length."""

    def __init__(self, body: bytes) -> None:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        self._fields = dict(pairs)

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str, longest: int) -> str:
        """Return a field without surrounding spaces, at most `longest` characters; empty if it was not sent.

        Raises:
            HTTPException: it contains NUL (400), which no form can send by itself and PostgreSQL can't store.
        """
        text = self._fields.get(name, "")
        if "\0" in text:
            raise HTTPException(HTTPStatus.BAD_REQUEST)
        return text.strip()[:longest]

    def password(self, name: str) -> str:
        """Return a field unchanged: a password may begin with a space."""
        return self._fields.get(name, "")


async def read_form(request: Request) -> Form:
    """Return the form of a POST.

    Raises:
        ForeignForm: another site sent it (403).
        HTTPException: it has another type (415), is malformed (400) or too large (413).
    """
    check_origin(request)
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return Form(body)
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None


def check_origin(request: Request) -> None:
    """Check that one of the portal's own pages sent the request.

    Raises:
        ForeignForm: it came from elsewhere (403).
    """
    origin = request.headers.get("origin")
    if origin == settings().public_url:
        return
    if origin is None and request.headers.get("sec-fetch-site") == "same-origin":
        return
    log.warning("form of another site rejected", origin=(origin or "")[:200], expected=settings().public_url)
    raise ForeignForm
