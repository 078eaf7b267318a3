"""`/healthz` and `/readyz`: whether this server can answer, for a proxy or a monitor. They name no version, no reason.

Healthy is a server whose database answers. Ready for parents is one that also finds the database in the shape that this
version needs, and Redis, where it is set. `portal doctor` says what is wrong, to whoever runs the server.
"""

from http import HTTPStatus

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from portal_app.database import in_thread
from portal_app.infrastructure import throttle
from portal_app.migrations import revision_of, wanted_revision

log = structlog.get_logger()


async def healthz(_request: Request) -> JSONResponse:
    """Return 200 when the database answers, else 503."""
    try:
        await in_thread(_ask_database)
    except SQLAlchemyError as error:
        return _unavailable("database does not answer", reason=type(error).__name__)
    return JSONResponse({"status": "ok"})


async def readyz(_request: Request) -> JSONResponse:
    """Return 200 when parents can be let in, else 503."""
    try:
        reason = await in_thread(_what_is_missing)
    except SQLAlchemyError as error:
        return _unavailable("database does not answer", reason=type(error).__name__)
    return _unavailable(reason) if reason else JSONResponse({"status": "ready"})


def _ask_database(session: Session) -> None:
    session.execute(text("SELECT 1"))


def _what_is_missing(session: Session) -> str:
    if revision_of(session.connection()) != wanted_revision():
        return "database has another shape"
    return "" if throttle.store_answers() else "redis does not answer"


def _unavailable(event: str, **about: str) -> JSONResponse:
    log.error(event, **about)
    return JSONResponse({"status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)


ROUTES = [Route("/healthz", healthz, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]
