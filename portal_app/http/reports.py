"""`/reports/<student>/<report>.pdf`: a report about a student, for the phone's own viewer or as a file.

The cookie says who asks, the door whether they may. A student or report that is not theirs, and one that there is not,
is the same 404. The document is made in a worker thread and kept nowhere, neither here nor in the browser.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from sqlmodel import Session
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal_app.database import in_session
from portal_app.domain.access import NotFound, Right, access_student
from portal_app.domain.accounts import sessions
from portal_app.domain.reports import SHOWS, report_named
from portal_app.http.request_log import RequestLog
from portal_app.http.responses import session_token, to_page
from portal_app.infrastructure.translation import best_language
from portal_app.reports import Document, make_report
from portal_app.reports.documents import plain_name

_LONGEST_ID = 9
# A document takes ten times as long as a page: one after the other, and never on the threads that read for pages.
_PRINTING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printing")
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


async def report(request: Request) -> Response:
    """Return the document, or a redirect to the sign-in page for who is not signed in."""
    try:
        student_id, term_id = _number(request.path_params["student"]), _term(request)
        wanted = request.headers.get("accept-language", "").split(",")
        make = partial(
            in_session, _made, session_token(request), student_id, request.path_params["report"], term_id, wanted
        )
        document = await asyncio.get_running_loop().run_in_executor(_PRINTING, make)
    except NotFound:
        return PlainTextResponse("Not found", HTTPStatus.NOT_FOUND, headers=HEADERS)
    if document is None:
        return to_page("/sign-in/")
    shown = "attachment" if request.query_params.get("download") else "inline"
    named = {"Content-Disposition": f"{shown}; {file_name(document.name)}"}
    return Response(document.body, headers={**HEADERS, **named}, media_type="application/pdf")


def file_name(name: str) -> str:
    """Return a file's name as a header says it: in ASCII for old programs, in full for all others (RFC 6266)."""
    return f"filename=\"{plain_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"


def _made(
    session: Session, token: str, student_id: int, word: str, term_id: int | None, wanted: list[str]
) -> Document | None:
    """Return the document, None for nobody. To open one is an action of the person, so the session lives on.

    Raises:
        NotFound: there is no such student, report or term for them.
    """
    live = sessions.resolve(session, token)
    if live is None:
        return None
    live = sessions.touch(session, live)
    kind = report_named(word)
    for right in {Right.REPORTS, *SHOWS[kind]}:
        student = access_student(session, live.viewer, student_id, to=right)
    language = best_language(live.locale, *(tag.partition(";")[0].strip() for tag in wanted))
    return make_report(session, student, kind, language=language, viewer=live.viewer, term_id=term_id)


def _number(text: str) -> int:
    """Return an id from an address.

    Raises:
        NotFound: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        raise NotFound
    return int(text)


def _term(request: Request) -> int | None:
    """Return the term that the address names; none, or an empty one, is the report's own choice."""
    text = request.query_params.get("term", "")
    return _number(text) if text else None


# a route, not a mount: /reports/ itself is a page
ROUTES = [Route("/reports/{student}/{report}.pdf", report, methods=["GET"], middleware=[Middleware(RequestLog)])]
