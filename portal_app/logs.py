"""The portal's log: one event per line, JSON in production, readable text on a terminal.

It contains no names, scores, keys, cookies or tokens. Events carry ids and outcomes. Values whose name suggests a
secret or a person are dropped even if some code passes them, and control characters are replaced, so that nobody can
forge a line. Messages of the socket libraries are cut before their first quoted value, because they quote whole events
with everything that a browser sent, including its cookie.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from portal_app.settings import settings

_NEVER = re.compile(r"name|passw|secret|token|cookie|authoriz|email|phone|score|birth|^keys?$|_key$", re.IGNORECASE)
_QUOTING = ("reflex", "reflex_base", "engineio", "socketio")
_QUOTED = re.compile(r"[:({\[<'\"]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

Event = MutableMapping[str, Any]


def configure_logs() -> None:
    """Send all logs, including those of libraries, to standard error by the rules above. Call it once, at startup."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        drop_secrets,
        replace_control_characters,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    for name in ("engineio.server", "socketio.server"):
        logging.getLogger(name).setLevel(logging.ERROR)  # once they have a level they add no handler
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[drop_quoted_values, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it logs its dialect at every request for `/readyz`
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it logs every font table of every document


def drop_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Remove values that must not be in a log, by the name under which they are passed."""
    for name in [name for name in event if _NEVER.search(name)]:
        del event[name]
    return event


def drop_quoted_values(_logger: Any, _method: str, event: Event) -> Event:
    """Cut messages of the socket libraries before the first quoted value; of an error, keep its type and line."""
    record = event.get("_record")
    if record is None or record.name.split(".")[0] not in _QUOTING:
        return event
    event["event"] = _QUOTED.split(str(event["event"]), maxsplit=1)[0].strip()
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[1] is not None:
        event["error"] = type(error[1]).__name__
        frames = traceback.extract_tb(error[2])
        event["at"] = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return event


def replace_control_characters(_logger: Any, _method: str, event: Event) -> Event:
    """Replace line breaks and other control characters by spaces; a traceback keeps its lines."""
    for name, value in event.items():
        if isinstance(value, str) and name != "exception":
            event[name] = _CONTROL.sub(" ", value)
    return event


def _renderer() -> Any:
    wanted = settings().log_format
    if wanted == "json" or (wanted == "auto" and not sys.stderr.isatty()):
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer()
