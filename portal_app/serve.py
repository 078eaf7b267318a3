"""The server: the built pages, the sign-in routes and the live socket on one port, in production mode.

Granian runs `portal_app.portal_app:app`; Reflex then mounts `build.CLIENT` behind the app's own routes and compiles
nothing, which is why a start takes a second. One Python process is held by its interpreter lock, so each core wants a
worker. They share nothing but the database: a live socket ends in one worker and stays there, and that worker holds
what the tab shows. A tab that comes back to another one is loaded anew, unless Redis keeps it for all of them.
A worker that dies is replaced; one that is asked to stop takes no new connection and finishes what it has begun.
"""

import errno
import multiprocessing
import os
import socket

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from portal_app.build import REFLEX_ENVIRONMENT, ROOT, StartError
from portal_app.metrics import shown_on
from portal_app.settings import settings

TARGET = "portal_app.portal_app:app"
_SERVE_ONLY = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    # no event of ours comes near it; a larger message closes its socket
    "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(64 * 1024),
}
_STOP_SECONDS = 15  # events may take five to end, and what came after them five more


def serve(host: str | None = None, port: int | None = None) -> None:
    """Serve until SIGINT or SIGTERM; `host` and `port` default to the settings.

    Call `build.ensure_built()` first. The current folder becomes `build.ROOT`, where Reflex looks for its files.

    Raises:
        StartError: the address can't be listened on.
    """
    host, port = host or settings().host, port or settings().port
    check_address(host, port)
    os.environ.update(server_environment())
    os.chdir(ROOT)
    # never a fork: workers would share the database connections that this process has opened, and mix up the answers
    multiprocessing.set_start_method("spawn", force=True)
    if settings().metrics_port:
        check_address(host, settings().metrics_port)
    with shown_on(host, settings().metrics_port):
        _server(host, port).serve()


def server_environment() -> dict[str, str]:
    """Return what Reflex must find in the environment to serve the built pages instead of building some."""
    return {**REFLEX_ENVIRONMENT, **_SERVE_ONLY}


def check_address(host: str, port: int) -> None:
    """Return when `host`:`port` can be listened on.

    Raises:
        StartError: it is taken, not allowed, or not an address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise StartError(_why_not(error, host, port)) from error


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: stop it, or choose another one (make run PORT={port + 1})."
    if error.errno == errno.EACCES:
        return f"Port {port} is not allowed for this account: choose one above 1023."
    return f"Can't listen on {host}:{port}: {error.strerror}."


def _server(host: str, port: int) -> MPServer:
    return MPServer(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=settings().workers,
        workers_kill_timeout=_STOP_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        working_dir=ROOT,
    )
