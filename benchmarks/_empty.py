"""An empty Reflex app for `benchmarks/load.py`: two pages, one number, no gate, no database. The floor of all."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from portal_app.serve import server_environment
from tests.running import free_port

_CONFIG = """
import reflex as rx
from reflex.plugins import RadixThemesPlugin, SitemapPlugin
from reflex_base.constants import StateManagerMode

config = rx.Config(
    app_name="empty",
    telemetry_enabled=False,
    disable_plugins=[SitemapPlugin, RadixThemesPlugin],
    cors_allowed_origins=["http://localhost:{port}"],
    state_manager_mode=StateManagerMode.MEMORY,
)
"""
_APP = """
import reflex as rx

class Counter(rx.State):
    count: int = 0

    @rx.event
    async def load(self):
        self.count += 1

def page():
    return rx.el.p(Counter.count)

app = rx.App(toaster=None)
for route in ("/one", "/two"):
    app.add_page(page, route=route, on_load=Counter.load)
"""
_SERVE = """
import uvicorn

uvicorn.run("empty.empty:app", host="127.0.0.1", port={port}, factory=True, loop="uvloop", http="httptools",
            ws="websockets-sansio", ws_ping_interval=None, ws_per_message_deflate=False, log_level="warning",
            access_log=False)
"""


@contextmanager
def empty_app() -> Iterator[tuple[int, int]]:
    """Yield the port and the process of an empty Reflex app that runs as the portal does."""
    port = free_port()
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "empty").mkdir()
        (folder / "rxconfig.py").write_text(_CONFIG.format(port=port))
        (folder / "empty" / "empty.py").write_text(_APP)
        (folder / "empty" / "__init__.py").touch()
        (folder / "serve.py").write_text(_SERVE.format(port=port))
        environment = {**os.environ, **server_environment(), "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false"}
        environment["PYTHONPATH"] = name
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([sys.executable, "serve.py"], cwd=folder, env=environment, stdout=log, stderr=log)
            try:
                yield port, server.pid
            finally:
                server.terminate()
                server.wait(timeout=30)
