"""`/healthz` and `/readyz` for proxies and monitoring. They reveal neither a version nor a reason.

A server is healthy if its database answers. It is ready if the database also has the tables of this version, and Redis
answers where it is set. Operators run `portal doctor` to find out what is wrong.
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
    """Return 200 if the database answers, else 503."""
    try:
        await in_thread(_query_database)
    except SQLAlchemyError as error:
        return _unavailable("database does not answer", reason=type(error).__name__)
    return JSONResponse({"status": "ok"})


async def readyz(_request: Request) -> JSONResponse:
    """Return 200 if the portal can serve parents, else 503."""
    try:
        reason = await in_thread(_what_is_missing)
    except SQLAlchemyError as error:
        return _unavailable("database does not answer", reason=type(error).__name__)
    return _unavailable(reason) if reason else JSONResponse({"status": "ready"})


def _query_database(session: Session) -> None:
    session.execute(text("SELECT 1"))


def _what_is_missing(session: Session) -> str:
    if revision_of(session.connection()) != wanted_revision():
        return "database has other tables"
    return "" if throttle.store_is_available() else "redis does not answer"


def _unavailable(event: str, **details: str) -> JSONResponse:
    log.error(event, **details)
    return JSONResponse({"status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)


ROUTES = [Route("/healthz", healthz, methods=["GET"]), Route("/readyz", readyz, methods=["GET"])]
