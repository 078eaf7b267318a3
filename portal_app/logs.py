"""The portal's log: one event per line, JSON in production, readable text on a terminal.

No names, scores, keys, cookies or tokens. Events carry ids and outcomes; values under a name that promises a secret or
a person are dropped even when somebody passes them, and control characters can't forge a line. Of what the socket's
libraries log, only the fixed words are kept: they quote whole events, with what a browser sent and its cookie.
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
    """Send every log, the libraries' too, through the portal's rules to standard error. Once, at start."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        drop_secrets,
        keep_to_one_line,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    for name in ("engineio.server", "socketio.server"):
        logging.getLogger(name).setLevel(logging.ERROR)  # with a level of their own they add no handler of their own
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[keep_fixed_words, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells its dialect whenever a monitor asks `/readyz`
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each table of each document's letters


def drop_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Remove what must not be in a log, by the name under which it was passed."""
    for name in [name for name in event if _NEVER.search(name)]:
        del event[name]
    return event


def keep_fixed_words(_logger: Any, _method: str, event: Event) -> Event:
    """Cut a line of the socket's libraries before the first thing that it quotes; of an error, keep type and place."""
    record = event.get("_record")
    if record is None or record.name.split(".")[0] not in _QUOTING:
        return event
    event["event"] = _QUOTED.split(str(event["event"]), maxsplit=1)[0].strip()
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[1] is not None:
        event["error"] = type(error[1]).__name__
        places = traceback.extract_tb(error[2])
        event["at"] = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return event


def keep_to_one_line(_logger: Any, _method: str, event: Event) -> Event:
    """Show line breaks and other control characters of a text as spaces; a traceback keeps its lines."""
    for name, value in event.items():
        if isinstance(value, str) and name != "exception":
            event[name] = _CONTROL.sub(" ", value)
    return event


def _renderer() -> Any:
    wanted = settings().log_format
    if wanted == "json" or (wanted == "auto" and not sys.stderr.isatty()):
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer()
