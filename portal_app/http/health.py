"""`/healthz`: whether this server can answer, for a proxy or a monitor. It names no version and no reason."""

from http import HTTPStatus

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from portal_app.database import read

log = structlog.get_logger()


async def healthz(_request: Request) -> JSONResponse:
    """Return 200 when the database answers, else 503."""
    try:
        await read(_ask_database)
    except SQLAlchemyError as error:
        log.error("database does not answer", reason=type(error).__name__)
        return JSONResponse({"status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse({"status": "ok"})


def _ask_database(session: Session) -> None:
    session.execute(text("SELECT 1"))


ROUTES = [Route("/healthz", healthz, methods=["GET"])]
