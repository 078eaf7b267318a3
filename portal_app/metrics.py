"""Prometheus metrics of the server: numbers only, never a person, a student or an address.

Each server process writes its numbers to files in a shared folder. The process that started them adds them up and
serves them on a separate port (`PORTAL_METRICS_PORT`). Without that port nothing is written or served.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that tells the library in which folder the processes of a server store their numbers."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Histogram(
    "portal_request_seconds", "Responses of the portal's own routes.", ("route", "status"), buckets=_SECONDS
)
EVENTS = Counter("portal_page_events_total", "Events of pages, by what the gate did with them.", ("outcome",))
QUERIES = Histogram(
    "portal_query_seconds", "Database queries of pages, including the wait for a thread.", buckets=_SECONDS
)
SOCKETS = Gauge("portal_open_sockets", "Open live sockets.", multiprocess_mode="livesum")
OPEN_TABS = Gauge("portal_open_tabs", "Pages of signed-in guardians that are open now.", multiprocess_mode="livesum")
HELD_STATES = Gauge(
    "portal_held_states",
    "States of tabs that are kept: open, or closed within two minutes.",
    multiprocess_mode="livesum",
)
FEED_CHECKS = Histogram("portal_feed_check_seconds", "Checks of the change feed for open pages.", buckets=_SECONDS)
FAILURES = Counter("portal_failures_total", "Failures inside the server.", ("where",))


class _AllProcesses(Collector):
    """Adds up the numbers of all server processes; sockets of a process that has died no longer count as open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._collector = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Metric]:
        """Return the current sums."""
        for process_id in {int(file.stem.rpartition("_")[2]) for file in self._folder.glob("gauge_live*.db")}:
            if not Path(f"/proc/{process_id}").exists() and Path("/proc").exists():
                mark_process_dead(process_id, str(self._folder))  # type: ignore[no-untyped-call]
        metrics: Iterable[Metric] = self._collector.collect()  # type: ignore[no-untyped-call]
        return metrics


@contextmanager
def served_on(host: str, port: int) -> Iterator[None]:
    """Serve the metrics of the server processes started within the block on `host`:`port`; port 0 serves nothing.

    Raises:
        OSError: the portal can't listen on the address.
    """
    if not port:
        yield
        return
    with TemporaryDirectory(prefix="portal-metrics-") as folder:
        os.environ[FOLDER] = folder
        registry = CollectorRegistry()
        registry.register(_AllProcesses(Path(folder)))
        server, thread = start_http_server(port, host, registry)
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            del os.environ[FOLDER]
