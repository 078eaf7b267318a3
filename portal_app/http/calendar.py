"""`/calendar/<secret>.ics`: a guardian's private calendar, for calendar programs.

A program asks every quarter of an hour at most, so each address has a limit, and all share one thread of their own: an
address in a loop must not slow down anybody's pages.

Calendar programs poll the URL with the ETag that they have: an unchanged calendar is a 304. They may store their copy,
but have to revalidate it each time, so that revoking a URL takes effect at once. Unknown and revoked URLs are the same
404.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus

from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal_app.database import in_session
from portal_app.domain.access import NotFound
from portal_app.domain.calendar.subscriptions import SubscriptionFile, open_subscription, subscription_document
from portal_app.domain.changes.cache import lookup
from portal_app.domain.changes.feed import students_subscription
from portal_app.http.client import client_address
from portal_app.http.request_log import RequestLog
from portal_app.infrastructure.throttle import Limit, allow, network
from portal_app.infrastructure.tokens import token_hash

_RETRY_AFTER, REFUSE_AFTER = 600, 1.0  # seconds
_CALENDARS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="calendars")
HEADERS = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}


async def calendar(request: Request) -> Response:
    """Return the iCalendar document, or 304 if the program has the current one."""
    secret = request.path_params["secret"]
    if not allow(Limit.CALENDAR, token_hash(secret)):
        return await _too_many()
    try:
        make = partial(in_session, _document, secret)
        document = await asyncio.get_running_loop().run_in_executor(_CALENDARS, make)
    except NotFound:
        is_guessing = not allow(Limit.UNKNOWN_CALENDAR, network(client_address(request)))
        return await _too_many() if is_guessing else PlainTextResponse("Not found", HTTPStatus.NOT_FOUND)
    headers = {**HEADERS, "ETag": document.etag}
    if matches(request.headers.get("if-none-match", ""), document.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    disposition = {"Content-Disposition": 'inline; filename="school.ics"'}
    return Response(document.body, headers={**headers, **disposition}, media_type="text/calendar; charset=utf-8")


def _document(session: Session, secret: str) -> SubscriptionFile:
    """Return the document of an address; it is made anew only after a change that affects one of its students.

    Raises:
        NotFound: no address has this secret, or it is revoked.
    """
    opened = open_subscription(session, secret)
    if not opened.students:
        return subscription_document(session, opened)
    entry = lookup(session, SubscriptionFile, *opened.key)
    if entry.result is not None:
        return entry.result
    return entry.store(subscription_document(session, opened), students_subscription(session, opened.students))


async def _too_many() -> Response:
    """Refuse, but not at once: who asks in a loop would otherwise only ask more often."""
    await asyncio.sleep(REFUSE_AFTER)
    headers = {**HEADERS, "Retry-After": str(_RETRY_AFTER)}
    return PlainTextResponse("Too many requests", HTTPStatus.TOO_MANY_REQUESTS, headers=headers)


def matches(if_none_match: str, etag: str) -> bool:
    """Return whether the header contains the tag, weak or strong, or is `*` (RFC 9110, section 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or tags == {"*"}


# a route, not a mount: /calendar/ itself is a page
ROUTES = [Route("/calendar/{secret}.ics", calendar, methods=["GET"], middleware=[Middleware(RequestLog)])]
