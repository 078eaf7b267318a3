"""The server: the built pages, the sign-in routes and the live socket on one port, in production mode.

Uvicorn runs `portal_app.portal_app:app`; Reflex then mounts `build.CLIENT` behind the app's own routes and compiles
nothing, which is why a start takes a second. One Python process is held by its interpreter lock, so each core wants a
worker. They share nothing but the database: a live socket ends in one worker and stays there, and that worker holds
what the tab shows. A tab that comes back to another one is loaded anew, unless Redis keeps it for all of them.
A worker that dies is replaced; one that is told to stop finishes its running requests.
"""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors import Multiprocess

from portal_app.build import REFLEX_ENVIRONMENT, ROOT, StartError
from portal_app.delivery.deliverer import deliver_until
from portal_app.http.protocol import LimitedHttpProtocol
from portal_app.metrics import served_on
from portal_app.settings import settings

TARGET = "portal_app.portal_app:app"
_LONGEST_MESSAGE = 64 * 1024  # bytes; no event of ours comes near it, and a longer message closes its socket
_SERVE_ONLY = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(_LONGEST_MESSAGE),
}
# longer than proxies keep an idle connection (Caddy 120, nginx 60): else they send into one that is just being closed
_KEEP_SECONDS = 130
_HANGS_SECONDS = 30  # a worker that says nothing for so long is replaced; on a busy machine five would kill a sound one
_STOP_SECONDS = 5  # for browsers to close their side, after the five that events may take to end


class Workers(Multiprocess):
    """Uvicorn's workers, except that one that dies while it is asked whether it is alive is replaced at once.

    Uvicorn's parent process holds both ends of the pipe to each worker. So it hears nothing of that death, waits for
    the answer as long as for a hanging worker, and obeys no signal meanwhile.
    """

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that are dead or hang."""
        for worker in self.processes:
            worker.child_conn.close()  # the worker has its own copy; closing twice is allowed
        super().keep_subprocess_alive()


def serve(host: str | None = None, port: int | None = None) -> None:
    """Serve until SIGINT or SIGTERM; `host` and `port` default to the settings.

    Call `build.ensure_built()` first. The current folder becomes `build.ROOT`, where Reflex looks for its files.

    Raises:
        StartError: the address can't be listened on, or the application did not come up.
    """
    host, port = host or settings().host, port or settings().port
    check_address(host, port)
    os.environ.update(server_environment())
    os.chdir(ROOT)
    if settings().metrics_port:
        check_address(host, settings().metrics_port)
    with served_on(host, settings().metrics_port), _mail_deliverer():
        _workers(host, port)


@contextmanager
def _mail_deliverer() -> Iterator[None]:
    """Send the mail queue from a thread of this process, which answers no requests, unless another program does."""
    if not settings().deliver_mail:
        yield
        return
    stop = Event()
    thread = Thread(target=deliver_until, args=(stop,), name="mail", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_STOP_SECONDS)  # a message that is still being sent then is sent again after the next start


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


def _workers(host: str, port: int) -> None:
    """Run the workers until they are stopped; all of them listen on one socket.

    They are spawned, never forked: a fork would share the database connections that this process has opened, and mix
    up the answers.

    Raises:
        StartError: the application did not come up.
    """
    config = Config(
        TARGET,
        host=host,
        port=port,
        factory=True,
        workers=settings().workers,
        loop="uvloop",
        http=LimitedHttpProtocol,
        ws="websockets-sansio",
        ws_max_size=_LONGEST_MESSAGE,
        ws_ping_interval=None,  # Engine.IO has pings of its own
        ws_per_message_deflate=False,  # it would hold a quarter of a megabyte for each open page
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # how many proxies may be believed is a setting, and Reflex and `http/client.py` follow it
        server_header=False,
        timeout_keep_alive=_KEEP_SECONDS,
        timeout_worker_healthcheck=_HANGS_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    with config.bind_socket() as listening:
        workers = Workers(config, [listening])
        workers.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes):
        raise StartError("The portal could not start: the lines above say why.")
