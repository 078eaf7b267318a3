"""`/reports/<student>/<report>.pdf`: a report about a student, shown in the browser or downloaded.

The session cookie identifies the guardian, and `domain/access.py` decides. A report that does not exist and one that
the guardian may not see are the same 404. The document is made in a worker thread and stored nowhere.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import NamedTuple
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
# A document takes ten times as long as a page: they are made one at a time, and not on the threads for page queries.
_PRINTING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printing")
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


async def report(request: Request) -> Response:
    """Return the document, or a redirect to the sign-in page if nobody is signed in."""
    try:
        asked = _Asked(
            student_id=_id(request.path_params["student"]),
            report=request.path_params["report"],
            year_id=_limit(request, "year"),
            term_id=_limit(request, "term"),
        )
        languages = request.headers.get("accept-language", "").split(",")
        make = partial(in_session, _make, session_token(request), asked, languages)
        document = await asyncio.get_running_loop().run_in_executor(_PRINTING, make)
    except NotFound:
        return PlainTextResponse("Not found", HTTPStatus.NOT_FOUND, headers=HEADERS)
    if document is None:
        return to_page("/sign-in/")
    disposition = "attachment" if request.query_params.get("download") else "inline"
    headers = {**HEADERS, "Content-Disposition": f"{disposition}; {file_name(document.name)}"}
    return Response(document.body, headers=headers, media_type="application/pdf")


def file_name(name: str) -> str:
    """Return a file name for Content-Disposition: in ASCII for old programs, in full for others (RFC 6266)."""
    return f"filename=\"{plain_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"


class _Asked(NamedTuple):
    """What an address asks for, not checked yet."""

    student_id: int
    report: str
    year_id: int | None
    term_id: int | None


def _make(session: Session, token: str, asked: _Asked, languages: list[str]) -> Document | None:
    """Return the document; None without a session. Opening one keeps the session from going idle.

    Raises:
        NotFound: there is no such student, report, year or term for this guardian.
    """
    live = sessions.resolve(session, token)
    if live is None:
        return None
    live = sessions.touch(session, live)
    kind = report_named(asked.report)
    for right in {Right.REPORTS, *SHOWS[kind]}:
        student = access_student(session, live.viewer, asked.student_id, to=right, year_id=asked.year_id)
    language = best_language(live.locale, *(tag.partition(";")[0].strip() for tag in languages))
    return make_report(
        session,
        student,
        kind,
        language=language,
        viewer=live.viewer,
        year_id=asked.year_id,
        term_id=asked.term_id,
    )


def _id(text: str) -> int:
    """Return an id from the URL.

    Raises:
        NotFound: it is not a number.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        raise NotFound
    return int(text)


def _limit(request: Request, name: str) -> int | None:
    """Return the id of the year or the term in the URL; None (the report chooses) if it is missing or empty."""
    text = request.query_params.get(name, "")
    return _id(text) if text else None


# a route, not a mount: /reports/ itself is a page
ROUTES = [Route("/reports/{student}/{report}.pdf", report, methods=["GET"], middleware=[Middleware(RequestLog)])]
