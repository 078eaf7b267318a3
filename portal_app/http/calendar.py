"""`/calendar/<secret>.ics`: a guardian's private calendar, for calendar programs.

Calendar programs poll the URL with the ETag that they have: an unchanged calendar is a 304. They may store their copy,
but have to revalidate it each time, so that revoking a URL takes effect at once. Unknown and revoked URLs are the same
404.
"""

from http import HTTPStatus

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal_app.database import in_thread
from portal_app.domain.access import NotFound
from portal_app.domain.calendar.subscriptions import subscription_file
from portal_app.http.request_log import RequestLog

HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


async def calendar(request: Request) -> Response:
    """Return the iCalendar document, or 304 if the program has the current one."""
    try:
        document = await in_thread(subscription_file, request.path_params["secret"])
    except NotFound:
        return PlainTextResponse("Not found", HTTPStatus.NOT_FOUND)
    headers = {**HEADERS, "ETag": document.etag}
    if matches(request.headers.get("if-none-match", ""), document.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    disposition = {"Content-Disposition": 'inline; filename="school.ics"'}
    return Response(document.body, headers={**headers, **disposition}, media_type="text/calendar; charset=utf-8")


def matches(if_none_match: str, etag: str) -> bool:
    """Return whether the header contains the tag, weak or strong, or is `*` (RFC 9110, section 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or tags == {"*"}


# a route, not a mount: /calendar/ itself is a page
ROUTES = [Route("/calendar/{secret}.ics", calendar, methods=["GET"], middleware=[Middleware(RequestLog)])]
