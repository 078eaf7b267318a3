"""`/calendar/<secret>.ics`: a guardian's private calendar, for calendar programs.

A program asks again and again and says what it has: an unchanged calendar costs a 304. It may keep its copy, but only
for its owner, and asks each time, so that an address that was revoked is dead at once. Whatever is not a live address
is the same 404.
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
    """Return the iCalendar document, or 304 to a program that has this very one."""
    try:
        feed = await in_thread(subscription_file, request.path_params["secret"])
    except NotFound:
        return PlainTextResponse("Not found", HTTPStatus.NOT_FOUND)
    headers = {**HEADERS, "ETag": feed.etag}
    if has_it(request.headers.get("if-none-match", ""), feed.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    named = {"Content-Disposition": 'inline; filename="school.ics"'}
    return Response(feed.body, headers={**headers, **named}, media_type="text/calendar; charset=utf-8")


def has_it(if_none_match: str, etag: str) -> bool:
    """Return whether the header names the tag (or `*`); a weak tag is as good here (RFC 9110, 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or tags == {"*"}


# a route, not a mount: /calendar/ itself is a page
ROUTES = [Route("/calendar/{secret}.ics", calendar, methods=["GET"], middleware=[Middleware(RequestLog)])]
